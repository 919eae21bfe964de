/** Callbacks on tables: who is called when, what they may do meanwhile, and what becomes of what they answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JET_CALLBACK } from '../../include/callbacks';
import * as kinds from '../../include/callback-types';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitNewKey, JET_bitSeekEQ } from '../../include/grbits/navigation';
import { JET_bitTableCreateTemplateTable } from '../../include/grbits/table';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_paramDisableCallbacks, JET_paramEnablePersistedCallbacks } from '../../include/parameters';
import * as preparations from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_COLUMNCREATE } from '../../include/structs/column-ddl';
import { JET_TABLECREATE2 } from '../../include/structs/table';
import * as api from '../../src/api';
import { requireSuccess } from '../support/attached';
import { leaveMemory, NewTables } from '../support/new-tables';

const { JET_prepInsert, JET_prepReplace, JET_prepInsertCopyDeleteOriginal } = preparations;
const ALL = 0x7e;

let lab: NewTables;
let sesid: number;
let t: number;
let k: number;
let a: number;
/** What was called, by kind. */
let told: number[];

function start(parameter: number | null = null): void {
  lab = new NewTables(4096, null, parameter);
  ({ sesid } = lab.own);
  t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
  ]);
  [k, a] = [lab.column(t, 'k'), lab.column(t, 'a')];
  requireSuccess(api.jetCreateIndex(sesid, t, 'pk', 3, '+k\0\0', 4, 100));
  told = [];
}
beforeEach(() => start());
afterAll(leaveMemory);

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

function register(mask: number, call: JET_CALLBACK, tableid = t, context: unknown = null): number {
  const handle = ref(0);
  expect(api.jetRegisterCallback(sesid, tableid, mask, call, context, handle)).toBeJet('JET_errSuccess');
  return handle.value;
}

const telling: JET_CALLBACK = (_sesid, _dbid, _tableid, kind) => {
  told.push(kind);
  return 0;
};

const prepare = (prep: number, tableid = t): number => api.jetPrepareUpdate(sesid, tableid, prep);
const set = (columnid: number, value: number, tableid = t): number =>
  api.jetSetColumn(sesid, tableid, columnid, long(value), 4, 0, null);
const update = (tableid = t): number => api.jetUpdate(sesid, tableid, null, 0, null);

function insert(value: number, tableid = t): number {
  requireSuccess(prepare(JET_prepInsert, tableid));
  requireSuccess(set(k, value, tableid));
  const err = update(tableid);
  if (err < 0) requireSuccess(prepare(preparations.JET_prepCancel, tableid));
  return err;
}

/** The rows as `k:a`, seen by a cursor of its own. */
function rows(name = 't'): string[] {
  const cursor = lab.open(name)[1];
  const found: string[] = [];
  const value = (columnid: number): string => {
    const bytes = Buffer.alloc(4);
    const err = api.jetRetrieveColumn(sesid, cursor, columnid, bytes, 4, null, 0, null);
    return err === 0 ? String(bytes.readInt32LE(0)) : '-';
  };
  for (
    let err = api.jetMove(sesid, cursor, JET_MoveFirst, 0);
    err === 0;
    err = api.jetMove(sesid, cursor, 1, 0)
  )
    found.push(`${value(k)}:${value(a)}`);
  requireSuccess(api.jetCloseTable(sesid, cursor));
  return found;
}

describe('callbacks', () => {
  it('hear of every change before and after, with what names it', () => {
    const calls: unknown[][] = [];
    register(ALL, (...call) => calls.push(call) - calls.length, t, 'mine');
    requireSuccess(insert(1));
    requireSuccess(api.jetMove(sesid, t, JET_MoveFirst, 0));
    requireSuccess(prepare(JET_prepReplace));
    requireSuccess(set(a, 5));
    requireSuccess(update());
    requireSuccess(api.jetDelete(sesid, t));
    const { dbid } = lab.own;
    expect(calls).toEqual([2, 4, 8, 16, 32, 64].map((kind) => [sesid, dbid, t, kind, null, null, 'mine', 0]));
  });

  it('hear of a row that takes the place of another as of both', () => {
    requireSuccess(insert(1));
    register(ALL, telling);
    lab.begin();
    requireSuccess(api.jetMove(sesid, t, JET_MoveFirst, 0));
    requireSuccess(prepare(JET_prepInsertCopyDeleteOriginal));
    requireSuccess(set(k, 2));
    requireSuccess(update());
    lab.commit();
    expect(told).toEqual([32, 64, 2, 4]);
    expect(rows()).toEqual(['2:-']);
  });

  it('are called youngest first, until one refuses', () => {
    for (const answer of [-7, 0])
      register(kinds.JET_cbtypBeforeInsert, () => {
        told.push(answer);
        return answer;
      });
    expect(insert(1)).toBe(-7);
    expect(told).toEqual([0, -7]);
    expect(rows()).toEqual([]);
  });

  it('hear of changes through other cursors and by other sessions', () => {
    register(kinds.JET_cbtypAfterInsert, telling);
    const [err, theirs] = lab.open('t', 0, lab.other);
    requireSuccess(err);
    sesid = lab.other.sesid;
    requireSuccess(insert(3, theirs));
    expect(told).toEqual([kinds.JET_cbtypAfterInsert]);
  });

  it('are called no more when they are taken away, even by another while they wait', () => {
    const first = register(ALL, telling);
    requireSuccess(insert(1));
    expect(api.jetUnregisterCallback(sesid, t, ALL, first)).toBeJet('JET_errSuccess');
    expect(api.jetUnregisterCallback(sesid, t, ALL, first)).toBeJet('JET_errInvalidParameter');
    requireSuccess(insert(2));
    expect(told).toEqual([2, 4]);
    const waiting = register(ALL, telling);
    register(kinds.JET_cbtypBeforeInsert, () => api.jetUnregisterCallback(sesid, t, ALL, waiting));
    requireSuccess(insert(3));
    expect(told).toEqual([2, 4]);
  });

  it.each([
    ['no kind', 0, telling, ref(0)],
    ['no function', 2, null, ref(0)],
    ['no place for the handle', 2, telling, null as never],
  ])('need what they are made of: %s', (_, mask, call, place) => {
    expect(api.jetRegisterCallback(sesid, t, mask, call, null, place)).toBeJet('JET_errInvalidParameter');
  });
});

describe('what a callback answers', () => {
  it.each<[string, number, JET_CALLBACK, number, string[]]>([
    ['before an insert refuses it', kinds.JET_cbtypBeforeInsert, () => -1, -1, []],
    ['after an insert does not count', kinds.JET_cbtypAfterInsert, () => -1, 0, ['1:-']],
    ['as a warning does not count', kinds.JET_cbtypBeforeInsert, () => 1, 0, ['1:-']],
    ['is an exception', kinds.JET_cbtypBeforeInsert, () => Number('x'.repeat(-1)), -2101, []],
    ['is no number', kinds.JET_cbtypBeforeInsert, () => 'yes' as never, -2101, []],
  ])('%s', (_, kind, call, err, left) => {
    register(kind, call);
    expect(insert(1)).toBe(err);
    expect(rows()).toEqual(left);
  });

  it('before a replace or a delete refuses it, and tells no bookmark of an earlier insert', () => {
    requireSuccess(insert(1));
    requireSuccess(api.jetMove(sesid, t, JET_MoveFirst, 0));
    register(ALL, (_sesid, _dbid, _tableid, kind) => -kind);
    requireSuccess(prepare(JET_prepReplace));
    requireSuccess(set(a, 5));
    expect(update()).toBe(-8);
    expect(api.jetDelete(sesid, t)).toBe(-32);
    requireSuccess(prepare(JET_prepInsert));
    requireSuccess(set(k, 2));
    const actual = ref(77);
    expect(api.jetUpdate(sesid, t, Buffer.alloc(9), 9, actual)).toBe(-2);
    expect(actual.value).toBe(77);
    expect(rows()).toEqual(['1:-']);
  });

  it('takes back what it has done itself', () => {
    const log = lab.made('log', [['k', { coltyp: JET_coltypLong }]]);
    lab.begin();
    register(kinds.JET_cbtypBeforeInsert, () => {
      requireSuccess(insert(9, log));
      return told.length === 0 ? 0 : -1;
    });
    requireSuccess(insert(1));
    told.push(0);
    expect(insert(2)).toBe(-1);
    lab.commit();
    expect([rows(), rows('log')]).toEqual([['1:-'], ['9:-']]);
  });
});

describe('while a callback runs', () => {
  /** Runs `body` in a callback before the insert of 1. */
  function during(body: (tableid: number) => void): number {
    register(kinds.JET_cbtypBeforeInsert, (_sesid, _dbid, tableid) => {
      body(tableid);
      return 0;
    });
    return insert(1);
  }

  it('the prepared row can be read and changed', () => {
    const err = during((tableid) => {
      const bytes = Buffer.alloc(4);
      requireSuccess(api.jetRetrieveColumn(sesid, tableid, k, bytes, 4, null, 1, null));
      requireSuccess(set(a, bytes.readInt32LE(0) * 10, tableid));
    });
    expect(err).toBe(0);
    expect(rows()).toEqual(['1:10']);
  });

  it('the cursor takes no other calls', () => {
    const errs: number[] = [];
    requireSuccess(
      during((tableid) => {
        errs.push(
          api.jetMove(sesid, tableid, 0, 0),
          api.jetMakeKey(sesid, tableid, long(1), 4, JET_bitNewKey),
          api.jetSeek(sesid, tableid, JET_bitSeekEQ),
          api.jetPrepareUpdate(sesid, tableid, JET_prepInsert),
          api.jetUpdate(sesid, tableid, null, 0, null),
          api.jetDelete(sesid, tableid),
          api.jetCloseTable(sesid, tableid),
          api.jetSetCurrentIndex(sesid, tableid, null),
          api.jetDeleteColumn(sesid, tableid, 'a'),
          api.jetDeleteIndex(sesid, tableid, 'pk'),
        );
      }),
    );
    expect(errs).toHaveLength(10);
    for (const err of errs) expect(err).toBeJet('JET_errIllegalOperation');
  });

  it('another cursor changes the same table, and is told of in turn', () => {
    const depths: number[] = [];
    register(kinds.JET_cbtypBeforeInsert, (_sesid, _dbid, tableid) => {
      depths.push(depths.length);
      if (depths.length === 3) return 0;
      const twin = ref(0);
      requireSuccess(api.jetDupCursor(sesid, tableid, twin, 0));
      requireSuccess(insert(10 + depths.length, twin.value));
      return api.jetCloseTable(sesid, twin.value);
    });
    lab.begin();
    const place = Buffer.alloc(5);
    requireSuccess(prepare(JET_prepInsert));
    requireSuccess(set(k, 1));
    requireSuccess(api.jetUpdate(sesid, t, place, 5, null));
    lab.commit();
    expect(place.toString('hex')).toBe('7f80000001');
    expect(rows()).toEqual(['1:-', '11:-', '12:-']);
  });

  it('transactions that were open stay open, and its own end with it', () => {
    const errs: number[] = [];
    lab.begin();
    requireSuccess(insert(5));
    requireSuccess(
      during(() => {
        errs.push(api.jetCommitTransaction(sesid, 0), api.jetRollback(sesid, 1), api.jetEndSession(sesid, 0));
        errs.push(api.jetTerm(lab.instance));
        requireSuccess(api.jetBeginTransaction(sesid));
        const other = lab.open('t')[1];
        requireSuccess(prepare(JET_prepInsert, other));
      }),
    );
    expect(errs[0]).toBeJet('JET_errNotInTransaction');
    expect(errs[1]).toBeJet('JET_errNotInTransaction');
    expect(errs[2]).toBeJet('JET_errSessionInUse');
    expect(errs[3]).toBeJet('JET_errTooManyActiveUsers');
    lab.commit();
    expect(rows()).toEqual(['1:-', '5:-']);
  });
});

describe('callbacks of the catalog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esent-callbacks-'));
  const library = join(folder, 'callbacks.js');
  writeFileSync(library, 'exports.refuse = (sesid, dbid, tableid, kind) => -kind;');
  afterAll(() => rmSync(folder, { recursive: true }));

  function create(szCallback: string | null, options: Partial<JET_TABLECREATE2> = {}): number {
    const struct = JET_TABLECREATE2({
      szTableName: 'named',
      rgcolumncreate: [JET_COLUMNCREATE({ szColumnName: 'k', coltyp: JET_coltypLong })],
      cColumns: 1,
      szCallback,
      cbtyp: szCallback === null ? 0 : kinds.JET_cbtypBeforeInsert,
      ...options,
    });
    const err = api.jetCreateTableColumnIndex2(sesid, lab.own.dbid, struct);
    if (err === 0) requireSuccess(api.jetCloseTable(sesid, struct.tableid));
    return err;
  }
  function insertNamed(name = 'named'): number {
    const tableid = lab.open(name)[1];
    requireSuccess(prepare(JET_prepInsert, tableid));
    requireSuccess(set(lab.column(tableid, 'k'), 1, tableid));
    return update(tableid);
  }

  it('are not loaded unless that is allowed: changes fail', () => {
    requireSuccess(create(`${library}!refuse`));
    expect(insertNamed()).toBeJet('JET_errCallbackFailed');
  });

  it('count nothing where they are disabled', () => {
    start(JET_paramDisableCallbacks);
    requireSuccess(create(`${library}!nothing`));
    expect(insertNamed()).toBeJet('JET_errSuccess');
  });

  it('are called where they are allowed, also for tables of the template', () => {
    start(JET_paramEnablePersistedCallbacks);
    requireSuccess(create(`${library}!refuse`, { grbit: JET_bitTableCreateTemplateTable }));
    requireSuccess(create(null, { szTableName: 'derived', szTemplateTableName: 'named', cColumns: 0 }));
    expect(insertNamed('derived')).toBe(-kinds.JET_cbtypBeforeInsert);
  });

  it('have to be there', () => {
    start(JET_paramEnablePersistedCallbacks);
    expect(create(`${library}!nothing`)).toBeJet('JET_errCallbackNotResolved');
    expect(create(`${library}.none!refuse`)).toBeJet('JET_errCallbackNotResolved');
    expect(create('noname')).toBeJet('JET_errInvalidParameter');
    expect(lab.open('named')[0]).toBeJet('JET_errObjectNotFound');
  });
});
