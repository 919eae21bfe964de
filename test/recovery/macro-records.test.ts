/** Records of macros, kept until it is known whether the macro happened. */
import { describe, expect, it } from '@jest/globals';
import { MacroRecords } from '../../src/recovery/macro-records';

const recordsOf = (macro: MacroRecords, lengths: readonly number[]): number[][] =>
  lengths.map((length, index) => [...macro.bytes.subarray(macro.start(index), macro.start(index) + length)]);

describe('the records of a macro', () => {
  it('are copies, whatever their bytes grow to', () => {
    const macro = new MacroRecords();
    const source = new Uint8Array(5000).fill(7);
    macro.begin(1, 2);
    macro.add(source, 0, 3);
    macro.add(source, 100, 4900);
    macro.add(source, 10, 2);
    source.fill(9);
    expect(macro.count).toBe(3);
    expect([macro.timeLow, macro.timeHigh]).toEqual([1, 2]);
    expect(recordsOf(macro, [3, 4900, 2]).every((record) => record.every((byte) => byte === 7))).toBe(true);
    expect([macro.type(0), macro.type(2), macro.start(1)]).toEqual([7, 7, 3]);
  });

  it('begin anew with the next macro, which gives back much memory', () => {
    const macro = new MacroRecords();
    macro.begin(1, 0);
    macro.add(new Uint8Array(2 << 20), 0, 2 << 20);
    macro.begin(2, 0);
    expect(macro.bytes.length).toBeLessThan(1 << 20);
    macro.add(Uint8Array.of(1, 2, 3), 1, 2);
    expect(macro.count).toBe(1);
    expect(recordsOf(macro, [2])).toEqual([[2, 3]]);
  });
});
