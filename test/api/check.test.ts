/** Arguments arrive as C would see them, or the call fails. */
import { describe, expect, it } from '@jest/globals';
import { JET_errInvalidGrbit, JET_errInvalidParameter } from '../../errors/codes';
import { JET_bitTableDenyRead, JET_bitTableDenyWrite } from '../../include/grbits/table';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import { JET_LOGINFO } from '../../include/structs/streaming-backup';
import * as check from '../../src/api/check';
import { putNumber, putText } from '../../src/api/info-result';
import { codeOf } from '../support/code-of';

const isRefused = (body: () => unknown): boolean => codeOf(body) === JET_errInvalidParameter;

describe('numbers', () => {
  it('wrap into 32 bits without a sign, or with one', () => {
    expect([0, 7, -1, 0x80000000].map((value) => check.unsigned(value, 'c'))).toEqual([
      0, 7, 0xffffffff, 0x80000000,
    ]);
    expect([0, 7, -1, 0x80000000].map((value) => check.signed(value, 'c'))).toEqual([0, 7, -1, -0x80000000]);
  });

  it('are refused when they are no integers of 32 bits', () => {
    const others = [NaN, 1.5, 2 ** 32, -(2 ** 31) - 1, Infinity, '1', 1n, null, undefined, {}];
    expect(others.filter((value) => !isRefused(() => check.unsigned(value, 'c')))).toEqual([]);
  });

  it('stand for handles, where null and nonsense are 0', () => {
    expect([5, -1, null, undefined, 'x', NaN].map(check.handleNumber)).toEqual([5, -1, 0, 0, 0, 0]);
  });
});

describe('buffers', () => {
  it('hold as many bytes as the call says', () => {
    expect(codeOf(() => check.checkBuffer(new Uint8Array(4), 4, 'pv'))).toBeNull();
    expect(isRefused(() => check.checkBuffer(new Uint8Array(4), 5, 'pv'))).toBe(true);
    expect(isRefused(() => check.requireBuffer([1, 2, 3], 2, 'pv'))).toBe(true);
  });

  it('may be missing when no byte is asked for', () => {
    expect(codeOf(() => check.checkBuffer(null, 0, 'pv'))).toBeNull();
    expect(isRefused(() => check.checkBuffer(null, 1, 'pv'))).toBe(true);
    expect(isRefused(() => check.requireBuffer(null, 0, 'pv'))).toBe(true);
  });

  it('are empty once they are detached', () => {
    const bytes = new Uint8Array(4);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(isRefused(() => check.checkBuffer(bytes, 1, 'pv'))).toBe(true);
  });
});

describe('texts, places, arrays and functions', () => {
  it('are refused when they are something else', () => {
    expect(isRefused(() => check.requireText(5, 'sz'))).toBe(true);
    expect(isRefused(() => check.requireText(null, 'sz'))).toBe(true);
    expect(isRefused(() => check.requireRef(null, 'p'))).toBe(true);
    expect(isRefused(() => check.requireArray([1], 2, 'rg'))).toBe(true);
    expect(isRefused(() => check.optionalFunction<unknown>(5, 'pfn'))).toBe(true);
  });

  it('may be missing where C takes NULL', () => {
    expect(check.optionalText(null, 'sz')).toBeNull();
    expect(check.optionalRef(null, 'p')).toBeNull();
    expect(check.requireArray(null, 0, 'rg')).toEqual([]);
    expect(check.optionalFunction(null, 'pfn')).toBeNull();
    expect(codeOf(() => check.put(null, 5))).toBeNull();
  });
});

describe('structs', () => {
  it('are refused with a wrong size, whatever the size member is called', () => {
    expect(check.requireStruct(JET_COLUMNDEF(), JET_COLUMNDEF).cbStruct).toBe(28);
    expect(isRefused(() => check.requireStruct(JET_COLUMNDEF({ cbStruct: 27 }), JET_COLUMNDEF))).toBe(true);
    expect(isRefused(() => check.requireStruct(JET_LOGINFO({ cbSize: 1 }), JET_LOGINFO))).toBe(true);
    expect(isRefused(() => check.requireStruct(null, JET_COLUMNDEF))).toBe(true);
    expect(check.optionalStruct(null, JET_COLUMNDEF)).toBeNull();
  });
});

describe('options', () => {
  const OPEN = check.defineGrbits('JetOpenTable', {
    denyWrite: JET_bitTableDenyWrite,
    denyRead: JET_bitTableDenyRead,
    both: JET_bitTableDenyRead | JET_bitTableDenyWrite,
    topBit: 0x80000000,
  });

  it('come with names', () => {
    expect(OPEN.parse(2)).toEqual({ denyWrite: false, denyRead: true, both: false, topBit: false });
    expect(OPEN.parse(0x80000003)).toEqual({ denyWrite: true, denyRead: true, both: true, topBit: true });
    expect(OPEN.check(3)).toBe(3);
  });

  it('are refused with JET_errInvalidGrbit when a bit is unknown', () => {
    expect(codeOf(() => OPEN.parse(4))).toBe(JET_errInvalidGrbit);
    expect(codeOf(() => OPEN.check(0x40000000))).toBe(JET_errInvalidGrbit);
    expect(isRefused(() => OPEN.parse(NaN))).toBe(true);
  });
});

describe('answers', () => {
  it('put numbers where they are wanted', () => {
    const place = { value: 77 };
    putNumber(place, 4, 0x80000001);
    expect(place.value).toBe(0x80000001);
    const bytes = new Uint8Array(5).fill(0xaa);
    putNumber(bytes, 5, 0x0102, 2);
    expect([...bytes]).toEqual([2, 1, 0xaa, 0xaa, 0xaa]);
    expect(codeOf(() => putNumber(place, 3, 5))).not.toBeNull();
  });

  it('cut texts that do not fit and say so', () => {
    const place = { value: '~' };
    expect(codeOf(() => putText(place, 6, 'abc'))).not.toBeNull();
    expect(place.value).toBe('ab');
    const bytes = new Uint8Array(10).fill(0xaa);
    putText(bytes, 10, 'abc');
    expect([...bytes]).toEqual([97, 0, 98, 0, 99, 0, 0, 0, 0xaa, 0xaa]);
  });
});
