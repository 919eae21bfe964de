import { describe, expect, it } from '@jest/globals';
import { JET_errLVCorrupted } from '../../errors/codes';
import { JetError } from '../../errors/jet-error';
import {
  chunkBytes,
  FIRST_LID64_HIGH,
  FIRST_LID64_LOW,
  isChunkCompressed,
  LID32_BYTES,
  LID64_BYTES,
  LongValueKey,
  LongValueRoot,
  PARTIALLY_DELETED,
  writeChunkKey,
  writeLid,
  writeRoot,
  writeRootKey,
} from '../../src/record/long-value';

const hexOf = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.subarray(0, length)).toString('hex');

function parsed(hex: string): LongValueKey {
  const bytes = Buffer.from(hex, 'hex');
  const key = new LongValueKey();
  key.parse(bytes, 0, bytes.length);
  return key;
}

describe('keys of a long-value tree', () => {
  const target = new Uint8Array(12);

  it('are the id, big-endian, and for chunks the offset behind it', () => {
    expect(hexOf(target, writeRootKey(target, 0x102, 0, LID32_BYTES))).toBe('00000102');
    expect(hexOf(target, writeChunkKey(target, 0x102, 0, LID32_BYTES, 4014))).toBe('0000010200000fae');
    expect(hexOf(target, writeRootKey(target, FIRST_LID64_LOW, FIRST_LID64_HIGH, LID64_BYTES))).toBe(
      '8000000080000001',
    );
    expect(hexOf(target, writeChunkKey(target, 0x80000001, 0x80000000, LID64_BYTES, 1))).toBe(
      '800000008000000100000001',
    );
  });

  it('of eight bytes are a root when the top bit is set, else a chunk', () => {
    const root = parsed('8000000080000001');
    expect([root.isRoot, root.lidHigh, root.lidLow, root.lidBytes]).toEqual([
      true,
      0x80000000,
      0x80000001,
      8,
    ]);
    const chunk = parsed('0000010200000fae');
    expect([chunk.isRoot, chunk.lidHigh, chunk.lidLow, chunk.lidBytes, chunk.chunkOffset]).toEqual([
      false,
      0,
      0x102,
      4,
      4014,
    ]);
  });

  it('of any other form are JET_errLVCorrupted', () => {
    for (const hex of ['', '00', '0000000000', '000000010000000000000001', '8000000080000001000000']) {
      expect(() => parsed(hex)).toThrow(JetError);
    }
  });

  it('turn into the little-endian ids of records', () => {
    expect(hexOf(target, writeLid(target, 0, 0x80000001, 0x80000000, LID64_BYTES))).toBe('0100008000000080');
    expect(hexOf(target, writeLid(target, 0, 0x102, 0, LID32_BYTES))).toBe('02010000');
  });
});

describe('the root of a long value', () => {
  it('holds reference count and size, and a flags byte only for encrypted values', () => {
    const target = new Uint8Array(9);
    expect(hexOf(target, writeRoot(target, 2, 0x1234, false))).toBe('0200000034120000');
    expect(hexOf(target, writeRoot(target, 1, 5, true))).toBe('010000000500000001');
    const root = new LongValueRoot();
    root.parse(target, 0, 9);
    expect([root.referenceCount, root.size, root.isEncrypted]).toEqual([1, 5, true]);
  });

  it('keeps the count that marks a deletion that has begun', () => {
    const target = new Uint8Array(8);
    const root = new LongValueRoot();
    root.parse(target, 0, writeRoot(target, PARTIALLY_DELETED, 5, false));
    expect(root.referenceCount).toBe(PARTIALLY_DELETED);
  });

  it('that is too short or too large is JET_errLVCorrupted', () => {
    const root = new LongValueRoot();
    const codes = ['01000000', '01000000ffffffff'].map((hex) => {
      const bytes = Buffer.from(hex, 'hex');
      try {
        return root.parse(bytes, 0, bytes.length);
      } catch (failure) {
        return failure instanceof JetError ? failure.err : failure;
      }
    });
    expect(codes).toEqual([JET_errLVCorrupted, JET_errLVCorrupted]);
  });
});

describe('chunks', () => {
  it('have a size that follows from the page size, the format and the table', () => {
    expect([4096, 8192, 16384, 32768].map((bytes) => chunkBytes(bytes, 0x11, null))).toEqual([
      4014, 8110, 4050, 8150,
    ]);
    expect(chunkBytes(4096, 0x0b, null)).toBe(4035);
    expect(chunkBytes(32768, 0x11, 4000)).toBe(4000);
    expect(() => chunkBytes(4096, 0x11, 5000)).toThrow(JetError);
  });

  it('are compressed exactly when they are shorter than their share', () => {
    expect(isChunkCompressed(4014, 10000, 0, 4014)).toBe(false);
    expect(isChunkCompressed(4013, 10000, 0, 4014)).toBe(true);
    expect(isChunkCompressed(1972, 10000, 8028, 4014)).toBe(false);
    expect(isChunkCompressed(1971, 10000, 8028, 4014)).toBe(true);
  });
});
