import { describe, expect, it } from '@jest/globals';
import {
  JET_bitSetCompressed,
  JET_bitSetIntrinsicLV,
  JET_bitSetSeparateLV,
  JET_bitSetUncompressed,
} from '../../include/grbits/update';
import { uncompressedLength } from '../../src/record/compression/compression';
import {
  compressInRecord,
  intrinsicMost,
  nextSeparationLimit,
  wantsCompression,
} from '../../src/table/long-value-rules';
import { column } from '../support/columns';

describe('a long value stays in its record', () => {
  it('up to 1023 bytes, or as the table or the call says, as far as a record has room', () => {
    expect(intrinsicMost(0, 0, 3789)).toBe(1023);
    expect(intrinsicMost(0, 200, 3789)).toBe(200);
    expect(intrinsicMost(0, 2, 3789)).toBe(4);
    expect(intrinsicMost(0, 9000, 3789)).toBe(3780);
    expect(intrinsicMost(JET_bitSetIntrinsicLV, 200, 3789)).toBe(3780);
    expect(intrinsicMost(JET_bitSetSeparateLV, 200, 3789)).toBe(4);
    expect(intrinsicMost(0, 0, 500)).toBe(491);
  });

  it('as long as there is room: limits halve, the last is the size of an id', () => {
    const limits: number[] = [];
    for (let limit = 4096; limit > 4; limits.push(limit)) limit = nextSeparationLimit(limit, 4096);
    expect(limits).toEqual([2048, 1024, 512, 256, 128, 64, 4]);
  });
});

describe('compression', () => {
  const plain = column(256);
  const compressed = column(256, { compressed: true });

  it('is asked for by the call, or else by the column', () => {
    expect([wantsCompression(0, plain), wantsCompression(0, compressed)]).toEqual([false, true]);
    expect(wantsCompression(JET_bitSetCompressed, plain)).toBe(true);
    expect(wantsCompression(JET_bitSetUncompressed, compressed)).toBe(false);
    expect(wantsCompression(JET_bitSetCompressed, { ...plain, isLongValue: false })).toBe(false);
  });

  it('never makes a value in a record shorter than an id', () => {
    const target = new Uint8Array(64);
    const text = Buffer.from('abc', 'utf16le');
    expect(compressInRecord(text, 0, 4, target, 0)).toBe(0);
    expect(compressInRecord(text, 0, 6, target, 5)).toBe(4);
    expect(uncompressedLength(target, 5, 4)).toBe(6);
  });
});
