/**
 * What setting a long value does to the value that is there: which bytes stay, which come from the caller and which are
 * zeros. Worked out from sizes alone, so that it serves values in records and separated ones alike.
 *
 *   old   ├── kept ──┤ … ├── tail ──┤
 *   new   ├── kept ──┼── added ──┼── tail ──┼── zeros ──┤      `size` bytes in all
 *
 * Invariants
 *  1. Old bytes keep their offsets: the tail begins at `tailStart`, which is where the added bytes end.
 *  2. A value that is whole takes nothing from the old one, which is then released and not changed.
 */
import { JET_errColumnNoChunk, JET_errColumnTooBig, JET_errSuccess } from '../../errors/codes';
import type { JET_ERR, JET_GRBIT } from '../../include/handles';
import {
  JET_bitSetAppendLV,
  JET_bitSetOverwriteLV,
  JET_bitSetSizeLV,
  JET_bitSetZeroLength,
} from '../../include/grbits/update';

/** The value stays as it is. */
export const VALUE_STAYS = 0;
/** The column becomes null, or there is one value less. */
export const VALUE_NULL = 1;
/** The value has `size` bytes, which may be none. */
export const VALUE_WRITTEN = 2;

const LONG_VALUE_MOST = 0x7fffffff;
const CHANGE_BITS = JET_bitSetAppendLV | JET_bitSetOverwriteLV | JET_bitSetSizeLV | JET_bitSetZeroLength;
/** In place of the size of an old value. */
export const NO_VALUE = -1;

export class LongValueChange {
  outcome = VALUE_STAYS;
  /** Bytes of the value as it becomes. */
  size = 0;
  kept = 0;
  added = 0;
  /** From here to the end of the old value, but not beyond `size`, its bytes stay. */
  tailStart = 0;
  isWhole = true;

  /** A value of `length` bytes from the caller, whatever was there. */
  setWhole(length: number): void {
    this.#write(length, 0, length);
    this.isWhole = true;
  }

  /** The old value goes on with `length` bytes from the caller. */
  setAppended(oldSize: number, length: number): void {
    this.#write(oldSize + length, oldSize, length);
  }

  /** Bytes from `offset` on become `length` bytes from the caller; what lies behind stays, or goes. */
  setOverwritten(oldSize: number, offset: number, length: number, keepsTail: boolean): void {
    const end = offset + length;
    this.#write(keepsTail && oldSize > end ? oldSize : end, offset, length);
  }

  /** The old value is cut off, or goes on with zeros. */
  setResized(oldSize: number, size: number): void {
    this.#write(size, oldSize < size ? oldSize : size, 0);
  }

  /**
   * What `length` bytes become under the options of JetSetColumn. `oldSize` is that of the value to change, or NO_VALUE
   * when there is none; `columnMost` the limit of the column, 0 for none. With JET_bitSetSizeLV alone the length is the
   * new size, and there need be no bytes.
   */
  plan(grbit: JET_GRBIT, oldSize: number, offset: number, length: number, columnMost: number): JET_ERR {
    const bits = grbit & CHANGE_BITS;
    const err = this.#decide(bits, oldSize, offset, length);
    if (err !== JET_errSuccess || this.outcome !== VALUE_WRITTEN) return err;
    const isTooBig = this.size > LONG_VALUE_MOST || (columnMost > 0 && this.size > columnMost);
    return isTooBig ? JET_errColumnTooBig : JET_errSuccess;
  }

  #decide(bits: number, oldSize: number, offset: number, length: number): JET_ERR {
    const isNew = oldSize === NO_VALUE;
    const overwrites = bits === JET_bitSetOverwriteLV || bits === (JET_bitSetOverwriteLV | JET_bitSetSizeLV);
    const resizes = bits === JET_bitSetSizeLV || bits === (JET_bitSetSizeLV | JET_bitSetZeroLength);
    if (length === 0) return this.#decideEmpty(bits, isNew, offset);
    if (overwrites && offset > (isNew ? 0 : oldSize)) return JET_errColumnNoChunk;
    if (resizes && isNew) {
      this.setResized(0, length);
      this.isWhole = true;
    } else if (resizes) this.setResized(oldSize, length);
    else if (isNew || (bits !== JET_bitSetAppendLV && !overwrites)) this.setWhole(length);
    else if (bits === JET_bitSetAppendLV) this.setAppended(oldSize, length);
    else this.setOverwritten(oldSize, offset, length, bits === JET_bitSetOverwriteLV);
    return JET_errSuccess;
  }

  /** No bytes: null, a value without bytes, or nothing to do. */
  #decideEmpty(bits: number, isNew: boolean, offset: number): JET_ERR {
    if (bits === JET_bitSetAppendLV || bits === JET_bitSetOverwriteLV) {
      if (!isNew) this.outcome = VALUE_STAYS;
      else if (bits === JET_bitSetOverwriteLV && offset !== 0) return JET_errColumnNoChunk;
      else this.setWhole(0);
    } else if ((bits & JET_bitSetZeroLength) !== 0) this.setWhole(0);
    else {
      this.outcome = VALUE_NULL;
      this.isWhole = true;
    }
    return JET_errSuccess;
  }

  #write(size: number, kept: number, added: number): void {
    this.outcome = VALUE_WRITTEN;
    this.size = size;
    this.kept = kept;
    this.added = added;
    this.tailStart = kept + added;
    this.isWhole = false;
  }

  /** Puts bytes [from, from + length) of the new value at `targetOffset`, all but those that are old ones. */
  fill(
    from: number,
    length: number,
    source: Uint8Array,
    sourceStart: number,
    target: Uint8Array,
    targetOffset: number,
    oldSize: number,
  ): void {
    const end = from + length;
    const addedFrom = Math.max(from, this.kept);
    const addedEnd = Math.min(end, this.tailStart);
    if (addedFrom < addedEnd) {
      const at = sourceStart + addedFrom - this.kept;
      target.set(source.subarray(at, at + addedEnd - addedFrom), targetOffset + addedFrom - from);
    }
    const zerosFrom = Math.max(from, this.tailStart, oldSize);
    if (zerosFrom < end) target.fill(0, targetOffset + zerosFrom - from, targetOffset + length);
  }

  /** Puts the new value at `targetOffset`; `old` may lie in the target, at the same place or anywhere else. */
  compose(
    old: Uint8Array,
    oldStart: number,
    oldSize: number,
    source: Uint8Array,
    sourceStart: number,
    target: Uint8Array,
    targetOffset: number,
  ): void {
    const stays = this.isWhole ? 0 : Math.min(oldSize, this.size);
    target.set(old.subarray(oldStart, oldStart + stays), targetOffset);
    this.fill(0, this.size, source, sourceStart, target, targetOffset, stays);
  }
}
