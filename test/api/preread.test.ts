import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_bitZeroLength } from '../../include/grbits/navigation';
import {
  JET_bitPrereadBackward,
  JET_bitPrereadForward,
  JET_bitPrereadNormalizedKey,
} from '../../include/grbits/table';
import { JET_relopEquals, JET_relopLessThan, JET_relopPrefixEquals } from '../../include/navigation';
import { ref } from '../../include/ref';
import { JET_INDEX_COLUMN, JET_INDEX_RANGE } from '../../include/structs/navigation';
import {
  jetPrereadIndexRanges,
  jetPrereadKeys,
  jetResetTableSequential,
  jetSetCurrentIndex,
  jetSetTableSequential,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';

let at: Attached;
let all: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
  all = openedTable(at, 'alltypes');
});
afterAll(detachAll);

const key = (value: number): Buffer => Buffer.from([0x7f, 0x80, 0, 0, value]);

describe('JetPrereadKeys', () => {
  const ask = (values: readonly Buffer[] | null, count: number, grbit: number, done = ref(77)) =>
    jetPrereadKeys(at.sesid, all, values, values?.map(({ length }) => length) ?? null, count, done, grbit);

  it('takes keys in the order of the direction, equal ones included', () => {
    const done = ref(77);
    expect(ask([key(0), key(1), key(1)], 3, JET_bitPrereadForward, done)).toBeJet('JET_errSuccess');
    expect(done.value).toBe(3);
    expect(ask([key(2), key(1), key(1)], 3, JET_bitPrereadBackward)).toBeJet('JET_errSuccess');
  });

  it('refuses other orders, and says that it has done nothing', () => {
    const done = ref(77);
    expect(ask([key(0), key(1)], 2, JET_bitPrereadBackward, done)).toBeJet('JET_errInvalidParameter');
    expect(done.value).toBe(0);
    expect(ask([key(1), key(0)], 2, JET_bitPrereadForward)).toBeJet('JET_errInvalidParameter');
  });

  it('wants one direction, at least one key, and lengths that the index can have', () => {
    expect(ask([key(0)], 1, 3)).toBeJet('JET_errInvalidGrbit');
    expect(ask([key(0)], 1, 0)).toBeJet('JET_errInvalidGrbit');
    expect(ask([key(0)], 0, 1)).toBeJet('JET_errInvalidParameter');
    expect(ask(null, 1, 1)).toBeJet('JET_errInvalidParameter');
    expect(ask([Buffer.alloc(0)], 1, 1)).toBeJet('JET_errInvalidBufferSize');
    expect(ask([Buffer.alloc(6)], 1, 1)).toBeJet('JET_errInvalidBufferSize');
  });
});

describe('JetPrereadIndexRanges', () => {
  const long = (value: number): Buffer => Buffer.from([value, 0, 0, 0]);
  const column = (value: number, relop: number = JET_relopEquals, grbit = 0) =>
    JET_INDEX_COLUMN({ columnid: 1, relop, pv: long(value), cb: 4, grbit });
  const range = (start: JET_INDEX_COLUMN[], end: JET_INDEX_COLUMN[]) =>
    JET_INDEX_RANGE({
      rgStartColumns: start,
      cStartColumns: start.length,
      rgEndColumns: end,
      cEndColumns: end.length,
    });
  const from = (start: number, end: number) => range([column(start)], [column(end)]);
  const ask = (ranges: JET_INDEX_RANGE[], grbit: number, done: { value: number } | null = ref(77)) =>
    jetPrereadIndexRanges(at.sesid, all, ranges, ranges.length, done, null, 0, grbit);

  it('takes ranges in the order of the direction', () => {
    const done = ref(77);
    expect(ask([from(0, 2), from(3, 4)], JET_bitPrereadForward, done)).toBeJet('JET_errSuccess');
    expect(done.value).toBe(2);
    expect(ask([from(2, 0)], JET_bitPrereadBackward)).toBeJet('JET_errSuccess');
    expect(ask([], JET_bitPrereadForward)).toBeJet('JET_errSuccess');
  });

  it('refuses other orders, but sorts where nobody asks how far it came', () => {
    const ranges = [from(3, 4), from(0, 2)];
    expect(ask(ranges, JET_bitPrereadForward)).toBeJet('JET_errInvalidParameter');
    expect(ask(ranges, JET_bitPrereadForward, null)).toBeJet('JET_errSuccess');
    expect(ask([from(2, 0)], JET_bitPrereadForward)).toBeJet('JET_errInvalidParameter');
    expect(ask([from(0, 3), from(2, 4)], JET_bitPrereadForward, null)).toBeJet('JET_errInvalidParameter');
  });

  it('makes keys of columns that are equal, the last one perhaps in its beginning', () => {
    const begins = JET_INDEX_COLUMN({ relop: JET_relopPrefixEquals, pv: Buffer.from('text'), cb: 4 });
    jetSetCurrentIndex(at.sesid, all, 'byText');
    expect(ask([range([begins], [begins])], JET_bitPrereadForward)).toBeJet('JET_errSuccess');
    expect(ask([range([begins], [begins])], JET_bitPrereadBackward)).toBeJet('JET_errSuccess');
    expect(ask([range([begins, begins], [begins])], JET_bitPrereadForward)).toBeJet(
      'JET_errInvalidParameter',
    );
    jetSetCurrentIndex(at.sesid, all, null);
    const less = range([column(1, JET_relopLessThan)], [column(2)]);
    expect(ask([less], JET_bitPrereadForward)).toBeJet('JET_errInvalidParameter');
    const zero = range([column(1, JET_relopEquals, JET_bitZeroLength)], [column(2)]);
    expect(ask([zero], JET_bitPrereadForward)).toBeJet('JET_errInvalidParameter');
  });

  it('takes keys that are made already', () => {
    const made = (value: number) => JET_INDEX_COLUMN({ pv: key(value), cb: 5 });
    const bits = JET_bitPrereadForward | JET_bitPrereadNormalizedKey;
    expect(ask([range([made(1)], [made(2)])], bits)).toBeJet('JET_errSuccess');
    expect(ask([range([made(1)], [])], bits)).toBeJet('JET_errSuccess');
    expect(ask([range([made(2)], [made(1)])], bits)).toBeJet('JET_errInvalidParameter');
  });

  it('wants a direction, and long columns of the rows themselves', () => {
    expect(ask([from(0, 2)], 0)).toBeJet('JET_errInvalidGrbit');
    expect(ask([from(0, 2)], 0x11)).toBeJet('JET_errInvalidGrbit');
    const withColumns = (columnid: number) =>
      jetPrereadIndexRanges(at.sesid, all, [from(0, 2)], 1, ref(0), [columnid], 1, JET_bitPrereadForward);
    expect(withColumns(256)).toBeJet('JET_errSuccess');
    expect(withColumns(1)).toBeJet('JET_errMustBeSeparateLongValue');
    jetSetCurrentIndex(at.sesid, all, 'cond');
    const short = JET_INDEX_COLUMN({ pv: Buffer.from([1, 0]), cb: 2 });
    const err = jetPrereadIndexRanges(at.sesid, all, [range([short], [short])], 1, null, [256], 1, 1);
    expect(err).toBeJet('JET_errInvalidPreread');
    jetSetCurrentIndex(at.sesid, all, null);
  });
});

describe('JetSetTableSequential and JetResetTableSequential', () => {
  it('take any hint', () => {
    for (const hint of [0, 1, 2, 4]) {
      expect(jetSetTableSequential(at.sesid, all, hint)).toBeJet('JET_errSuccess');
      expect(jetResetTableSequential(at.sesid, all, hint)).toBeJet('JET_errSuccess');
    }
    expect(jetSetTableSequential(at.sesid, 77, 0)).toBeJet('JET_errInvalidTableId');
  });
});
