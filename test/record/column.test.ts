import { describe, expect, it } from '@jest/globals';
import {
  JET_bitColumnAutoincrement,
  JET_bitColumnCompressed,
  JET_bitColumnFixed,
  JET_bitColumnMultiValued,
  JET_bitColumnNotNULL,
  JET_bitColumnTagged,
} from '../../include/grbits/column-ddl';
import { JET_coltypGUID, JET_coltypText } from '../../include/column-types';
import {
  columnFlagsOf,
  columnFlagsToGrbit,
  columnOptionsOf,
  fixedSizeOfType,
  grbitToColumnFlags,
  kindOfColumn,
  toJetColumnId,
} from '../../src/record/column';
import { maxRecordBytes } from '../../src/record/record-layout';

describe('columns', () => {
  it('are fixed, variable or tagged by their ids', () => {
    expect([1, 127, 128, 255, 256, 65247].map(kindOfColumn)).toEqual([
      'fixed',
      'fixed',
      'variable',
      'variable',
      'tagged',
      'tagged',
    ]);
  });

  it('show their kind and options in the public bits', () => {
    expect(columnFlagsToGrbit(1, 0x5)).toBe(
      JET_bitColumnFixed | JET_bitColumnNotNULL | JET_bitColumnAutoincrement,
    );
    expect(columnFlagsToGrbit(128, 0)).toBe(0);
    expect(columnFlagsToGrbit(256, 0x1018)).toBe(
      JET_bitColumnTagged | JET_bitColumnMultiValued | JET_bitColumnCompressed,
    );
  });

  it('keep every option on the way to the catalog and back', () => {
    for (let bit = 0; bit < 14; bit++) {
      if (bit === 10) continue;
      expect(columnFlagsOf(columnOptionsOf(1 << bit))).toBe(1 << bit);
    }
    expect(grbitToColumnFlags(columnFlagsToGrbit(256, 0x1009))).toBe(0x1009);
  });

  it('of a template carry the highest bit in their public id', () => {
    expect(toJetColumnId(1, true)).toBe(0x80000001);
    expect(toJetColumnId(300, false)).toBe(300);
  });

  it('have a size that the type dictates, except text and binary', () => {
    expect(fixedSizeOfType(JET_coltypGUID)).toBe(16);
    expect(fixedSizeOfType(JET_coltypText)).toBeNull();
  });
});

describe('the longest record', () => {
  it('leaves room for the key on large pages and a fixed reserve on small ones', () => {
    expect(maxRecordBytes(4096, 255)).toBe(4048 - 2 - 257);
    expect(maxRecordBytes(4096, null)).toBe(4048 - 2 - 255);
    expect(maxRecordBytes(32768, 255)).toBe(32768 - 88 - 4 - 255);
  });
});
