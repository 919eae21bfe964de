/** Which database may be recovered from which record of its attach. */
import { describe, expect, it } from '@jest/globals';
import {
  blankDatabaseHeader,
  STATE_BEING_CONVERTED,
  STATE_CLEAN,
  STATE_DIRTY,
  STATE_JUST_CREATED,
  type DatabaseHeader,
} from '../../src/format/database-header';
import { NO_BACKUP } from '../../src/format/backup-info';
import { NULL_POSITION, type LogPosition } from '../../src/format/log-position';
import { makeSignature } from '../../src/format/signature';
import {
  checkAttached,
  checkCreated,
  type LoggedAttach,
  type RedoPlace,
} from '../../src/recovery/attach-check';
import { codeOf } from '../support/code-of';

const at = (segment: number): LogPosition => ({ generation: 3, segment, offset: 0 });
const [LOG, OTHER_LOG, DATABASE, OTHER] = [1, 2, 3, 4].map((number) => makeSignature(number, 1e12));

/** Attached at 5 after it was clean at 4, dirty since. */
const header = (changes: Partial<DatabaseHeader> = {}): DatabaseHeader => ({
  ...blankDatabaseHeader(4096),
  state: STATE_DIRTY,
  databaseSignature: DATABASE,
  logSignature: LOG,
  attachPosition: at(5),
  consistentPosition: at(4),
  minimumRequired: 3,
  maximumRequired: 3,
  ...changes,
});

const attach = (changes: Partial<LoggedAttach> = {}): LoggedAttach => ({
  databaseId: 1,
  path: '/a.db',
  maximumPages: 0,
  databaseTime: 0n,
  lastObjectId: 0,
  databaseSignature: DATABASE,
  attachPosition: at(5),
  consistentPosition: at(4),
  previousLog: LOG,
  ...changes,
});

const place = (changes: Partial<RedoPlace> = {}): RedoPlace => ({
  logSignature: LOG,
  position: at(5),
  generation: 3,
  allowsBackupCopies: false,
  ...changes,
});

const asVerdict = (check: () => string): string | number => {
  let verdict: string | null = null;
  const err = codeOf(() => (verdict = check()));
  return err ?? verdict ?? 'nothing';
};

describe('the record of an attach', () => {
  it.each([
    ['the one that the header names', {}, {}, {}, 'now'],
    ['one that never reached the header', { attachPosition: at(2), state: STATE_CLEAN }, {}, {}, 'attach'],
    [
      'one that never reached the header, of a database from another log',
      { logSignature: OTHER_LOG, attachPosition: at(2), state: STATE_CLEAN },
      { previousLog: OTHER_LOG },
      {},
      'attach',
    ],
    ['one before the last detach', { state: STATE_CLEAN, consistentPosition: at(9) }, {}, {}, 'clean later'],
    ['one before another attach', { attachPosition: at(8) }, {}, {}, 'later'],
    ['another database', { databaseSignature: OTHER }, {}, {}, 'later'],
    ['a database of a log that nobody knows', { logSignature: OTHER_LOG }, {}, {}, 'later'],
    ['a database that is not whole', { state: STATE_JUST_CREATED }, {}, {}, 'later'],
  ] as const)('%s', (_what, inHeader, inRecord, where, verdict) => {
    expect(checkAttached(header(inHeader), attach(inRecord), place(where))).toBe(verdict);
  });

  it.each([
    ['an old copy', { consistentPosition: at(3) }, {}, {}, 'JET_errConsistentTimeMismatch'],
    [
      'an old copy from another log',
      { logSignature: OTHER_LOG, consistentPosition: at(3) },
      { previousLog: OTHER_LOG },
      {},
      'JET_errConsistentTimeMismatch',
    ],
    [
      'a copy from before an attach that was not read',
      { attachPosition: at(2) },
      {},
      { position: null },
      'JET_errAttachedDatabaseMismatch',
    ],
    ['one that needs older logs', { minimumRequired: 2 }, {}, {}, 'JET_errRequiredLogFilesMissing'],
    [
      'the copy of a backup',
      { currentFullBackup: { ...NO_BACKUP, lowGeneration: 3 } },
      {},
      {},
      'JET_errSoftRecoveryOnBackupDatabase',
    ],
    ['one that is being converted', { state: STATE_BEING_CONVERTED }, {}, {}, 'JET_errDatabaseCorrupted'],
  ] as const)('refuses %s', (_what, inHeader, inRecord, where, name) => {
    const check = (): string => checkAttached(header(inHeader), attach(inRecord), place(where));
    expect(asVerdict(check)).toBeJet(name);
  });

  it('takes the copy of a backup where that is allowed, or where the backup says up to where it needs logs', () => {
    const copy = header({ currentFullBackup: { ...NO_BACKUP, lowGeneration: 3 } });
    expect(checkAttached(copy, attach(), place({ allowsBackupCopies: true }))).toBe('now');
    const whole = header({ currentFullBackup: { ...NO_BACKUP, lowGeneration: 3, highGeneration: 4 } });
    expect(checkAttached(whole, attach(), place())).toBe('now');
  });
});

describe('the record of a creation', () => {
  it.each([
    ['of a file in the making', { state: STATE_JUST_CREATED }, 'create'],
    ['of the database that is there', { consistentPosition: NULL_POSITION }, 'now'],
    ['of one that was clean later', { consistentPosition: at(7), state: STATE_CLEAN }, 'clean later'],
    ['of one that was made again later', { attachPosition: at(8) }, 'later'],
    ['of another one in its place', { databaseSignature: OTHER }, 'later'],
    ['of one from another log', { logSignature: OTHER_LOG }, 'later'],
  ] as const)('%s', (_what, inHeader, verdict) => {
    const created = attach({ consistentPosition: NULL_POSITION });
    expect(checkCreated(header(inHeader), created, place())).toBe(verdict);
  });
});
