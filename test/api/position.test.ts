import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../include/grbits/navigation';
import {
  JET_bitBookmarkPermitVirtualCurrency,
  JET_bitMoveFirst,
  JET_bitNoMove,
} from '../../include/grbits/position';
import { JET_IdxInfoIndexId } from '../../include/info-levels';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import { ref } from '../../include/ref';
import { JET_INDEXID } from '../../include/structs/position';
import {
  jetGetBookmark,
  jetGetCurrentIndex,
  jetGetCursorInfo,
  jetGetSecondaryIndexBookmark,
  jetGetTableIndexInfo,
  jetGotoBookmark,
  jetGotoSecondaryIndexBookmark,
  jetMakeKey,
  jetMove,
  jetRetrieveColumn,
  jetRetrieveKey,
  jetSeek,
  jetSetCurrentIndex,
  jetSetCurrentIndex2,
  jetSetCurrentIndex3,
  jetSetCurrentIndex4,
} from '../../src/api';
import { type Attached, attachBytes, detachAll, openedTable } from '../support/attached';
import { committedDatabase } from '../support/cached-file';

let at: Attached;
/** A new cursor on `tagged`, whose rows are k = 0, 3, … 57; `bym` lists the values of their column m. */
let t: number;

beforeAll(() => {
  at = attachBytes(committedDatabase('clean8k-small'));
});
beforeEach(() => {
  t = openedTable(at, 'tagged');
});
afterAll(detachAll);

const move = (rows: number): number => jetMove(at.sesid, t, rows, 0);
const use = (name: string | null): number => jetSetCurrentIndex(at.sesid, t, name);
const keyOf = (value: number): Buffer => Buffer.from([0x7f, 0x80, 0, 0, value]);
const goto = (bookmark: Buffer): number => jetGotoBookmark(at.sesid, t, bookmark, bookmark.length);

function seek(value: number): number {
  jetMakeKey(at.sesid, t, Buffer.from([value, 0, 0, 0]), 4, JET_bitNewKey);
  return jetSeek(at.sesid, t, JET_bitSeekEQ);
}

function here(): number | 'nowhere' {
  const bytes = Buffer.alloc(4);
  const err = jetRetrieveColumn(at.sesid, t, 1, bytes, 4, null, 0, null);
  return err === 0 ? bytes.readInt32LE(0) : 'nowhere';
}

function entry(): string {
  const bytes = Buffer.alloc(300);
  const actual = ref(0);
  const err = jetRetrieveKey(at.sesid, t, bytes, 300, actual, 0);
  return err === 0 ? bytes.toString('hex', 0, actual.value) : `error ${err}`;
}

function indexName(): string {
  const name = ref('~');
  expect(jetGetCurrentIndex(at.sesid, t, name, 130)).toBeJet('JET_errSuccess');
  return name.value;
}

function idOf(name: string): JET_INDEXID {
  const id = JET_INDEXID();
  expect(jetGetTableIndexInfo(at.sesid, t, name, id, JET_INDEXID.cb, JET_IdxInfoIndexId)).toBeJet(
    'JET_errSuccess',
  );
  return id;
}

/** Moves to the first entry of a row that has several, and returns its values' number. */
function rowWithValues(): number {
  use('bym');
  const rows: (number | 'nowhere')[] = [];
  for (let err = move(JET_MoveFirst); err === 0; err = move(1)) rows.push(here());
  const row = rows.find((k) => rows.filter((other) => other === k).length > 2);
  if (typeof row !== 'number') throw new Error('no row has three values');
  use(null);
  return row;
}

describe('JetSetCurrentIndex', () => {
  it('makes the index current, before its first use on its first entry', () => {
    expect(use('bym')).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('bym');
    const first = entry();
    expect(move(1)).toBeJet('JET_errSuccess');
    move(JET_MoveFirst);
    expect(entry()).toBe(first);
    expect(use('PK')).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('pk');
    expect(here()).toBe(0);
  });

  it.each([null, ''])('means the clustered index without a name (%p)', (name) => {
    use('bym');
    expect(use(name)).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('pk');
  });

  it('refuses unknown names, and names that are too long', () => {
    seek(12);
    expect(use('nope')).toBeJet('JET_errIndexNotFound');
    expect(here()).toBe(12);
    expect(use('x'.repeat(65))).toBeJet('JET_errInvalidName');
    expect(here()).toBe(12);
  });

  it('leaves a secondary index even for one that does not exist', () => {
    use('bym');
    move(JET_MoveLast);
    expect(use('nope')).toBeJet('JET_errIndexNotFound');
    expect(indexName()).toBe('pk');
    expect(here()).toBe('nowhere');
    move(1);
    expect(here()).toBe(0);
  });

  it('knows the primary index that a derived table has from its template', () => {
    t = openedTable(at, 'derived');
    expect(indexName()).toBe('tpk');
    expect(use('tpk')).toBeJet('JET_errSuccess');
    expect(move(JET_MoveFirst)).toBeJet('JET_errSuccess');
    const key = keyOf(3);
    expect(goto(key)).toBeJet('JET_errSuccess');
    const own = Buffer.alloc(4);
    jetRetrieveColumn(at.sesid, t, 2, own, 4, null, 0, null);
    expect(own.readInt32LE(0)).toBe(9);
  });
});

describe('JetSetCurrentIndex2', () => {
  it('with JET_bitNoMove stays on the row', () => {
    const row = rowWithValues();
    seek(row);
    expect(jetSetCurrentIndex2(at.sesid, t, 'bym', JET_bitNoMove)).toBeJet('JET_errSuccess');
    expect(here()).toBe(row);
    expect(indexName()).toBe('bym');
    expect(jetSetCurrentIndex2(at.sesid, t, null, JET_bitNoMove)).toBeJet('JET_errSuccess');
    expect(here()).toBe(row);
    move(1);
    expect(here()).toBe(row + 3);
  });

  it('with JET_bitNoMove wants a row that the cursor was brought to', () => {
    expect(jetSetCurrentIndex2(at.sesid, t, 'bym', JET_bitNoMove)).toBeJet('JET_errNoCurrentRecord');
    expect(indexName()).toBe('pk');
    expect(here()).toBe(0);
    seek(10);
    expect(jetSetCurrentIndex2(at.sesid, t, null, JET_bitNoMove)).toBeJet('JET_errNoCurrentRecord');
    move(1);
    expect(here()).toBe(12);
  });

  it('with JET_bitNoMove is before the first entry when the index does not list the row, which it keeps', () => {
    seek(0);
    expect(jetSetCurrentIndex2(at.sesid, t, 'bym', JET_bitNoMove)).toBeJet('JET_errNoCurrentRecord');
    expect(here()).toBe(0);
    expect(move(0)).toBeJet('JET_errNoCurrentRecord');
    expect(move(1)).toBeJet('JET_errSuccess');
    const first = entry();
    move(JET_MoveFirst);
    expect(entry()).toBe(first);
  });

  it('refuses other options', () => {
    expect(jetSetCurrentIndex2(at.sesid, t, 'bym', 64)).toBeJet('JET_errInvalidGrbit');
    expect(jetSetCurrentIndex2(at.sesid, t, 'bym', JET_bitMoveFirst)).toBeJet('JET_errSuccess');
  });
});

describe('JetSetCurrentIndex3', () => {
  it('goes to the entry of the value that is asked for', () => {
    const row = rowWithValues();
    const entries = [0, 1, 2, 3].map((itagSequence) => {
      use(null);
      seek(row);
      expect(jetSetCurrentIndex3(at.sesid, t, 'bym', JET_bitNoMove, itagSequence)).toBeJet('JET_errSuccess');
      expect(here()).toBe(row);
      return entry();
    });
    expect(entries[0]).toBe(entries[1]);
    expect(new Set(entries).size).toBe(3);
  });

  it('refuses a value that the row does not have', () => {
    seek(rowWithValues());
    const err = jetSetCurrentIndex3(at.sesid, t, 'bym', JET_bitNoMove, 99);
    expect(err).toBeJet('JET_errBadItagSequence');
  });
});

describe('JetSetCurrentIndex4', () => {
  it('takes an id in place of the name', () => {
    const bym = idOf('bym');
    const pk = idOf('pk');
    expect(jetSetCurrentIndex4(at.sesid, t, 'pk', bym, JET_bitMoveFirst, 0)).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('bym');
    expect(jetSetCurrentIndex4(at.sesid, t, null, pk, JET_bitMoveFirst, 0)).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('pk');
    expect(jetSetCurrentIndex4(at.sesid, t, 'bym', null, JET_bitMoveFirst, 0)).toBeJet('JET_errSuccess');
    expect(indexName()).toBe('bym');
  });

  it('refuses ids that are not of this table', () => {
    const id = idOf('pk');
    t = openedTable(at, 'lv');
    expect(jetSetCurrentIndex4(at.sesid, t, null, id, JET_bitMoveFirst, 0)).toBeJet('JET_errInvalidIndexId');
    expect(indexName()).toBe('pk');
  });
});

describe('JetGetCurrentIndex', () => {
  it.each([
    [0, '~', 'JET_errBufferTooSmall'],
    [2, '', 'JET_errBufferTooSmall'],
    [6, 'by', 'JET_errBufferTooSmall'],
    [7, 'by', 'JET_errBufferTooSmall'],
    [8, 'bym', 'JET_errSuccess'],
    [10, 'bym', 'JET_errSuccess'],
  ] as const)('with %i bytes delivers "%s"', (bytes, delivered, err) => {
    use('bym');
    const name = ref('~');
    expect(jetGetCurrentIndex(at.sesid, t, name, bytes)).toBeJet(err);
    expect(name.value).toBe(delivered);
  });

  it('names nothing where there is no primary index', () => {
    t = openedTable(at, 'nopk');
    expect(indexName()).toBe('');
  });
});

describe('JetGetBookmark', () => {
  it('delivers the key of the row, as far as it fits', () => {
    move(1);
    const bytes = Buffer.alloc(6, 0xaa);
    const actual = ref(77);
    expect(jetGetBookmark(at.sesid, t, bytes, 6, actual)).toBeJet('JET_errSuccess');
    expect([bytes.toString('hex'), actual.value]).toEqual(['7f80000003aa', 5]);
    bytes.fill(0xaa);
    expect(jetGetBookmark(at.sesid, t, bytes, 3, actual)).toBeJet('JET_errBufferTooSmall');
    expect([bytes.toString('hex'), actual.value]).toEqual(['7f8000aaaaaa', 5]);
    expect(jetGetBookmark(at.sesid, t, null, 0, null)).toBeJet('JET_errBufferTooSmall');
  });

  it('wants a row that the cursor was brought to, and leaves the length alone without', () => {
    const actual = ref(77);
    expect(jetGetBookmark(at.sesid, t, Buffer.alloc(9), 9, actual)).toBeJet('JET_errNoCurrentRecord');
    expect(actual.value).toBe(77);
    expect(here()).toBe(0);
    expect(jetGetBookmark(at.sesid, t, Buffer.alloc(9), 9, actual)).toBeJet('JET_errSuccess');
    move(-1);
    expect(jetGetBookmark(at.sesid, t, Buffer.alloc(9), 9, actual)).toBeJet('JET_errNoCurrentRecord');
  });
});

describe('JetGotoBookmark', () => {
  it('goes to the row, and to its entry in the current index', () => {
    expect(goto(keyOf(9))).toBeJet('JET_errSuccess');
    expect(here()).toBe(9);
    const row = rowWithValues();
    use('bym');
    expect(goto(keyOf(row))).toBeJet('JET_errSuccess');
    expect(here()).toBe(row);
    expect(indexName()).toBe('bym');
    expect(move(0)).toBeJet('JET_errSuccess');
  });

  it.each(['pk', 'bym'])('stays where it is in %s when there is no such row', (index) => {
    use(index);
    move(4);
    const row = here();
    const bookmark = entry();
    for (const missing of [keyOf(99), keyOf(3).subarray(0, 3), Buffer.alloc(3000, 0x78)]) {
      expect(goto(missing)).toBeJet('JET_errRecordDeleted');
      expect([here(), entry()]).toEqual([row, bookmark]);
    }
    expect(move(1)).toBeJet('JET_errSuccess');
    expect(entry() > bookmark || here() !== row).toBe(true);
  });

  it('wants a bookmark', () => {
    expect(jetGotoBookmark(at.sesid, t, null, 5)).toBeJet('JET_errInvalidBookmark');
    expect(jetGotoBookmark(at.sesid, t, keyOf(0), 0)).toBeJet('JET_errInvalidBookmark');
  });

  it('finds rows that lie in the order of insertion', () => {
    t = openedTable(at, 'nopk');
    move(2);
    const bytes = Buffer.alloc(20);
    const actual = ref(0);
    jetGetBookmark(at.sesid, t, bytes, 20, actual);
    const row = here();
    move(JET_MoveFirst);
    expect(jetGotoBookmark(at.sesid, t, bytes, actual.value)).toBeJet('JET_errSuccess');
    expect(here()).toBe(row);
  });
});

describe('JetGetSecondaryIndexBookmark and JetGotoSecondaryIndexBookmark', () => {
  function both(keyRoom: number, rowRoom: number): [number, string, number, string, number] {
    const [key, row] = [Buffer.alloc(50), Buffer.alloc(50)];
    const [keyLength, rowLength] = [ref(77), ref(77)];
    const err = jetGetSecondaryIndexBookmark(
      at.sesid,
      t,
      key,
      keyRoom,
      keyLength,
      row,
      rowRoom,
      rowLength,
      0,
    );
    return [
      err,
      key.toString('hex', 0, Math.min(keyRoom, keyLength.value)),
      keyLength.value,
      row.toString('hex', 0, Math.min(rowRoom, rowLength.value)),
      rowLength.value,
    ];
  }
  const back = (key: string, row: string, grbit = 0): number => {
    const [keyBytes, rowBytes] = [Buffer.from(key, 'hex'), Buffer.from(row, 'hex')];
    return jetGotoSecondaryIndexBookmark(
      at.sesid,
      t,
      keyBytes,
      keyBytes.length,
      rowBytes,
      rowBytes.length,
      grbit,
    );
  };

  it('tell key and row, and lead back', () => {
    use('bym');
    move(7);
    const row = here();
    const [err, key, keyLength, bookmark, rowLength] = both(50, 50);
    expect([err, keyLength, rowLength]).toEqual([0, 5, 5]);
    expect(key).toBe(entry());
    expect(both(3, 50)).toEqual([-1038, key.slice(0, 6), 5, bookmark, 5]);
    expect(both(50, 3)).toEqual([-1038, key, 5, bookmark.slice(0, 6), 5]);
    move(JET_MoveFirst);
    expect(back(key, bookmark)).toBeJet('JET_errSuccess');
    expect([here(), entry()]).toEqual([row, key]);
  });

  it('leave the cursor alone where there is no such pair, unless it may be between entries', () => {
    use('bym');
    move(7);
    const [, key, , bookmark] = both(50, 50);
    const row = here();
    move(1);
    const next = [here(), entry()];
    move(-1);
    expect(back(key, `${bookmark}00`)).toBeJet('JET_errRecordDeleted');
    expect([here(), entry()]).toEqual([row, key]);
    expect(back(key, `${bookmark}00`, JET_bitBookmarkPermitVirtualCurrency)).toBeJet('JET_errRecordDeleted');
    expect(here()).toBe('nowhere');
    move(1);
    expect([here(), entry()]).toEqual(next);
  });

  it('want a secondary index, an entry, and a row key where keys repeat', () => {
    expect(both(50, 50)[0]).toBeJet('JET_errNoCurrentIndex');
    expect(back('7f', '7f')).toBeJet('JET_errNoCurrentIndex');
    use('bym');
    move(JET_MoveLast);
    move(1);
    expect(both(50, 50)[0]).toBeJet('JET_errNoCurrentRecord');
    expect(back('', '7f')).toBeJet('JET_errInvalidBookmark');
    expect(back('7f', '')).toBeJet('JET_errInvalidBookmark');
  });
});

describe('JetGetCursorInfo', () => {
  it('tells whether the cursor was brought to a row', () => {
    expect(jetGetCursorInfo(at.sesid, t, null, 0, 0)).toBeJet('JET_errNoCurrentRecord');
    move(0);
    expect(jetGetCursorInfo(at.sesid, t, null, 0, 0)).toBeJet('JET_errSuccess');
    expect(jetGetCursorInfo(at.sesid, t, null, 4, 0)).toBeJet('JET_errInvalidParameter');
  });
});
