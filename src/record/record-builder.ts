/**
 * A record being made or changed: the work buffer of one cursor. Values are put straight into the bytes of the
 * record, as the engine lays them out, so that its length is always known and a `RecordReader` can look at it.
 *
 *            startEmpty / startWithDefaults / startFrom
 *   (any) ─────────────────────────────────────────────▶ a valid record ──┐ set… / clear…
 *                                                              ▲──────────┘
 *
 * Invariants
 *  1. `bytes[0, length)` is a valid record between any two calls; a call that answers anything but STORE_DONE or
 *     STORE_TRUNCATED changed no value.
 *  2. `length` never exceeds `recordMost`, except when a longer record was given to `startFrom`.
 *  3. Fixed and variable columns between the last one present and the one set take their default values; fixed
 *     bytes that were never set are 0x2A and unused null bits are 1.
 *  4. A fixed column that becomes null keeps its old bytes.
 *  5. Only the first value of a column may be compressed or encrypted.
 */
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { copyValue } from '../format/copy-bytes';
import { type ColumnSchema, isBinaryType, isBitType, isTextType, type RecordShape } from './column';
import {
  FIRST_VARIABLE_ID,
  FIXED_FILL,
  isLargePage,
  maxNodeBytes,
  NO_VARIABLE_ID,
  OFFSET_FLAG,
  OFFSET_MASK,
  RECORD_HEADER_BYTES,
} from './record-layout';
import { RecordReader } from './record-reader';
import { TaggedEditor } from './tagged-editor';
import { STORE_DONE, STORE_INVALID_SIZE, STORE_TOO_BIG, STORE_TRUNCATED } from './store-result';

const WIDE_CHARACTERS = 1200;
/** Up to so many bytes a loop is faster than a call that moves them. */
const SHORT_RUN = 64;

export class RecordBuilder {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isLarge: boolean;
  recordMost: number;
  length = RECORD_HEADER_BYTES;

  readonly #reader = new RecordReader();
  readonly #tagged: TaggedEditor;

  /** A builder for records in pages of `pageBytes`; `recordMost` is the longest record allowed. */
  constructor(pageBytes: number, recordMost: number) {
    this.isLarge = isLargePage(pageBytes);
    this.recordMost = Math.min(recordMost, maxNodeBytes(pageBytes));
    this.bytes = new Uint8Array(pageBytes);
    this.view = new DataView(this.bytes.buffer);
    this.#tagged = new TaggedEditor(this);
    this.startEmpty();
  }

  /** Begins with a record that says nothing about any column. */
  startEmpty(): void {
    this.bytes[0] = 0;
    this.bytes[1] = NO_VARIABLE_ID;
    this.view.setUint16(2, RECORD_HEADER_BYTES, true);
    this.length = RECORD_HEADER_BYTES;
  }

  /** Begins with the default values of the fixed and variable columns, up to the last that has one. */
  startWithDefaults(shape: RecordShape, lastFixedId: number, lastVariableId: number): void {
    this.startEmpty();
    for (let id = 1; id <= lastFixedId; id++) this.#setDefault(shape, id);
    for (let id = FIRST_VARIABLE_ID; id <= lastVariableId; id++) this.#setDefault(shape, id);
  }

  /** Begins with an existing record; a damaged one is JET_errDatabaseCorrupted. */
  startFrom(bytes: Uint8Array, start: number, length: number): void {
    if (length > this.bytes.length || start + length > bytes.length) {
      fail(JET_errDatabaseCorrupted, `record of ${length} bytes in a page of ${this.bytes.length}`);
    }
    for (let i = 0; i < length; i++) this.bytes[i] = bytes[start + i];
    this.length = length;
    this.attach(this.#reader);
    this.#reader.check();
  }

  /** Begins with a record that this builder made before, or that has been checked. */
  startFromSound(bytes: Uint8Array, start: number, length: number): void {
    for (let i = 0; i < length; i++) this.bytes[i] = bytes[start + i];
    this.length = length;
  }

  /** Points a reader at the record as it is now; every later change needs a new attach. */
  attach(reader: RecordReader): void {
    reader.attach(this.bytes, this.view, 0, this.length, this.isLarge);
  }

  /** Copies the record; returns its length. */
  copyTo(target: Uint8Array, offset: number): number {
    for (let i = 0; i < this.length; i++) target[offset + i] = this.bytes[i];
    return this.length;
  }

  /** Stores a fixed column. No bytes mean null; shorter text and binary is padded, any other length is refused. */
  setFixed(
    column: ColumnSchema,
    shape: RecordShape,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    const size = column.maxBytes;
    if (length === 0) return this.clearFixed(column, shape);
    if (length > size || (length < size && !isPaddable(column))) return STORE_INVALID_SIZE;
    const made = this.#reachFixed(column, shape);
    if (made !== STORE_DONE) return made;
    const { bytes } = this;
    const at = column.recordOffset;
    if (isBitType(column.columnType)) bytes[at] = source[offset] === 0 ? 0 : 0xff;
    else copyValue(source, offset, bytes, at, length);
    if (length < size) this.#pad(column, at + length, at + size);
    this.#setNullBit(column.columnId, false);
    return STORE_DONE;
  }

  /** Makes a fixed column null. */
  clearFixed(column: ColumnSchema, shape: RecordShape): number {
    const made = this.#reachFixed(column, shape);
    if (made === STORE_DONE) this.#setNullBit(column.columnId, true);
    return made;
  }

  /** Stores a variable column; what exceeds the column's size is cut off and STORE_TRUNCATED says so. */
  setVariable(
    column: ColumnSchema,
    shape: RecordShape,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    const stored = length > column.maxBytes ? column.maxBytes : length;
    const made = this.#replaceVariable(column, shape, stored);
    if (made !== STORE_DONE) return made;
    const at = this.#variableEntry(column.columnId);
    const end = this.view.getUint16(at, true) & OFFSET_MASK;
    this.view.setUint16(at, end, true);
    const begin = this.#variableData() + end - stored;
    copyValue(source, offset, this.bytes, begin, stored);
    return stored < length ? STORE_TRUNCATED : STORE_DONE;
  }

  /** Makes a variable column null. */
  clearVariable(column: ColumnSchema, shape: RecordShape): number {
    const made = this.#replaceVariable(column, shape, 0);
    if (made !== STORE_DONE) return made;
    const at = this.#variableEntry(column.columnId);
    this.view.setUint16(at, this.view.getUint16(at, true) | OFFSET_FLAG, true);
    return STORE_DONE;
  }

  /**
   * Stores a value of a tagged column. `itagSequence` names the value to replace; 0 or one that does not exist adds a
   * value. `flags` are VALUE_SEPARATED, VALUE_COMPRESSED, VALUE_ENCRYPTED; a separated value is its id, little-endian.
   */
  setTagged(
    column: ColumnSchema,
    itagSequence: number,
    flags: number,
    source: Uint8Array,
    offset: number,
    length: number,
  ): number {
    return this.#tagged.set(column, itagSequence, flags, source, offset, length);
  }

  /**
   * Removes a value of a tagged column. Of the last value an explicit null remains if the column has a default and
   * `revertToDefault` is false.
   */
  clearTagged(column: ColumnSchema, itagSequence: number, revertToDefault: boolean): number {
    return this.#tagged.clear(column, itagSequence, column.hasDefault && !revertToDefault);
  }

  /** Gives `added` bytes of room at `at` (or takes them away, if negative) by moving all that lies behind `at`. */
  shift(at: number, added: number): void {
    const { bytes, length } = this;
    this.length = length + added;
    if (added < 0) bytes.copyWithin(at, at - added, length);
    else if (length - at > SHORT_RUN) bytes.copyWithin(at + added, at, length);
    else if (added > 0) for (let i = length - 1; i >= at; i--) bytes[i + added] = bytes[i];
  }

  #setDefault(shape: RecordShape, columnId: number): void {
    const column = shape.column(columnId);
    if (column === undefined || column.defaultValue === null || column.userDefinedDefault) return;
    const value = column.defaultValue;
    if (column.kind === 'fixed') this.setFixed(column, shape, value, 0, value.length);
    else this.setVariable(column, shape, value, 0, value.length);
  }

  /** Makes the fixed part reach as far as `column`. */
  #reachFixed(column: ColumnSchema, shape: RecordShape): number {
    const { bytes, view } = this;
    const lastId = bytes[0];
    const nullBits = view.getUint16(2, true) - ((lastId + 7) >> 3);
    const columnEnd = column.recordOffset + column.maxBytes;
    if (column.columnId <= lastId) {
      if (columnEnd > nullBits)
        fail(JET_errDatabaseCorrupted, `fixed column ${column.columnId} ends at ${columnEnd}`);
      return STORE_DONE;
    }
    if (column.recordOffset < nullBits) {
      fail(JET_errDatabaseCorrupted, `fixed column ${column.columnId} begins at ${column.recordOffset}`);
    }
    return this.#extendFixed(column.columnId, lastId, nullBits, columnEnd, shape);
  }

  #extendFixed(
    columnId: number,
    lastId: number,
    oldBits: number,
    newBits: number,
    shape: RecordShape,
  ): number {
    const { bytes, view } = this;
    const oldBitBytes = (lastId + 7) >> 3;
    const newBitBytes = (columnId + 7) >> 3;
    const added = newBits + newBitBytes - (oldBits + oldBitBytes);
    if (this.length + added > this.recordMost) return STORE_TOO_BIG;
    this.shift(oldBits + oldBitBytes, added);
    for (let i = oldBitBytes - 1; i >= 0; i--) bytes[newBits + i] = bytes[oldBits + i];
    for (let at = oldBits; at < newBits; at++) bytes[at] = FIXED_FILL;
    for (let at = newBits + oldBitBytes; at < newBits + newBitBytes; at++) bytes[at] = 0xff;
    bytes[0] = columnId;
    view.setUint16(2, newBits + newBitBytes, true);
    for (let id = lastId + 1; id <= columnId; id++) this.#setNullBit(id, true);
    for (let id = lastId + 1; id <= columnId; id++) this.#burstFixed(shape.column(id), newBits);
    return STORE_DONE;
  }

  #burstFixed(column: ColumnSchema | undefined, fixedEnd: number): void {
    if (column === undefined || column.defaultValue === null || column.userDefinedDefault) return;
    const end = column.recordOffset + column.maxBytes;
    if (column.recordOffset < RECORD_HEADER_BYTES || end > fixedEnd) {
      fail(JET_errDatabaseCorrupted, `fixed column ${column.columnId} ends at ${end}`);
    }
    const value = column.defaultValue;
    const length = value.length < column.maxBytes ? value.length : column.maxBytes;
    for (let i = 0; i < length; i++) this.bytes[column.recordOffset + i] = value[i];
    if (length < column.maxBytes) this.#pad(column, column.recordOffset + length, end);
    this.#setNullBit(column.columnId, false);
  }

  #setNullBit(columnId: number, isNull: boolean): void {
    const { bytes, view } = this;
    const at = view.getUint16(2, true) - ((bytes[0] + 7) >> 3) + ((columnId - 1) >> 3);
    const bit = 1 << ((columnId - 1) & 7);
    bytes[at] = isNull ? bytes[at] | bit : bytes[at] & ~bit;
  }

  #pad(column: ColumnSchema, from: number, to: number): void {
    const { bytes } = this;
    if (isBinaryType(column.columnType)) bytes.fill(0, from, to);
    else if (column.codePage !== WIDE_CHARACTERS) bytes.fill(0x20, from, to);
    else for (let at = from; at < to; at++) bytes[at] = ((at - from) & 1) === 0 ? 0x20 : 0;
  }

  #variableEntry(columnId: number): number {
    return this.view.getUint16(2, true) + 2 * (columnId - FIRST_VARIABLE_ID);
  }

  #variableData(): number {
    return this.#variableEntry(this.bytes[1] + 1);
  }

  #variableEnd(columnId: number): number {
    return columnId < FIRST_VARIABLE_ID
      ? 0
      : this.view.getUint16(this.#variableEntry(columnId), true) & OFFSET_MASK;
  }

  /** Gives a variable column exactly `stored` bytes. */
  #replaceVariable(column: ColumnSchema, shape: RecordShape, stored: number): number {
    const { columnId } = column;
    if (columnId > this.bytes[1]) {
      const made = this.#extendVariable(columnId, shape, stored);
      if (made !== STORE_DONE) return made;
    }
    const begin = this.#variableEnd(columnId - 1);
    const added = stored - (this.#variableEnd(columnId) - begin);
    if (added > 0 && this.length + added > this.recordMost) return STORE_TOO_BIG;
    this.shift(this.#variableData() + begin, added);
    for (let id = columnId; id <= this.bytes[1]; id++) this.#moveVariableEnd(id, added);
    return STORE_DONE;
  }

  #moveVariableEnd(columnId: number, added: number): void {
    const at = this.#variableEntry(columnId);
    const raw = this.view.getUint16(at, true);
    this.view.setUint16(at, (raw & OFFSET_FLAG) | ((raw & OFFSET_MASK) + added), true);
  }

  /** Adds null entries up to `columnId`, then the default values of the columns before it. */
  #extendVariable(columnId: number, shape: RecordShape, stored: number): number {
    const lastId = this.bytes[1];
    const entryBytes = 2 * (columnId - lastId);
    let defaultBytes = 0;
    for (let id = lastId + 1; id < columnId; id++) defaultBytes += defaultOf(shape.column(id))?.length ?? 0;
    if (this.length + entryBytes + defaultBytes + stored > this.recordMost) return STORE_TOO_BIG;
    const end = this.#variableEnd(lastId);
    this.shift(this.#variableData(), entryBytes);
    this.bytes[1] = columnId;
    for (let id = lastId + 1; id <= columnId; id++)
      this.view.setUint16(this.#variableEntry(id), OFFSET_FLAG | end, true);
    for (let id = lastId + 1; id < columnId; id++) this.#burstVariable(id, defaultOf(shape.column(id)));
    return STORE_DONE;
  }

  #burstVariable(columnId: number, value: Uint8Array | null): void {
    if (value === null) return;
    const at = this.#variableData() + this.#variableEnd(columnId);
    this.shift(at, value.length);
    this.bytes.set(value, at);
    for (let id = columnId; id <= this.bytes[1]; id++) this.#moveVariableEnd(id, value.length);
    this.view.setUint16(this.#variableEntry(columnId), this.#variableEnd(columnId), true);
  }
}

const isPaddable = (column: ColumnSchema): boolean =>
  isTextType(column.columnType) || isBinaryType(column.columnType);

const defaultOf = (column: ColumnSchema | undefined): Uint8Array | null =>
  column === undefined || column.userDefinedDefault ? null : column.defaultValue;
