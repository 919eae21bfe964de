/** Indexes that one session makes or deletes while others change rows: whoever comes to see one sees all rows in it. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import { JET_bitIndexPrimary, JET_bitIndexUnique } from '../../include/grbits/index-ddl';
import { JET_MoveFirst } from '../../include/navigation';
import { JET_prepCancel, JET_prepInsert, JET_prepReplace } from '../../include/prepare-update';
import * as api from '../../src/api';
import { sessionOfInstance } from '../support/instances';
import { leaveMemory, NewTables } from '../support/new-tables';
import { Random } from '../support/random';
import { ref } from '../../include/ref';

/** One session with a cursor on the table. */
class Actor {
  readonly bytes = new Uint8Array(4);
  readonly view = new DataView(this.bytes.buffer);

  constructor(
    readonly sesid: number,
    readonly cursor: number,
  ) {}

  begin(): void {
    expect(api.jetBeginTransaction(this.sesid)).toBeJet('JET_errSuccess');
  }
  commit(): void {
    expect(api.jetCommitTransaction(this.sesid, 0)).toBeJet('JET_errSuccess');
  }
  rollback(): void {
    expect(api.jetRollback(this.sesid, 0)).toBeJet('JET_errSuccess');
  }
  create(name: string, grbit = 0, szKey = '+a\0\0'): number {
    return api.jetCreateIndex(this.sesid, this.cursor, name, grbit, szKey, szKey.length, 100);
  }
  drop(name: string): number {
    return api.jetDeleteIndex(this.sesid, this.cursor, name);
  }
  choose(name: string | null): number {
    return api.jetSetCurrentIndex(this.sesid, this.cursor, name);
  }

  /** Inserts a row, or changes the one with that k. */
  put(k: number, a: number): number {
    const prep = this.find(k) ? JET_prepReplace : JET_prepInsert;
    const prepared = api.jetPrepareUpdate(this.sesid, this.cursor, prep);
    if (prepared !== 0) return prepared;
    if (prep === JET_prepInsert) this.#set(1, k);
    this.#set(2, a);
    const err = api.jetUpdate(this.sesid, this.cursor, null, 0, null);
    if (err !== 0) api.jetPrepareUpdate(this.sesid, this.cursor, JET_prepCancel);
    return err;
  }

  remove(k: number): number {
    return this.find(k) ? api.jetDelete(this.sesid, this.cursor) : -1;
  }

  find(k: number): boolean {
    const { sesid, cursor } = this;
    this.choose(null);
    for (
      let err = api.jetMove(sesid, cursor, JET_MoveFirst, 0);
      err === 0;
      err = api.jetMove(sesid, cursor, 1, 0)
    )
      if (this.#get(1) === k) return true;
    return false;
  }

  /** k and a of every row, in the order of an index; null when it is not seen. */
  walk(name: string | null): [k: number, a: number][] | null {
    const { sesid, cursor } = this;
    if (this.choose(name) !== 0) return null;
    const rows: [number, number][] = [];
    for (
      let err = api.jetMove(sesid, cursor, JET_MoveFirst, 0);
      err === 0;
      err = api.jetMove(sesid, cursor, 1, 0)
    )
      rows.push([this.#get(1), this.#get(2)]);
    this.choose(null);
    return rows;
  }

  #set(columnid: number, value: number): void {
    this.view.setInt32(0, value, true);
    expect(api.jetSetColumn(this.sesid, this.cursor, columnid, this.bytes, 4, 0, null)).toBe(0);
  }

  #get(columnid: number): number {
    expect(api.jetRetrieveColumn(this.sesid, this.cursor, columnid, this.bytes, 4, null, 0, null)).toBe(0);
    return this.view.getInt32(0, true);
  }
}

let lab: NewTables;
let [maker, other]: [Actor, Actor] = [new Actor(0, 0), new Actor(0, 0)];
beforeEach(() => {
  lab = new NewTables();
  const t = lab.made('t', [
    ['k', { coltyp: JET_coltypLong }],
    ['a', { coltyp: JET_coltypLong }],
  ]);
  maker = new Actor(lab.own.sesid, t);
  other = new Actor(lab.other.sesid, lab.open('t', 0, lab.other)[1]);
  for (const k of [1, 2, 3]) expect(maker.put(k, 10 * k)).toBeJet('JET_errSuccess');
});
afterAll(leaveMemory);

const byA = (rows: readonly (readonly [number, number])[]): number[] => rows.map(([, a]) => a);

describe('an index made while another session has changed rows', () => {
  const changeAll = (): void => {
    expect(other.put(4, 5)).toBeJet('JET_errSuccess');
    expect(other.put(2, 99)).toBeJet('JET_errSuccess');
    expect(other.remove(3)).toBeJet('JET_errSuccess');
  };

  it('has for everybody what he sees of the rows', () => {
    other.begin();
    changeAll();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(byA(maker.walk('i') ?? [])).toEqual([10, 20, 30]);
    other.commit();
    expect(byA(maker.walk('i') ?? [])).toEqual([5, 10, 99]);
    expect(byA(other.walk('i') ?? [])).toEqual([5, 10, 99]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('keeps nothing of what is rolled back', () => {
    other.begin();
    changeAll();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    other.rollback();
    expect(byA(maker.walk('i') ?? [])).toEqual([10, 20, 30]);
    for (const k of [1, 2, 3]) expect(maker.remove(k)).toBeJet('JET_errSuccess');
    expect(maker.walk('i')).toEqual([]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('goes back with each level of the other transaction', () => {
    other.begin();
    expect(other.put(1, 11)).toBeJet('JET_errSuccess');
    other.begin();
    expect(other.put(1, 12)).toBeJet('JET_errSuccess');
    expect(other.put(2, 22)).toBeJet('JET_errSuccess');
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    other.rollback();
    other.commit();
    expect(byA(maker.walk('i') ?? [])).toEqual([11, 20, 30]);
    expect(maker.put(1, 1)).toBeJet('JET_errSuccess');
    expect(byA(maker.walk('i') ?? [])).toEqual([1, 20, 30]);
  });

  it('has what was committed after its maker began', () => {
    maker.begin();
    expect(byA(maker.walk(null) ?? [])).toEqual([10, 20, 30]);
    changeAll();
    expect(other.put(4, 6)).toBeJet('JET_errSuccess');
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(byA(maker.walk('i') ?? [])).toEqual([10, 20, 30]);
    maker.commit();
    expect(byA(maker.walk('i') ?? [])).toEqual([6, 10, 99]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('is refused when it is unique and would not be', () => {
    other.begin();
    expect(other.put(4, 10)).toBeJet('JET_errSuccess');
    expect(maker.create('u', JET_bitIndexUnique)).toBeJet('JET_errKeyDuplicate');
    expect(other.put(5, 50)).toBeJet('JET_errSuccess');
    other.commit();
    expect(maker.choose('u')).toBeJet('JET_errIndexNotFound');
    expect(byA(maker.walk(null) ?? [])).toEqual([10, 20, 30, 10, 50]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('may be undone before the other transaction ends', () => {
    for (const isKept of [true, false]) {
      other.begin();
      changeAll();
      maker.begin();
      expect(maker.create('i')).toBeJet('JET_errSuccess');
      maker.rollback();
      expect(other.put(7, 70)).toBeJet('JET_errSuccess');
      if (isKept) other.commit();
      else other.rollback();
      for (const [k, a] of [
        [2, 20],
        [3, 30],
      ])
        expect(maker.put(k, a)).toBeJet('JET_errSuccess');
    }
    expect(maker.choose('i')).toBeJet('JET_errIndexNotFound');
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe('an index that a session does not see', () => {
  it('has the rows that it changes', () => {
    maker.begin();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(other.put(4, 5)).toBeJet('JET_errSuccess');
    expect(other.put(1, 100)).toBeJet('JET_errSuccess');
    expect(other.remove(2)).toBeJet('JET_errSuccess');
    expect(byA(maker.walk('i') ?? [])).toEqual([10, 20, 30]);
    maker.commit();
    expect(byA(other.walk('i') ?? [])).toEqual([5, 30, 100]);
    expect(lab.detached().complaints).toEqual([]);
  });

  it('has them too when it was committed since the session began', () => {
    other.begin();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(other.put(4, 5)).toBeJet('JET_errSuccess');
    expect(other.walk('i')).toBeNull();
    other.commit();
    expect(byA(other.walk('i') ?? [])).toEqual([5, 10, 20, 30]);
  });

  it('refuses what it must not have', () => {
    maker.begin();
    expect(maker.create('u', JET_bitIndexUnique)).toBeJet('JET_errSuccess');
    expect(other.put(4, 30)).toBeJet('JET_errKeyDuplicate');
    maker.commit();
    expect(byA(other.walk('u') ?? [])).toEqual([10, 20, 30]);
  });

  it('keeps its columns', () => {
    maker.begin();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(api.jetDeleteColumn(other.sesid, other.cursor, 'a')).toBeJet('JET_errColumnInUse');
    maker.rollback();
    expect(api.jetDeleteColumn(other.sesid, other.cursor, 'a')).toBeJet('JET_errSuccess');
  });

  it('keeps all rows from being changed when it is the primary one', () => {
    const [, made] = lab.create('p');
    lab.add(made, 'k', {});
    lab.add(made, 'a', {});
    requireClosed(lab.own.sesid, made);
    const [one, two] = [lab.own, lab.other].map(
      (place) => new Actor(place.sesid, lab.open('p', 0, place)[1]),
    );
    one.begin();
    expect(one.create('pk', JET_bitIndexPrimary, '+k\0\0')).toBeJet('JET_errSuccess');
    expect(two.put(1, 1)).toBeJet('JET_errWriteConflictPrimaryIndex');
    one.commit();
    expect(two.put(1, 1)).toBeJet('JET_errSuccess');
  });
});

describe('an index that is being deleted', () => {
  it('has the rows that are changed meanwhile, if it stays', () => {
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    maker.begin();
    expect(maker.drop('i')).toBeJet('JET_errSuccess');
    expect(other.put(4, 5)).toBeJet('JET_errSuccess');
    maker.rollback();
    expect(byA(maker.walk('i') ?? [])).toEqual([5, 10, 20, 30]);
  });

  it('is let be when it is gone for good', () => {
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    other.begin();
    maker.begin();
    expect(maker.drop('i')).toBeJet('JET_errSuccess');
    expect(other.put(4, 5)).toBeJet('JET_errSuccess');
    maker.commit();
    expect(other.put(5, 6)).toBeJet('JET_errSuccess');
    other.rollback();
    expect(maker.create('i')).toBeJet('JET_errSuccess');
    expect(byA(maker.walk('i') ?? [])).toEqual([10, 20, 30]);
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe('whatever three sessions do at a time', () => {
  it.each(Array.from({ length: 8 }, (_, seed) => seed + 1))(
    'an index has the rows of its table, seed %d',
    (seed) => {
      const random = new Random(seed);
      const sesid = sessionOfInstance(lab.instance);
      const dbid = ref(0);
      expect(api.jetOpenDatabase(sesid, '/db/a.edb', null, dbid, 0)).toBeJet('JET_errSuccess');
      const third = new Actor(sesid, lab.open('t', 0, { sesid, dbid: dbid.value })[1]);
      const actors = [maker, other, third].map((actor) => ({ actor, level: 0 }));
      for (let step = 0; step < 80; step++) {
        const each = actors[random.below(3)];
        act(random, each);
        for (const { actor } of actors) compare(actor);
      }
      for (const { actor, level } of actors) for (let i = 0; i < level; i++) actor.commit();
      for (const { actor } of actors) compare(actor);
      expect(api.jetEndSession(sesid, 0)).toBeJet('JET_errSuccess');
      expect(lab.detached().complaints).toEqual([]);
    },
  );

  function act(random: Random, each: { actor: Actor; level: number }): void {
    const { actor } = each;
    const key = random.below(8);
    const index = `i${random.below(3)}`;
    const kind = random.below(20);
    if (kind < 6) actor.put(key, random.below(50));
    else if (kind < 9) actor.remove(key);
    else if (kind < 11) actor.create(index, random.below(4) === 0 ? JET_bitIndexUnique : 0);
    else if (kind < 13) actor.drop(index);
    else if (kind < 16 && each.level < 3) {
      actor.begin();
      each.level++;
    } else if (each.level > 0) {
      each.level--;
      if (random.below(3) === 0) actor.rollback();
      else actor.commit();
    }
  }

  function compare(actor: Actor): void {
    const rows = actor.walk(null) ?? [];
    rows.sort(([k, a], [l, b]) => a - b || k - l);
    for (const name of ['i0', 'i1', 'i2']) {
      const entries = actor.walk(name);
      if (entries === null) continue;
      entries.sort(([k, a], [l, b]) => a - b || k - l);
      expect(entries).toEqual(rows);
    }
  }
});

function requireClosed(sesid: number, tableid: number): void {
  expect(api.jetCloseTable(sesid, tableid)).toBeJet('JET_errSuccess');
}
