/**
 * One record, read in place: where the value of a column lies inside the bytes of a page. A `RecordReader` is a
 * reusable window owned by one cursor; lookups set its fields, answer with a small number and allocate nothing.
 *
 * record = u8 last fixed id · u8 last variable id · u16 end of fixed part · fixed values · null bits ·
 *          u16 end offsets of the variable values · variable values · tagged entries · tagged values
 *
 *             attach            first lookup           first tagged lookup
 *   (nothing) ───────▶ attached ────────────▶ header known ──────────────▶ tagged area known
 *
 * Invariants
 *  1. Every offset taken from the record is checked against its end before a byte behind it is read; one that leads
 *     outside is JET_errDatabaseCorrupted.
 *  2. `valueOffset` counts from the start of `bytes` and is valid after COLUMN_FOUND only.
 *  3. `findTagged` relies on sorted entries; in an unsorted record it may miss a column, never anything worse.
 *  4. COLUMN_ABSENT means that the record says nothing: the default value of the column holds.
 */
import { JET_errDatabaseCorrupted } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  ENTRY_BYTES,
  ENTRY_DERIVED,
  ENTRY_HAS_HEADER,
  ENTRY_NULL,
  FIRST_VARIABLE_ID,
  HEADER_MULTI_VALUES,
  HEADER_NULL,
  HEADER_TWO_VALUES,
  LARGE_OFFSET_MASK,
  LAST_FIXED_ID,
  NO_VARIABLE_ID,
  OFFSET_FLAG,
  OFFSET_MASK,
  RECORD_HEADER_BYTES,
  SMALL_OFFSET_MASK,
  taggedRank,
  VALUE_COMPRESSED,
  VALUE_ENCRYPTED,
  VALUE_LONG,
  VALUE_SEPARATED,
} from './record-layout';

export const COLUMN_FOUND = 0;
export const COLUMN_NULL = 1;
export const COLUMN_ABSENT = 2;

const NOTHING_KNOWN = 0;
const HEADER_KNOWN = 1;
const TAGGED_KNOWN = 2;

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

export class RecordReader {
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  length = 0;

  /** Where the value found last lies, and what it is (VALUE_… bits). */
  valueOffset = 0;
  valueLength = 0;
  valueFlags = 0;
  /** The id of a separated long value, as two 32-bit halves, and how many bytes it takes in the record. */
  lidLow = 0;
  lidHigh = 0;
  lidBytes = 0;

  /** The tagged entry looked at last: its column, its block of bytes, and how many values are in it. */
  columnId = 0;
  isDerived = false;
  valueCount = 0;
  blockStart = 0;
  blockEnd = 0;
  blockFlags = 0;
  hasBlockHeader = false;

  #view: DataView = NO_VIEW;
  #isLarge = false;
  #known = NOTHING_KNOWN;
  #lastFixed = 0;
  #lastVariable = NO_VARIABLE_ID;
  #nullBits = 0;
  #variableOffsets = 0;
  #variableData = 0;
  #taggedStart = 0;
  #taggedCount = 0;
  #end = 0;

  /** Points the window at a record; nothing is read yet. `view` shows the same bytes as `bytes`. */
  attach(bytes: Uint8Array, view: DataView, start: number, length: number, largePage: boolean): void {
    this.bytes = bytes;
    this.#view = view;
    this.start = start;
    this.length = length;
    this.#isLarge = largePage;
    this.#known = NOTHING_KNOWN;
  }

  get isCompressed(): boolean {
    return (this.valueFlags & VALUE_COMPRESSED) !== 0;
  }

  get isSeparated(): boolean {
    return (this.valueFlags & VALUE_SEPARATED) !== 0;
  }

  get isLongValue(): boolean {
    return (this.valueFlags & VALUE_LONG) !== 0;
  }

  get isEncrypted(): boolean {
    return (this.valueFlags & VALUE_ENCRYPTED) !== 0;
  }

  /** The highest fixed column id that is in the record, 0 if none. */
  get lastFixedId(): number {
    this.#requireHeader();
    return this.#lastFixed;
  }

  /** The highest variable column id that is in the record, 127 if none. */
  get lastVariableId(): number {
    this.#requireHeader();
    return this.#lastVariable;
  }

  /** Where the null bits begin: the end of the fixed values. */
  get nullBitsStart(): number {
    this.#requireHeader();
    return this.#nullBits;
  }

  get variableOffsetsStart(): number {
    this.#requireHeader();
    return this.#variableOffsets;
  }

  get variableDataStart(): number {
    this.#requireHeader();
    return this.#variableData;
  }

  get taggedStart(): number {
    this.#requireTagged();
    return this.#taggedStart;
  }

  /** Finds a fixed column of `size` bytes whose place, counted from the start of the record, the catalog gives. */
  findFixed(columnId: number, recordOffset: number, size: number): number {
    if (this.#known === NOTHING_KNOWN) this.#parseHeader();
    if (columnId > this.#lastFixed) return COLUMN_ABSENT;
    const index = columnId - 1;
    if ((this.bytes[this.#nullBits + (index >> 3)] & (1 << (index & 7))) !== 0) return COLUMN_NULL;
    const offset = this.start + recordOffset;
    if (recordOffset < RECORD_HEADER_BYTES || offset + size > this.#nullBits)
      this.#corrupt('fixed value', recordOffset);
    this.valueOffset = offset;
    this.valueLength = size;
    this.valueFlags = 0;
    return COLUMN_FOUND;
  }

  findVariable(columnId: number): number {
    if (this.#known === NOTHING_KNOWN) this.#parseHeader();
    if (columnId > this.#lastVariable) return COLUMN_ABSENT;
    const at = this.#variableOffsets + 2 * (columnId - FIRST_VARIABLE_ID);
    const view = this.#view;
    const raw = view.getUint16(at, true);
    if ((raw & OFFSET_FLAG) !== 0) return COLUMN_NULL;
    const begin = columnId === FIRST_VARIABLE_ID ? 0 : view.getUint16(at - 2, true) & OFFSET_MASK;
    const valueOffset = this.#variableData + begin;
    if (raw < begin || this.#variableData + raw > this.#end) this.#corrupt('variable value', columnId);
    this.valueOffset = valueOffset;
    this.valueLength = raw - begin;
    this.valueFlags = 0;
    return COLUMN_FOUND;
  }

  /** Finds value number `itagSequence` (from 1) of a tagged column; one that does not exist is COLUMN_NULL. */
  findTagged(columnId: number, isDerived: boolean, itagSequence: number): number {
    const index = this.taggedIndex(columnId, isDerived);
    if (index < 0) return COLUMN_ABSENT;
    return this.taggedAt(index) === COLUMN_NULL ? COLUMN_NULL : this.findValue(itagSequence);
  }

  /** How many values a tagged column has in this record: -1 when the record says nothing, 0 when it is null. */
  countTagged(columnId: number, isDerived: boolean): number {
    const index = this.taggedIndex(columnId, isDerived);
    if (index < 0) return -1;
    this.taggedAt(index);
    return this.valueCount;
  }

  /** How many tagged columns the record holds. */
  taggedCount(): number {
    this.#requireTagged();
    return this.#taggedCount;
  }

  /** The index of a tagged column, or -1 - the index at which it would have to be inserted. */
  taggedIndex(columnId: number, isDerived: boolean): number {
    if (this.#known !== TAGGED_KNOWN) this.#parseTagged();
    const view = this.#view;
    const first = this.#taggedStart;
    const rank = taggedRank(columnId, isDerived);
    let low = 0;
    let high = this.#taggedCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = first + ENTRY_BYTES * middle;
      const id = view.getUint16(at, true);
      const here = taggedRank(id, (view.getUint16(at + 2, true) & ENTRY_DERIVED) !== 0);
      if (here === rank) return middle;
      if (here < rank) low = middle + 1;
      else high = middle;
    }
    return -1 - low;
  }

  /** Looks at tagged column number `index` (0 ≤ index < taggedCount()): COLUMN_FOUND, or COLUMN_NULL for an explicit null. */
  taggedAt(index: number): number {
    if (this.#known !== TAGGED_KNOWN) this.#parseTagged();
    const view = this.#view;
    const at = this.#taggedStart + ENTRY_BYTES * index;
    const raw = view.getUint16(at + 2, true);
    const mask = this.#isLarge ? LARGE_OFFSET_MASK : SMALL_OFFSET_MASK;
    const blockStart = this.#taggedStart + (raw & mask);
    const blockEnd =
      index + 1 < this.#taggedCount ? this.#taggedStart + (view.getUint16(at + 6, true) & mask) : this.#end;
    this.columnId = view.getUint16(at, true);
    this.isDerived = (raw & ENTRY_DERIVED) !== 0;
    this.blockStart = blockStart;
    this.blockEnd = blockEnd;
    const firstBlock = this.#taggedStart + ENTRY_BYTES * this.#taggedCount;
    if (blockStart < firstBlock || blockStart > blockEnd || blockEnd > this.#end) {
      this.#corrupt('tagged value', this.columnId);
    }
    return this.#isLarge ? this.#openLargeBlock() : this.#openSmallBlock(raw);
  }

  /** Finds value number `itagSequence` of the tagged column looked at last. */
  findValue(itagSequence: number): number {
    if (itagSequence < 1 || itagSequence > this.valueCount) return COLUMN_NULL;
    const flags = this.blockFlags;
    if ((flags & HEADER_MULTI_VALUES) === 0) {
      this.valueOffset = this.hasBlockHeader ? this.blockStart + 1 : this.blockStart;
      this.valueLength = this.blockEnd - this.valueOffset;
      this.valueFlags = flags;
    } else if ((flags & HEADER_TWO_VALUES) !== 0) this.#selectOfTwo(itagSequence);
    else this.#selectOfMany(itagSequence);
    if ((this.valueFlags & VALUE_SEPARATED) !== 0) this.#readLongValueId();
    return COLUMN_FOUND;
  }

  /** Reads every offset of the record once; damage anywhere is JET_errDatabaseCorrupted. */
  check(): void {
    this.#requireTagged();
    for (let id = FIRST_VARIABLE_ID; id <= this.#lastVariable; id++) {
      const at = this.#variableOffsets + 2 * (id - FIRST_VARIABLE_ID);
      const begin = id === FIRST_VARIABLE_ID ? 0 : this.#view.getUint16(at - 2, true) & OFFSET_MASK;
      if ((this.#view.getUint16(at, true) & OFFSET_MASK) < begin) this.#corrupt('variable value', id);
    }
    let lastRank = -1;
    for (let index = 0; index < this.#taggedCount; index++) {
      this.taggedAt(index);
      const rank = taggedRank(this.columnId, this.isDerived);
      if (rank <= lastRank) this.#corrupt('order of tagged columns', this.columnId);
      lastRank = rank;
      for (let itag = 1; itag <= this.valueCount; itag++) this.findValue(itag);
    }
  }

  #requireHeader(): void {
    if (this.#known === NOTHING_KNOWN) this.#parseHeader();
  }

  #requireTagged(): void {
    if (this.#known !== TAGGED_KNOWN) this.#parseTagged();
  }

  #parseHeader(): void {
    const { bytes, start, length } = this;
    if (length < RECORD_HEADER_BYTES || start + length > bytes.length) this.#corrupt('record', length);
    const lastFixed = bytes[start];
    const lastVariable = bytes[start + 1];
    const fixedEnd = this.#view.getUint16(start + 2, true);
    const nullBits = fixedEnd - ((lastFixed + 7) >> 3);
    if (lastFixed > LAST_FIXED_ID || lastVariable < NO_VARIABLE_ID || nullBits < RECORD_HEADER_BYTES) {
      this.#corrupt('record header', lastFixed);
    }
    const variableData = fixedEnd + 2 * (lastVariable - NO_VARIABLE_ID);
    if (variableData > length) this.#corrupt('fixed part', fixedEnd);
    this.#lastFixed = lastFixed;
    this.#lastVariable = lastVariable;
    this.#nullBits = start + nullBits;
    this.#variableOffsets = start + fixedEnd;
    this.#variableData = start + variableData;
    this.#end = start + length;
    this.#known = HEADER_KNOWN;
  }

  #parseTagged(): void {
    this.#requireHeader();
    const view = this.#view;
    const data = this.#variableData;
    const variableBytes =
      this.#lastVariable > NO_VARIABLE_ID ? view.getUint16(data - 2, true) & OFFSET_MASK : 0;
    const taggedStart = data + variableBytes;
    const taggedBytes = this.#end - taggedStart;
    if (taggedBytes < 0) this.#corrupt('variable part', variableBytes);
    this.#taggedStart = taggedStart;
    this.#taggedCount = taggedBytes === 0 ? 0 : this.#countEntries(taggedStart, taggedBytes);
    this.#known = TAGGED_KNOWN;
  }

  #countEntries(taggedStart: number, taggedBytes: number): number {
    if (taggedBytes < ENTRY_BYTES) this.#corrupt('tagged part', taggedBytes);
    const mask = this.#isLarge ? LARGE_OFFSET_MASK : SMALL_OFFSET_MASK;
    const firstBlock = this.#view.getUint16(taggedStart + 2, true) & mask;
    if (firstBlock === 0 || (firstBlock & 3) !== 0 || firstBlock > taggedBytes)
      this.#corrupt('tagged part', firstBlock);
    return firstBlock >> 2;
  }

  #openSmallBlock(raw: number): number {
    if ((raw & ENTRY_NULL) !== 0) {
      this.hasBlockHeader = false;
      this.blockFlags = HEADER_NULL;
      this.valueCount = 0;
      return COLUMN_NULL;
    }
    this.hasBlockHeader = (raw & ENTRY_HAS_HEADER) !== 0;
    if (this.hasBlockHeader) return this.#openHeader();
    this.blockFlags = 0;
    this.valueCount = 1;
    return COLUMN_FOUND;
  }

  #openLargeBlock(): number {
    this.hasBlockHeader = true;
    if (this.blockStart < this.blockEnd && (this.bytes[this.blockStart] & HEADER_NULL) !== 0) {
      this.blockFlags = this.bytes[this.blockStart];
      this.valueCount = 0;
      return COLUMN_NULL;
    }
    return this.#openHeader();
  }

  #openHeader(): number {
    if (this.blockStart === this.blockEnd) this.#corrupt('tagged value without its flags', this.columnId);
    const flags = this.bytes[this.blockStart];
    this.blockFlags = flags;
    if ((flags & HEADER_MULTI_VALUES) === 0) this.valueCount = 1;
    else if ((flags & HEADER_TWO_VALUES) !== 0) this.valueCount = 2;
    else this.valueCount = this.#countOffsets();
    return COLUMN_FOUND;
  }

  #countOffsets(): number {
    const offsets = this.blockStart + 1;
    if (offsets + 2 > this.blockEnd) this.#corrupt('multi-values', this.columnId);
    const first = this.#view.getUint16(offsets, true) & OFFSET_MASK;
    if (first === 0 || (first & 1) !== 0 || offsets + first > this.blockEnd)
      this.#corrupt('multi-values', this.columnId);
    return first >> 1;
  }

  #selectOfTwo(itagSequence: number): void {
    const data = this.blockStart + 2;
    if (data > this.blockEnd) this.#corrupt('two values', this.columnId);
    const middle = data + this.bytes[data - 1];
    if (middle > this.blockEnd) this.#corrupt('two values', this.columnId);
    this.valueOffset = itagSequence === 1 ? data : middle;
    this.valueLength = (itagSequence === 1 ? middle : this.blockEnd) - this.valueOffset;
    this.valueFlags = this.blockFlags & ~(VALUE_SEPARATED | VALUE_COMPRESSED);
  }

  #selectOfMany(itagSequence: number): void {
    const offsets = this.blockStart + 1;
    const at = offsets + 2 * (itagSequence - 1);
    const raw = this.#view.getUint16(at, true);
    const begin = offsets + (raw & OFFSET_MASK);
    const end =
      itagSequence < this.valueCount
        ? offsets + (this.#view.getUint16(at + 2, true) & OFFSET_MASK)
        : this.blockEnd;
    if (begin < offsets + 2 * this.valueCount || end < begin || end > this.blockEnd) {
      this.#corrupt('multi-values', this.columnId);
    }
    let flags = this.blockFlags & ~VALUE_SEPARATED;
    if (itagSequence > 1) flags &= ~(VALUE_COMPRESSED | VALUE_ENCRYPTED);
    this.valueOffset = begin;
    this.valueLength = end - begin;
    this.valueFlags = (raw & OFFSET_FLAG) !== 0 ? flags | VALUE_SEPARATED : flags;
  }

  #readLongValueId(): void {
    const length = this.valueLength;
    if (length !== 4 && length !== 8) this.#corrupt('id of a long value', this.columnId);
    this.lidLow = this.#view.getUint32(this.valueOffset, true);
    this.lidHigh = length === 8 ? this.#view.getUint32(this.valueOffset + 4, true) : 0;
    this.lidBytes = length;
  }

  #corrupt(part: string, detail: number): never {
    return fail(JET_errDatabaseCorrupted, `record of ${this.length} bytes: ${part} (${detail}) does not fit`);
  }
}
