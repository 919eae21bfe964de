/** Long values through the API, from JetSetColumn to JetRetrieveColumn, as two sessions see them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JET_coltypLongBinary } from '../../include/column-types';
import { JET_bitColumnCompressed } from '../../include/grbits/column-ddl';
import {
  JET_bitSetAppendLV,
  JET_bitSetOverwriteLV,
  JET_bitSetSeparateLV,
  JET_bitSetSizeLV,
} from '../../include/grbits/update';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import {
  JET_prepCancel,
  JET_prepInsert,
  JET_prepInsertCopy,
  JET_prepReplace,
} from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_SETINFO } from '../../include/structs/update';
import * as api from '../../src/api';
import { Tree } from '../../src/btree/tree';
import { ROW_LONG_VALUE } from '../../src/catalog/catalog-row';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';
import { Random } from '../support/random';
import { type TreeEntry, treeEntries } from '../support/tree-entries';

const MOST = 1 << 20;

function bytesOf(length: number, isText: boolean): Buffer {
  const random = new Random(length);
  return Buffer.from(Array.from({ length }, (_, i) => (isText ? 0x20 + ((i * i) % 90) : random.below(256))));
}

class Values {
  readonly lab: NewTables;
  readonly mine: number;
  readonly theirs: number;
  readonly column: number;
  readonly #buffer = Buffer.alloc(MOST);

  constructor(pageBytes: number, isCompressed: boolean) {
    this.lab = new NewTables(pageBytes);
    const grbit = isCompressed ? JET_bitColumnCompressed : 0;
    this.mine = this.lab.made('t', [['v', { coltyp: JET_coltypLongBinary, grbit }]]);
    this.column = this.lab.column(this.mine, 'v');
    const [err, theirs] = this.lab.open('t', 0, this.lab.other);
    requireSuccess(err);
    this.theirs = theirs;
  }

  update(how: number, bytes: Buffer | null, grbit = 0, ibLongValue = 0): void {
    const { sesid } = this.lab.own;
    requireSuccess(api.jetPrepareUpdate(sesid, this.mine, how));
    if (bytes !== null) {
      const place = JET_SETINFO({ ibLongValue, itagSequence: 1 });
      const { length } = bytes;
      requireSuccess(api.jetSetColumn(sesid, this.mine, this.column, bytes, length, grbit, place));
    }
    requireSuccess(api.jetUpdate(sesid, this.mine, null, 0, null));
  }

  /** The value of the first or the last row as a session sees it; null for none. */
  read(tableid: number, move: number, { sesid } = this.lab.own): Buffer | null {
    if (api.jetMove(sesid, tableid, move, 0) !== 0) return null;
    const size = ref(0);
    requireSuccess(api.jetRetrieveColumn(sesid, tableid, this.column, this.#buffer, MOST, size, 0, null));
    return Buffer.from(this.#buffer.subarray(0, size.value));
  }
}

afterAll(leaveMemory);

describe.each([
  [4096, false],
  [8192, true],
  [32768, true],
])('long values in pages of %i bytes (compressed: %p)', (pageBytes, isCompressed) => {
  let values: Values;
  let lab: NewTables;
  let mine: number;
  let theirs: number;
  beforeAll(() => {
    values = new Values(pageBytes, isCompressed);
    ({ lab, mine, theirs } = values);
  });
  const blob = bytesOf(256 * 1024, isCompressed);

  it('are written, changed in part and read back', () => {
    lab.begin();
    values.update(JET_prepInsert, blob);
    expect(values.read(mine, JET_MoveFirst)?.equals(blob)).toBe(true);
    values.update(JET_prepReplace, Buffer.from('appended'), JET_bitSetAppendLV);
    values.update(JET_prepReplace, Buffer.from('over'), JET_bitSetOverwriteLV, 100_000);
    const expected = Buffer.concat([blob, Buffer.from('appended')]);
    expected.write('over', 100_000);
    expect(values.read(mine, JET_MoveFirst)?.equals(expected)).toBe(true);
    values.update(JET_prepReplace, Buffer.alloc(50_000), JET_bitSetSizeLV);
    expect(values.read(mine, JET_MoveFirst)?.equals(expected.subarray(0, 50_000))).toBe(true);
    expect(values.read(theirs, JET_MoveFirst, lab.other)).toBeNull();
    lab.commit();
    expect(values.read(theirs, JET_MoveFirst, lab.other)?.equals(expected.subarray(0, 50_000))).toBe(true);
  });

  it('are to others what they were, until that is committed; and to all after a rollback', () => {
    const before = values.read(mine, JET_MoveFirst) ?? Buffer.alloc(0);
    lab.begin(lab.other);
    lab.begin();
    values.update(JET_prepReplace, Buffer.from('changed'), JET_bitSetOverwriteLV, 5000);
    const after = Buffer.from(before);
    after.write('changed', 5000);
    expect(values.read(mine, JET_MoveFirst)?.equals(after)).toBe(true);
    expect(values.read(theirs, JET_MoveFirst, lab.other)?.equals(before)).toBe(true);
    lab.rollback();
    expect(values.read(mine, JET_MoveFirst)?.equals(before)).toBe(true);
    lab.begin();
    values.update(JET_prepReplace, Buffer.from('changed'), JET_bitSetOverwriteLV, 5000);
    lab.commit();
    expect(values.read(theirs, JET_MoveFirst, lab.other)?.equals(before)).toBe(true);
    lab.commit(lab.other);
    expect(values.read(theirs, JET_MoveFirst, lab.other)?.equals(after)).toBe(true);
  });

  it('are shared by a row and its copy until one of them changes', () => {
    const before = values.read(mine, JET_MoveFirst) ?? Buffer.alloc(0);
    lab.begin();
    values.update(JET_prepInsertCopy, null);
    expect(values.read(mine, JET_MoveLast)?.equals(before)).toBe(true);
    values.update(JET_prepReplace, Buffer.from('!'), JET_bitSetAppendLV);
    expect(values.read(mine, JET_MoveLast)?.equals(Buffer.concat([before, Buffer.from('!')]))).toBe(true);
    expect(values.read(mine, JET_MoveFirst)?.equals(before)).toBe(true);
    lab.commit();
  });

  it('leave with their rows, and a sound database', () => {
    lab.begin();
    values.update(JET_prepInsert, Buffer.from('short, separated'), JET_bitSetSeparateLV);
    while (api.jetMove(lab.own.sesid, mine, JET_MoveFirst, 0) === 0)
      requireSuccess(api.jetDelete(lab.own.sesid, mine));
    lab.commit();
    const { complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    expect(rowsOf('t').filter(({ type }) => type === ROW_LONG_VALUE)).toHaveLength(1);
  });
});

describe('an update that is not carried out', () => {
  const blob = bytesOf(30_000, false);

  /** What there is of long values after a row was inserted and something was done; the database must be sound. */
  function leftBy(act: (values: Values, sesid: number) => void): readonly TreeEntry[] {
    const values = new Values(8192, false);
    const { lab } = values;
    lab.begin();
    values.update(JET_prepInsert, blob);
    lab.commit();
    act(values, lab.own.sesid);
    expect(values.read(values.theirs, JET_MoveFirst, lab.other)?.equals(blob)).toBe(true);
    const { catalog, complaints, rowsOf } = lab.detached();
    expect(complaints).toEqual([]);
    const row = rowsOf('t').find(({ type }) => type === ROW_LONG_VALUE);
    return treeEntries(new Tree(catalog.file, row?.columnTypeOrRoot ?? 0, row?.id ?? 0));
  }

  /** Prepares a change of the first row, one piece of its value and another value in its place, in a transaction. */
  function prepareChange({ lab, mine, column }: Values, sesid: number): void {
    lab.begin();
    requireSuccess(api.jetMove(sesid, mine, JET_MoveFirst, 0));
    requireSuccess(api.jetPrepareUpdate(sesid, mine, JET_prepReplace));
    const place = JET_SETINFO({ ibLongValue: 9000, itagSequence: 1 });
    const piece = Buffer.from('piece');
    requireSuccess(api.jetSetColumn(sesid, mine, column, piece, piece.length, JET_bitSetOverwriteLV, place));
    const other = Buffer.alloc(20_000, 7);
    requireSuccess(api.jetSetColumn(sesid, mine, column, other, other.length, 0, null));
  }

  let untouched: readonly TreeEntry[];
  beforeAll(() => {
    untouched = leftBy(() => undefined);
    expect(untouched.length).toBeGreaterThan(3);
  });

  it.each<[string, (values: Values, sesid: number) => void]>([
    [
      'it is cancelled',
      ({ mine }, sesid) => requireSuccess(api.jetPrepareUpdate(sesid, mine, JET_prepCancel)),
    ],
    ['its cursor moves', ({ mine }, sesid) => requireSuccess(api.jetMove(sesid, mine, JET_MoveLast, 0))],
    ['its cursor is closed', ({ mine }, sesid) => requireSuccess(api.jetCloseTable(sesid, mine))],
    ['its transaction is committed', () => undefined],
    [
      'transactions inside of its own come and go',
      ({ lab }, sesid) => {
        lab.begin();
        lab.commit();
        lab.begin();
        requireSuccess(api.jetRollback(sesid, 0));
      },
    ],
  ])('leaves no long values behind when %s', (_name, end) => {
    const left = leftBy((values, sesid) => {
      prepareChange(values, sesid);
      end(values, sesid);
      values.lab.commit();
    });
    expect(left).toEqual(untouched);
  });

  it('is not prepared any more when its transaction is committed, and neither does it stay with a rollback', () => {
    leftBy((values, sesid) => {
      prepareChange(values, sesid);
      values.lab.commit();
      expect(api.jetUpdate(sesid, values.mine, null, 0, null)).toBeJet('JET_errUpdateNotPrepared');
    });
    const left = leftBy((values, sesid) => {
      prepareChange(values, sesid);
      values.lab.rollback();
      expect(api.jetUpdate(sesid, values.mine, null, 0, null)).toBeJet('JET_errUpdateNotPrepared');
    });
    expect(left).toEqual(untouched);
  });
});
