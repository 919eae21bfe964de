/** JetGetErrorInfo and what it answers. */
import { describe, expect, it } from '@jest/globals';
import {
  JET_errDiskFull,
  JET_errKeyDuplicate,
  JET_errRfsFailure,
  JET_ERRINFOBASIC_W,
  JET_ErrorInfoSpecificErr,
  jetGetErrorInfo,
  ref,
} from '../../src';

const ask = (err: number, target: object | null = JET_ERRINFOBASIC_W(), cb = JET_ERRINFOBASIC_W.cb): number =>
  jetGetErrorInfo(ref(err), target, cb, JET_ErrorInfoSpecificErr, 0);

describe('JetGetErrorInfo', () => {
  it('tells the category of an error and the way to it from the root', () => {
    const basic = JET_ERRINFOBASIC_W();
    expect(ask(JET_errDiskFull, basic)).toBeJet('JET_errSuccess');
    expect(basic.errValue).toBe(JET_errDiskFull);
    expect(basic.errcatMostSpecific).toBe(8);
    expect([...basic.rgCategoricalHierarchy]).toEqual([1, 2, 5, 8, 0, 0, 0, 0]);
  });

  it('has no category for obsolete errors', () => {
    const basic = JET_ERRINFOBASIC_W();
    expect(ask(JET_errRfsFailure, basic)).toBeJet('JET_errSuccess');
    expect([basic.errcatMostSpecific, ...basic.rgCategoricalHierarchy]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('fills bytes with the raw layout and touches no byte beyond it', () => {
    const bytes = new Uint8Array(160).fill(0xaa);
    expect(ask(JET_errKeyDuplicate, bytes)).toBeJet('JET_errSuccess');
    expect(JET_ERRINFOBASIC_W.decode(bytes)).toMatchObject({ cbStruct: 152, errValue: -1605 });
    expect(bytes.subarray(152)).toEqual(new Uint8Array(8).fill(0xaa));
  });

  it('fails with JET_errInvalidParameter for a number that is no error, but repeats it', () => {
    const basic = JET_ERRINFOBASIC_W({ errcatMostSpecific: 77 });
    expect(ask(-5, basic)).toBeJet('JET_errInvalidParameter');
    expect([basic.errValue, basic.errcatMostSpecific]).toEqual([-5, 77]);
  });

  it('fails with JET_errInvalidBufferSize when the struct does not fit', () => {
    expect(ask(0, JET_ERRINFOBASIC_W(), 151)).toBeJet('JET_errInvalidBufferSize');
  });

  it('fails with JET_errInvalidParameter for a missing error, another level or any option', () => {
    const basic = JET_ERRINFOBASIC_W();
    expect(jetGetErrorInfo(null, basic, 152, JET_ErrorInfoSpecificErr, 0)).toBeJet('JET_errInvalidParameter');
    expect(jetGetErrorInfo(ref(0), basic, 152, 2, 0)).toBeJet('JET_errInvalidParameter');
    expect(jetGetErrorInfo(ref(0), basic, 152, JET_ErrorInfoSpecificErr, 1)).toBeJet(
      'JET_errInvalidParameter',
    );
    expect(ask(0, null)).toBeJet('JET_errInvalidParameter');
    expect(ask(0, new Uint8Array(100))).toBeJet('JET_errInvalidParameter');
  });
});
