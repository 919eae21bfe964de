/** Numbers that several sessions add to at a time, with jetEscrowUpdate: what they were, and what a rollback leaves. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JET_coltypLong } from '../../include/column-types';
import {
  JET_bitColumnDeleteOnZero,
  JET_bitColumnEscrowUpdate,
  JET_bitColumnFinalize,
} from '../../include/grbits/column-ddl';
import { JET_bitTermDirty } from '../../include/grbits/instance';
import { JET_bitEscrowNoRollback } from '../../include/grbits/update';
import { JET_MoveFirst } from '../../include/navigation';
import * as prep from '../../include/prepare-update';
import { ref } from '../../include/ref';
import { JET_COLUMNDEF } from '../../include/structs/column-ddl';
import * as api from '../../src/api';
import { CREATED, endMachines, freshDisk, Machine } from '../support/machine';
import { leaveMemory, NewTables } from '../support/new-tables';

const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const ESCROW = { coltyp: JET_coltypLong, grbit: JET_bitColumnEscrowUpdate };
const old = Buffer.alloc(4);
const length = ref(0);

const add = (sesid: number, tableid: number, column: number, delta: Buffer, grbit = 0): number =>
  api.jetEscrowUpdate(sesid, tableid, column, delta, delta.length, old, 4, length, grbit);

function valueOf(sesid: number, tableid: number, column: number): number {
  const value = Buffer.alloc(4);
  expect(api.jetMove(sesid, tableid, JET_MoveFirst, 0)).toBe(0);
  expect(api.jetRetrieveColumn(sesid, tableid, column, value, 4, null, 0, null)).toBe(0);
  return value.readInt32LE();
}

function insertRow(sesid: number, tableid: number): void {
  api.jetPrepareUpdate(sesid, tableid, prep.JET_prepInsert);
  expect(api.jetUpdate(sesid, tableid, null, 0, null)).toBe(0);
}

describe('escrow updates', () => {
  let lab: NewTables;
  let sesid: number;
  let tableid: number;
  let column: number;

  beforeEach(() => {
    lab = new NewTables();
    ({ sesid } = lab.own);
    [, tableid] = lab.create('e');
    lab.add(tableid, 'o', { coltyp: JET_coltypLong });
    [, column] = lab.add(tableid, 'e', ESCROW, long(5));
    insertRow(sesid, tableid);
    api.jetMove(sesid, tableid, JET_MoveFirst, 0);
  });
  afterAll(leaveMemory);

  it('add up, and tell what was there before', () => {
    expect(add(sesid, tableid, column, long(1))).toBeJet('JET_errNotInTransaction');
    api.jetBeginTransaction(sesid);
    const plain = lab.column(tableid, 'o');
    expect(add(sesid, tableid, plain, long(1))).toBeJet('JET_errInvalidOperation');
    expect(add(sesid, tableid, column, Buffer.alloc(2))).toBeJet('JET_errInvalidBufferSize');
    expect(add(sesid, tableid, column, long(-7))).toBeJet('JET_errSuccess');
    expect([old.readInt32LE(), length.value]).toEqual([5, 4]);
    expect(add(sesid, tableid, column, long(1))).toBeJet('JET_errSuccess');
    expect(old.readInt32LE()).toBe(-2);
    api.jetRollback(sesid, 0);
    expect(valueOf(sesid, tableid, column)).toBe(5);
  });

  it('go around at the end of their range', () => {
    api.jetBeginTransaction(sesid);
    add(sesid, tableid, column, long(0x7fffffff));
    expect(add(sesid, tableid, column, long(1))).toBeJet('JET_errSuccess');
    expect(old.readInt32LE()).toBe(-0x80000000 + 4);
    api.jetRollback(sesid, 0);
    expect(valueOf(sesid, tableid, column)).toBe(5);
  });

  it('stay in spite of a rollback when so asked, and everybody sees them at once', () => {
    api.jetCloseTable(sesid, tableid);
    [, tableid] = lab.open('e');
    const [, theirs] = lab.open('e', 0, lab.other);
    api.jetMove(sesid, tableid, JET_MoveFirst, 0);
    lab.begin(lab.other);
    lab.begin();
    expect(add(sesid, tableid, column, long(1), JET_bitEscrowNoRollback)).toBeJet('JET_errSuccess');
    expect(old.readInt32LE()).toBe(5);
    expect(valueOf(lab.other.sesid, theirs, column)).toBe(6);
    expect(add(sesid, tableid, column, long(10))).toBeJet('JET_errSuccess');
    expect(old.readInt32LE()).toBe(6);
    lab.rollback();
    lab.rollback(lab.other);
    expect(valueOf(sesid, tableid, column)).toBe(6);
  });

  it('do no harm to a row that the transaction has deleted', () => {
    lab.begin();
    expect(add(sesid, tableid, column, long(95))).toBeJet('JET_errSuccess');
    expect(api.jetDelete(sesid, tableid)).toBeJet('JET_errSuccess');
    expect(add(sesid, tableid, column, long(1))).toBeJet('JET_errSuccess');
    expect(old.readInt32LE()).toBe(100);
    lab.rollback();
    expect(valueOf(sesid, tableid, column)).toBe(5);
    lab.begin();
    api.jetMove(sesid, tableid, JET_MoveFirst, 0);
    api.jetDelete(sesid, tableid);
    add(sesid, tableid, column, long(1));
    lab.commit();
    expect(api.jetMove(sesid, tableid, JET_MoveFirst, 0)).toBeJet('JET_errNoCurrentRecord');
    expect(lab.detached().complaints).toEqual([]);
  });
});

describe.each([JET_bitColumnDeleteOnZero, JET_bitColumnFinalize])(
  'a row whose number comes to zero, %d',
  (bit) => {
    let lab: NewTables;
    let column: number;
    let mine: number;
    let theirs: number;
    const rows = ({ sesid }: { sesid: number }, tableid: number): number => {
      let count = 0;
      for (let err = api.jetMove(sesid, tableid, JET_MoveFirst, 0); err === 0; count++)
        err = api.jetMove(sesid, tableid, 1, 0);
      api.jetMove(sesid, tableid, JET_MoveFirst, 0);
      return count;
    };

    beforeEach(() => {
      lab = new NewTables();
      const [, made] = lab.create('e');
      lab.add(made, 'o', { coltyp: JET_coltypLong }, long(3));
      [, column] = lab.add(made, 'e', { ...ESCROW, grbit: ESCROW.grbit | bit }, long(5));
      api.jetCreateIndex(lab.own.sesid, made, 'i', 0, '+o\0\0', 4, 100);
      insertRow(lab.own.sesid, made);
      api.jetCloseTable(lab.own.sesid, made);
      [, mine] = lab.open('e');
      [, theirs] = lab.open('e', 0, lab.other);
      expect(rows(lab.own, mine)).toBe(1);
      expect(rows(lab.other, theirs)).toBe(1);
    });
    afterAll(leaveMemory);

    it('is deleted when nobody sees it otherwise', () => {
      lab.begin(lab.other);
      lab.begin();
      expect(add(lab.own.sesid, mine, column, long(-5))).toBeJet('JET_errSuccess');
      expect(rows(lab.own, mine)).toBe(1);
      lab.commit();
      expect(rows(lab.own, mine)).toBe(1);
      expect(valueOf(lab.other.sesid, theirs, column)).toBe(5);
      lab.commit(lab.other);
      expect(rows(lab.own, mine)).toBe(1);
      expect(api.jetIdle(lab.own.sesid, 0)).toBeJet('JET_wrnNoIdleActivity');
      expect(rows(lab.own, mine)).toBe(0);
      expect(api.jetSetCurrentIndex(lab.own.sesid, mine, 'i')).toBeJet('JET_errSuccess');
      expect(rows(lab.own, mine)).toBe(0);
      expect(lab.detached().complaints).toEqual([]);
    });

    it('stays when that is undone, or it is not zero any more', () => {
      lab.begin();
      add(lab.own.sesid, mine, column, long(-5));
      lab.rollback();
      lab.begin();
      add(lab.own.sesid, mine, column, long(-5));
      add(lab.own.sesid, mine, column, long(1));
      lab.commit();
      api.jetIdle(lab.own.sesid, 0);
      expect(valueOf(lab.own.sesid, mine, column)).toBe(1);
    });

    it('goes by itself, and before the database is left', async () => {
      const clear = (): void => {
        expect(rows(lab.own, mine)).toBe(1);
        lab.begin();
        expect(add(lab.own.sesid, mine, column, long(-5))).toBeJet('JET_errSuccess');
        lab.commit();
      };
      clear();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(rows(lab.own, mine)).toBe(0);
      insertRow(lab.own.sesid, mine);
      clear();
      expect(lab.detached().complaints).toEqual([]);
      const place = lab.reattached();
      expect(rows(place, lab.open('e', 0, place)[1])).toBe(0);
    });

    it('stays while somebody else is at it', () => {
      lab.begin();
      expect(add(lab.own.sesid, mine, column, long(-5))).toBeJet('JET_errSuccess');
      lab.begin(lab.other);
      expect(add(lab.other.sesid, theirs, column, long(2))).toBeJet('JET_errSuccess');
      lab.commit();
      expect(rows(lab.own, mine)).toBe(1);
      lab.commit(lab.other);
      api.jetIdle(lab.own.sesid, 0);
      expect(valueOf(lab.own.sesid, mine, column)).toBe(2);
    });
  },
);

describe('an addition that no rollback takes back', () => {
  it('is there after a recovery that rolls the rest back', () => {
    let machine = new Machine(freshDisk());
    machine.init();
    const [database, table, id] = [ref(0), ref(0), ref(0)];
    api.jetCreateDatabase(machine.session, CREATED, null, database, 0);
    api.jetCreateTable(machine.session, database.value, 'e', 0, 100, table);
    expect(api.jetAddColumn(machine.session, table.value, 'e', JET_COLUMNDEF(ESCROW), long(5), 4, id)).toBe(
      0,
    );
    insertRow(machine.session, table.value);
    api.jetBeginTransaction(machine.session);
    api.jetMove(machine.session, table.value, JET_MoveFirst, 0);
    expect(add(machine.session, table.value, id.value, long(1), JET_bitEscrowNoRollback)).toBe(0);
    expect(add(machine.session, table.value, id.value, long(10))).toBe(0);
    const { session } = machine.newSession();
    api.jetCommitTransaction(session, 8);
    machine.term(JET_bitTermDirty);
    machine = new Machine(machine.files.image());
    expect(machine.init()).toBe(0);
    api.jetAttachDatabase(machine.session, CREATED, 0);
    api.jetOpenDatabase(machine.session, CREATED, null, database, 0);
    expect(api.jetOpenTable(machine.session, database.value, 'e', null, 0, 0, table)).toBe(0);
    expect(valueOf(machine.session, table.value, id.value)).toBe(6);
    endMachines();
  });
});
