/** Structs: constructors, sizes, layouts and the way to bytes and back. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JET_coltypLong } from '../../include/column-types';
import type { FixedStruct, Struct } from '../../include/struct';
import { defineStruct } from '../../include/struct';
import { handle, pointer, structSize, u32 } from '../../include/struct-members';
import { JET_COLUMNBASE, JET_COLUMNLIST, JET_OBJECTINFO } from '../../include/structs/schema-info';
import { JET_COLUMNCREATE, JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_DBINFOMISC4 } from '../../include/structs/database';
import { JET_ERRINFOBASIC_W } from '../../include/structs/diagnostics';
import { JET_BKINFO, JET_LGPOS, JET_LOGTIME, JET_SIGNATURE } from '../../include/structs/log-marks';
import { JET_RECSIZE } from '../../include/structs/retrieval';
import { JET_COMMIT_ID } from '../../include/structs/transaction';
import * as esent from '../../src';
import { STRUCT_LAYOUTS } from './struct-layouts';

type AnyStruct = Struct<Record<string, unknown>>;
type AnyFixedStruct = FixedStruct<Record<string, unknown>>;

const EXPORTS: [string, unknown][] = Object.entries(esent);

const isStruct = (value: unknown): value is AnyStruct => typeof value === 'function' && 'structName' in value;
const isFixed = (struct: AnyStruct): struct is AnyFixedStruct => 'encode' in struct;

const STRUCTS = EXPORTS.flatMap(([name, value]) =>
  isStruct(value) && value.structName === name ? [value] : [],
);
const FIXED = STRUCTS.filter(isFixed);

describe('the structs', () => {
  it('are all of the public header, with the size and the offsets of 64-bit Windows', () => {
    const layouts = STRUCTS.map(
      ({ structName, cb, offsets }) => [structName, { size: cb, offsets }] as const,
    );
    expect(Object.fromEntries(layouts)).toEqual(STRUCT_LAYOUTS);
  });

  it('keep their members in header order', () => {
    const orders = STRUCTS.map((struct) => [struct.structName, Object.keys(struct())]);
    const expected = Object.entries(STRUCT_LAYOUTS).map(([name, { offsets }]) => [
      name,
      Object.keys(offsets),
    ]);
    expect(Object.fromEntries(orders)).toEqual(Object.fromEntries(expected));
  });

  it('are also known by the names of their narrow and wide forms', () => {
    expect(esent.JET_TABLECREATE_W).toBe(esent.JET_TABLECREATE);
    expect(esent.JET_TABLECREATE_A).toBe(esent.JET_TABLECREATE);
    expect(esent.JET_ERRINFOBASIC).toBe(esent.JET_ERRINFOBASIC_W);
    expect(JET_COLUMNBASE.cb).toBe(1052);
  });

  it('have bytes of their own where they hold no pointer', () => {
    expect([STRUCTS.length, FIXED.length]).toEqual([61, 36]);
  });
});

describe('a constructor', () => {
  it('fills in the size and leaves what was not given 0 or null', () => {
    expect(JET_COLUMNDEF({ coltyp: JET_coltypLong })).toEqual({
      cbStruct: 28,
      columnid: 0,
      coltyp: 4,
      wCountry: 0,
      langid: 0,
      cp: 0,
      wCollate: 0,
      cbMax: 0,
      grbit: 0,
    });
    expect(JET_COLUMNCREATE()).toMatchObject({ cbStruct: 56, szColumnName: null, pvDefault: null });
    expect(JET_RECSIZE()).toMatchObject({ cbData: 0n, cMultiValues: 0n });
    expect(JET_ERRINFOBASIC_W()).toMatchObject({
      rgszSourceFile: '',
      rgCategoricalHierarchy: new Uint8Array(8),
    });
  });

  it('keeps a size that was given, right or wrong', () => {
    expect(JET_COLUMNDEF({ cbStruct: 3 }).cbStruct).toBe(3);
  });

  it('gives every object embedded structs and arrays of its own', () => {
    const first = JET_DBINFOMISC4();
    first.signDb.logtimeCreate.bYear = 126;
    first.bkinfoFullPrev.lgposMark.ib = 5;
    expect(JET_DBINFOMISC4().signDb.logtimeCreate.bYear).toBe(0);
    expect(JET_DBINFOMISC4().bkinfoFullPrev.lgposMark.ib).toBe(0);
    const basic = JET_ERRINFOBASIC_W();
    basic.rgCategoricalHierarchy.fill(7);
    expect(JET_ERRINFOBASIC_W().rgCategoricalHierarchy).toEqual(new Uint8Array(8));
  });

  it('ignores what is not a member', () => {
    const given = { ib: 1, toString: 5, surprise: true };
    expect(Object.keys(JET_LGPOS(given))).toEqual(['ib', 'isec', 'lGeneration']);
  });
});

describe('a declaration', () => {
  it('does not load when its members do not add up to its size', () => {
    const declare = (): unknown =>
      defineStruct('JET_WRONG', 20, { cbStruct: structSize, tableid: handle, sz: pointer<string>(), c: u32 });
    expect(declare).toThrow('JET_WRONG has 32 bytes, not 20');
  });
});

describe('the raw layout', () => {
  it('is that of 64-bit Windows', () => {
    const bytes = new Uint8Array(JET_OBJECTINFO.cb);
    JET_OBJECTINFO.encode(JET_OBJECTINFO({ objtyp: 1, dtCreate: 1.5, flags: 0x80000000, cPage: 3 }), bytes);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '2800000001000000000000000000f83f0000000000000000000000000000008000000000' + '03000000',
    );
  });

  it('packs positions, times and signatures without gaps', () => {
    const bytes = new Uint8Array(JET_COMMIT_ID.cb);
    const logtimeCreate = JET_LOGTIME({ bSeconds: 1, bYear: 126, fTimeIsUTC: 1, bMillisecondsLow: 5 });
    const signLog = JET_SIGNATURE({ ulRandom: 0x01020304, logtimeCreate, szComputerName: 'PC' });
    JET_COMMIT_ID.encode(JET_COMMIT_ID({ signLog, commitId: -2n }), bytes);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '04030201' +
        '0100000000' +
        '7e0b00' +
        '50430000000000000000000000000000' +
        '00000000' +
        'feffffffffffffff',
    );
  });

  it('writes the nil handle as all ones and reads it back as -1', () => {
    const bytes = new Uint8Array(JET_COLUMNLIST.cb);
    JET_COLUMNLIST.encode(JET_COLUMNLIST({ tableid: -1 }), bytes);
    expect(bytes.subarray(8, 16)).toEqual(new Uint8Array(8).fill(0xff));
    expect(JET_COLUMNLIST.decode(bytes).tableid).toBe(-1);
  });

  it('shows the bytes of a union in each of its members', () => {
    const bytes = new Uint8Array(JET_BKINFO.cb);
    const bklogtimeMark = { ...JET_BKINFO().bklogtimeMark, bHours: 7, fOSSnapshot: 1 };
    JET_BKINFO.encode(JET_BKINFO({ bklogtimeMark }), bytes);
    const { logtimeMark } = JET_BKINFO.decode(bytes);
    expect([logtimeMark.bHours, logtimeMark.fReserved, logtimeMark.bFiller2]).toEqual([7, 1, 1]);
  });

  it('cuts a text that is too long and always ends it', () => {
    const bytes = new Uint8Array(JET_ERRINFOBASIC_W.cb).fill(0xaa);
    JET_ERRINFOBASIC_W.encode(JET_ERRINFOBASIC_W({ rgszSourceFile: 'é'.repeat(100) }), bytes);
    expect(JET_ERRINFOBASIC_W.decode(bytes).rgszSourceFile).toBe('é'.repeat(63));
  });

  it('stays within the bytes it was given', () => {
    const bytes = new Uint8Array(30).fill(0xaa);
    JET_LGPOS.encode(JET_LGPOS({ lGeneration: -1 }), bytes, 11);
    expect(Buffer.from(bytes).toString('hex')).toBe('aa'.repeat(11) + '00000000ffffffff' + 'aa'.repeat(11));
    expect(() => JET_LGPOS.encode(JET_LGPOS(), bytes, 23)).toThrow(RangeError);
    expect(() => JET_LGPOS.decode(bytes, 23)).toThrow(RangeError);
  });

  it.each(FIXED.map((struct) => [struct.structName, struct] as const))(
    'of %s survives the way from bytes to an object and back',
    (_, struct) => {
      const someBytes = fc.uint8Array({ minLength: struct.cb, maxLength: struct.cb });
      fc.assert(
        fc.property(someBytes, (bytes) => {
          const once = new Uint8Array(struct.cb);
          struct.encode(struct.decode(bytes), once);
          const twice = new Uint8Array(struct.cb);
          struct.encode(struct.decode(once), twice);
          expect(twice).toEqual(once);
          expect(struct.decode(twice)).toEqual(struct.decode(once));
        }),
        { numRuns: 25 },
      );
    },
  );
});
