import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JET_PFNREALLOC } from '../../include/callbacks';
import * as bits from '../../include/grbits/retrieval';
import { JET_MoveFirst, JET_MoveLast, JET_MoveNext } from '../../include/navigation';
import { ref } from '../../include/ref';
import type { JET_ENUMCOLUMN } from '../../include/structs/retrieval';
import { JET_ENUMCOLUMNID } from '../../include/structs/retrieval';
import { jetEnumerateColumns, jetMove } from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';

const [K, M, MT, D1, D2, D3] = [1, 256, 257, 2, 128, 258];

let at: Attached;
let tagged: number;
let lv: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
  tagged = openedTable(at, 'tagged');
  lv = openedTable(at, 'lv');
});
afterAll(detachAll);

const give = (_: unknown, __: unknown, cb: number): Uint8Array => Buffer.alloc(cb);

interface Answer {
  readonly err: number;
  readonly count: number;
  readonly columns: JET_ENUMCOLUMN[] | null;
}

function enumerate(
  tableid: number,
  requests: JET_ENUMCOLUMNID[] | null,
  grbit: number,
  { dataMost = 1 << 20, allocate = give }: { dataMost?: number; allocate?: JET_PFNREALLOC | null } = {},
): Answer {
  const count = ref(77);
  const columns = ref<JET_ENUMCOLUMN[] | null>(null);
  const err = jetEnumerateColumns(
    at.sesid,
    tableid,
    requests?.length ?? 0,
    requests,
    count,
    columns,
    allocate,
    null,
    dataMost,
    grbit,
  );
  return { err, count: count.value, columns: columns.value };
}

const shown = ({ columns }: Answer): unknown[] =>
  (columns ?? []).map(({ columnid, err, rgEnumColumnValue }) => [
    columnid,
    err,
    ...(rgEnumColumnValue ?? []).map(({ itagSequence, err: value, pvData }) =>
      pvData === null ? [itagSequence, value] : [itagSequence, value, Buffer.from(pvData).toString('hex')],
    ),
  ]);

/** Moves to the row with the given number, from 0. */
function goTo(tableid: number, row: number): void {
  jetMove(at.sesid, tableid, JET_MoveFirst, 0);
  if (row > 0) jetMove(at.sesid, tableid, row, 0);
}

describe('JetEnumerateColumns of all columns', () => {
  it('lists columns by id, defaults included, and null columns with a warning', () => {
    goTo(tagged, 2);
    const answer = enumerate(tagged, null, 0);
    expect(answer.err).toBeJet('JET_errSuccess');
    expect(answer.count).toBe(answer.columns?.length);
    const ids = (answer.columns ?? []).map(({ columnid }) => columnid);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(shown(answer).slice(0, 2)).toEqual([
      [K, 0, [1, 0, '06000000']],
      [D1, 1004],
    ]);
  });

  it('leaves out what the record does not hold where defaults are ignored', () => {
    goTo(tagged, 0);
    const ids = (grbit: number) =>
      (enumerate(tagged, null, grbit).columns ?? []).map(({ columnid }) => columnid);
    expect(ids(0)).toContain(D3);
    expect(ids(bits.JET_bitEnumerateIgnoreDefault)).not.toContain(D3);
  });

  it('says of each column only that it is there', () => {
    goTo(tagged, 1);
    const answer = enumerate(tagged, null, bits.JET_bitEnumeratePresenceOnly);
    for (const column of answer.columns ?? []) {
      expect([1004, 1535]).toContain(column.err);
      expect(column.rgEnumColumnValue).toEqual([]);
    }
    expect(answer.columns?.[0]).toMatchObject({ columnid: K, err: 1535, cEnumColumnValue: 0 });
  });

  it('puts single values into their columns on demand', () => {
    goTo(tagged, 1);
    const [first] = enumerate(tagged, null, bits.JET_bitEnumerateCompressOutput).columns ?? [];
    expect(first).toMatchObject({ columnid: K, err: 1536, cbData: 4, rgEnumColumnValue: null });
    expect(Buffer.from(first.pvData ?? []).toString('hex')).toBe('03000000');
  });

  it('lists tagged columns only on demand', () => {
    goTo(tagged, 3);
    const ids = (enumerate(tagged, null, bits.JET_bitEnumerateTaggedOnly).columns ?? []).map(
      ({ columnid }) => columnid,
    );
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(256);
  });

  it('cuts values outside the record at the limit, and says so; others are whole', () => {
    jetMove(at.sesid, lv, JET_MoveLast, 0);
    const raw = (answer: Answer) =>
      answer.columns?.find(({ columnid }) => columnid === 256)?.rgEnumColumnValue?.[0];
    const whole = raw(enumerate(lv, null, 0));
    expect(whole?.cbData).toBeGreaterThan(100);
    const cut = raw(enumerate(lv, null, 0, { dataMost: 100 }));
    expect(cut).toMatchObject({ err: 1534, cbData: 100 });
    expect(cut?.pvData).toEqual(whole?.pvData?.subarray(0, 100));
    expect(raw(enumerate(lv, null, bits.JET_bitEnumerateInRecordOnly))).toMatchObject({
      err: 1539,
      cbData: 0,
      pvData: null,
    });
  });

  it('needs a row', () => {
    const empty = openedTable(at, 'empty');
    expect(enumerate(empty, null, 0)).toMatchObject({ count: 0, columns: null });
    expect(enumerate(empty, null, 0).err).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('JetEnumerateColumns of given columns', () => {
  const column = (columnid: number, ...tags: number[]) =>
    JET_ENUMCOLUMNID({ columnid, ctagSequence: tags.length, rgtagSequence: tags.length === 0 ? null : tags });

  /** The first row with at least two values of the multi-valued column. */
  beforeAll(() => {
    goTo(tagged, 0);
    for (let err = 0; err === 0; err = jetMove(at.sesid, tagged, JET_MoveNext, 0)) {
      const [found] = enumerate(tagged, [column(M)], 0).columns ?? [];
      if (found.cEnumColumnValue >= 2) return;
    }
  });

  it('keeps their order, skips column 0, and delivers the values asked for', () => {
    const answer = enumerate(tagged, [column(M, 2, 9, 0), column(0), column(K)], 0);
    expect(answer.err).toBeJet('JET_errSuccess');
    const [m, skipped, k] = answer.columns ?? [];
    expect(m.rgEnumColumnValue?.map(({ itagSequence, err }) => [itagSequence, err])).toEqual([
      [2, 0],
      [9, 1004],
      [0, 1531],
    ]);
    expect(skipped).toMatchObject({ columnid: 0, err: 1531 });
    expect(k).toMatchObject({ columnid: K, err: 0, cEnumColumnValue: 1 });
  });

  it('ends in the error of the first column that does not exist, with the answers of the others', () => {
    const answer = enumerate(tagged, [column(K), column(9999), column(0x12345678)], 0);
    expect(answer.err).toBeJet('JET_errColumnNotFound');
    expect(answer.count).toBe(3);
    expect(answer.columns?.map(({ err }) => err)).toEqual([0, -1507, -1517]);
  });

  it('says which columns hold their default where defaults are ignored', () => {
    goTo(tagged, 0);
    const ignore = bits.JET_bitEnumerateIgnoreDefault;
    expect(shown(enumerate(tagged, [column(D3), column(D3, 1)], ignore))).toEqual([
      [D3, 1537],
      [D3, 0, [1, 1537]],
    ]);
    expect(shown(enumerate(tagged, [column(D2), column(MT)], 0))).toEqual([
      [D2, 0, [1, 0, '64656661756c74']],
      [MT, 1004],
    ]);
  });

  it('says of single values only that they are there', () => {
    goTo(tagged, 1);
    expect(shown(enumerate(tagged, [column(K, 1, 2)], bits.JET_bitEnumeratePresenceOnly))).toEqual([
      [K, 0, [1, 1535], [2, 1004]],
    ]);
  });

  it('wants the numbers it was told of', () => {
    const request = JET_ENUMCOLUMNID({ columnid: M, ctagSequence: 3, rgtagSequence: [1] });
    expect(enumerate(tagged, [request], 0).err).toBeJet('JET_errInvalidParameter');
  });

  it('cannot be of tagged columns only', () => {
    expect(enumerate(tagged, [column(M)], bits.JET_bitEnumerateTaggedOnly).err).toBeJet(
      'JET_errInvalidGrbit',
    );
  });
});

describe('the arguments of JetEnumerateColumns', () => {
  it('must tell where the answer goes and who gives memory', () => {
    goTo(tagged, 0);
    const columns = ref<JET_ENUMCOLUMN[] | null>(null);
    const call = (count: unknown, place: unknown, allocate: unknown): number =>
      Reflect.apply(jetEnumerateColumns, null, [
        at.sesid,
        tagged,
        0,
        null,
        count,
        place,
        allocate,
        null,
        100,
        0,
      ]);
    const count = ref(77);
    expect(call(count, columns, null)).toBeJet('JET_errInvalidParameter');
    expect(count.value).toBe(0);
    expect(call(null, columns, give)).toBeJet('JET_errInvalidParameter');
    expect(call(count, null, give)).toBeJet('JET_errInvalidParameter');
    expect(enumerate(tagged, null, 0x40000000).err).toBeJet('JET_errInvalidGrbit');
  });

  it('include an allocator that is asked for everything and gets everything back when it has no more', () => {
    goTo(tagged, 1);
    const asked: number[] = [];
    const allocate = (_: unknown, __: unknown, cb: number): Uint8Array => {
      asked.push(cb);
      return Buffer.alloc(cb);
    };
    expect(enumerate(tagged, null, 0, { allocate }).err).toBeJet('JET_errSuccess');
    const live = new Set<unknown>();
    let left = asked.length - 1;
    const failing: JET_PFNREALLOC = (_, pv, cb) => {
      if (live.delete(pv)) return Buffer.alloc(0);
      if (left-- === 0) return null;
      const piece = Buffer.alloc(cb);
      live.add(piece);
      return piece;
    };
    const answer = enumerate(tagged, null, 0, { allocate: failing });
    expect(answer.err).toBeJet('JET_errOutOfMemory');
    expect(answer).toMatchObject({ count: 0, columns: null });
    expect(live.size).toBe(0);
  });

  it('include an allocator that may throw', () => {
    const allocate = (): Uint8Array => {
      throw new Error('no');
    };
    expect(enumerate(tagged, null, 0, { allocate }).err).toBeJet('JET_errCallbackFailed');
  });

  it('include an allocator that may refuse a value without bytes', () => {
    goTo(lv, 0);
    const allocate: JET_PFNREALLOC = (_, __, cb) => (cb === 0 ? null : Buffer.alloc(cb));
    expect(enumerate(lv, null, 0, { allocate }).err).toBeJet('JET_errOutOfMemory');
  });
});
