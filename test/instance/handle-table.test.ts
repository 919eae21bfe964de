import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { HandleTable } from '../../src/instance/handle-table';

describe('HandleTable', () => {
  it('hands out numbers above 0 and below 2^31, never nil', () => {
    const table = new HandleTable<number>('other');
    for (let n = 0; n < 2000; n++) {
      const handle = table.add(n);
      expect(handle).toBeGreaterThan(0);
      expect(handle).toBeLessThan(2 ** 31);
      expect(Number.isInteger(handle)).toBe(true);
    }
  });

  it('finds exactly what is live, through any sequence of adding and removing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 300 }), (steps) => {
        const table = new HandleTable<object>('session');
        const live = new Map<number, object>();
        const stale = new Set<number>();
        for (const [isAdd, pick] of steps) {
          if (isAdd || live.size === 0) {
            const value = {};
            const handle = table.add(value);
            expect(live.has(handle)).toBe(false);
            expect(stale.has(handle)).toBe(false);
            live.set(handle, value);
          } else {
            const handle = [...live.keys()][pick % live.size];
            expect(table.remove(handle)).toBe(true);
            live.delete(handle);
            stale.add(handle);
          }
        }
        for (const [handle, value] of live) expect(table.get(handle)).toBe(value);
        for (const handle of stale) expect(table.get(handle)).toBeUndefined();
      }),
    );
  });

  it('recognises a stale handle for thousands of later objects', () => {
    const table = new HandleTable<string>('cursor');
    const first = table.add('first');
    table.remove(first);
    for (let n = 0; n < 20_000; n++) {
      const handle = table.add('later');
      expect(handle).not.toBe(first);
      table.remove(handle);
    }
    expect(table.get(first)).toBeUndefined();
    expect(table.remove(first)).toBe(false);
  });

  it('never gives two kinds the same number', () => {
    const sessions = new HandleTable<string>('session');
    const cursors = new HandleTable<string>('cursor');
    expect(cursors.get(sessions.add('a'))).toBeUndefined();
    cursors.add('b');
    expect(cursors.get(sessions.add('c'))).toBeUndefined();
  });

  it('takes any value for a handle that is not there', () => {
    const table = new HandleTable<string>('other');
    const handle = table.add('x');
    const strange = [
      0,
      -1,
      -0,
      NaN,
      1.5,
      handle + 0.5,
      2 ** 53,
      -handle,
      null,
      undefined,
      '1',
      {},
      1n,
      Symbol('s'),
    ];
    for (const value of strange) expect(table.get(value)).toBeUndefined();
    expect(table.get(handle)).toBe('x');
  });

  it('gives a stale number back to whoever still has it, if its slot is free', () => {
    const table = new HandleTable<string>('instance');
    const stale = table.add('old');
    expect(table.addAs(stale, 'while it lives')).not.toBe(stale);
    table.remove(stale);
    expect(table.addAs(stale, 'new')).toBe(stale);
    expect(table.get(stale)).toBe('new');
    const other = table.addAs(12345, 'unknown number');
    expect(other).not.toBe(12345);
    expect(table.get(other)).toBe('unknown number');
  });
});
