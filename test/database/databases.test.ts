import { describe, expect, it } from '@jest/globals';
import {
  JET_errBackupInProgress,
  JET_errDatabaseCorrupted,
  JET_errDatabaseDirtyShutdown,
  JET_errDatabaseFileReadOnly,
  JET_errDatabaseIncompleteUpgrade,
  JET_errDatabaseInUse,
  JET_errDatabaseInvalidPath,
  JET_errDatabaseLocked,
  JET_errDatabaseNotFound,
  JET_errDatabaseSharingViolation,
  JET_errDiskFull,
  JET_errFileAccessDenied,
  JET_errFileNotFound,
  JET_errInvalidDatabaseId,
  JET_errInvalidDatabaseVersion,
  JET_errOneDatabasePerSession,
  JET_errPageSizeMismatch,
  JET_errSoftRecoveryOnBackupDatabase,
  JET_errTooManyAttachedDatabases,
} from '../../errors/codes';
import type { Database } from '../../src/database/database';
import { Databases, type AttachRequest, type DatabasesHost } from '../../src/database/databases';
import { NO_BACKUP } from '../../src/format/backup-info';
import {
  encodeDatabaseHeader,
  findDatabaseHeader,
  STATE_BEING_CONVERTED,
  STATE_CLEAN,
  STATE_DIRTY,
  STATE_DIRTY_AND_PATCHED,
  STATE_FORCE_DETACHED,
  STATE_JUST_CREATED,
  STATE_RESEED_IN_PROGRESS,
  STATE_REVERT_IN_PROGRESS,
  type DatabaseHeader,
} from '../../src/format/database-header';
import { readStart } from '../../src/format/header-page';
import { NULL_POSITION } from '../../src/format/log-position';
import { UNSET_TIME } from '../../src/format/log-time';
import { NULL_SIGNATURE } from '../../src/format/signature';
import type { LogStream } from '../../src/log/log-stream';
import { RECORD } from '../../src/log/record-types';
import type { FileSystem } from '../../src/os/file-system';
import { committedDatabase } from '../support/cached-file';
import { codeOf } from '../support/code-of';
import { crashStates } from '../support/crash-states';
import { MemoryFileSystem } from '../support/memory-file-system';
import { allRecords, memoryWithLogs, startIn, testOwner } from '../support/test-log';

const SMALL = committedDatabase('clean8k-small');
const PAGE_BYTES = 8192;
const OWNED_PAGES = 254;
const WRITE: AttachRequest = { isReadOnly: false, isUnlogged: false, maximumPages: 0 };
const READ: AttachRequest = { ...WRITE, isReadOnly: true };
const OPEN = { isExclusive: false, isOnly: false };

interface Bench {
  readonly files: MemoryFileSystem;
  readonly log: LogStream | null;
  readonly databases: Databases;
  readonly host: DatabasesHost;
  isFrozen: boolean;
  readonly events: string[];
}

function bench({ isLogging = true, pageBytes = PAGE_BYTES, files = memoryWithLogs() } = {}): Bench {
  const owner = testOwner({
    pageBytes,
    attachments: () => databases.attachments(),
    rolled: (stream) => databases.all.forEach((database) => database.requireLog(stream)),
    checkpointMoves: ({ generation }) => databases.all.forEach((database) => database.releaseLog(generation)),
  });
  const events: string[] = [];
  const host: DatabasesHost = {
    files,
    clock: owner.clock,
    randomness: owner.randomness,
    pageBytes,
    get log() {
      return log;
    },
    isFrozen: () => result.isFrozen,
    cachePages: () => undefined,
    openPages: () => OWNED_PAGES,
    settle: () => true,
    flushPages: ({ path }) => void events.push(`flush ${path}`),
    dropPages: ({ path }) => void events.push(`drop ${path}`),
    broke: (err) => void events.push(`broke ${err}`),
  };
  const databases = new Databases(host);
  const log = isLogging ? startIn(files, owner) : null;
  const result: Bench = { files, log, databases, host, isFrozen: false, events };
  return result;
}

function put(files: FileSystem, path: string, bytes: Uint8Array = SMALL): void {
  const file = files.open(path, 'replace');
  file.write(bytes, 0, bytes.length, 0);
  file.close();
}

function bytesOf(files: FileSystem, path: string): Buffer {
  const file = files.open(path, 'read');
  const bytes = readStart(file, file.size());
  file.close();
  return Buffer.from(bytes);
}

function headerOf(files: FileSystem, path: string): DatabaseHeader {
  const found = findDatabaseHeader(bytesOf(files, path));
  if (found === null || found.damagedCopy !== 'none') throw new Error('no two good headers');
  return found.header;
}

/** A copy of the small database whose header is changed. */
function withHeader(change: (header: DatabaseHeader) => void): Uint8Array {
  const bytes = Uint8Array.from(SMALL);
  const found = findDatabaseHeader(bytes);
  if (found === null) throw new Error('a good header');
  change(found.header);
  const page = encodeDatabaseHeader(found.header);
  bytes.set(page, 0);
  bytes.set(page, page.length);
  return bytes;
}

/** The names of the header fields that differ. */
function changed(before: DatabaseHeader, after: DatabaseHeader): string[] {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
  const later = new Map<string, unknown>(Object.entries(after));
  return Object.entries(before).flatMap(([name, value]) =>
    name !== 'checksum' && text(value) !== text(later.get(name)) ? [name] : [],
  );
}

const attached = (database: Database | null): Database => {
  if (database === null) throw new Error('it was attached before');
  return database;
};

describe('an attach for writing', () => {
  it('makes a clean database dirty, with the position of its record and the log it needs', () => {
    const { files, databases, log } = bench();
    put(files, '/a.db');
    const before = headerOf(files, '/a.db');
    databases.attach('/a.db', WRITE);
    const after = headerOf(files, '/a.db');
    const record = allRecords(files).at(-1);
    expect(record?.type).toBe(RECORD.attachDatabase);
    expect(after).toMatchObject({
      state: STATE_DIRTY,
      attachPosition: { generation: 1, segment: record?.segment, offset: record?.offset },
      logSignature: log?.signature,
      maximumCreatedAt: log?.generationMadeAt,
      consistentPosition: NULL_POSITION,
      detachPosition: NULL_POSITION,
      detachedAt: UNSET_TIME,
      databaseId: 1,
    });
    for (const field of [
      'minimumRequired',
      'minimumConsistent',
      'maximumRequired',
      'maximumCommitted',
    ] as const)
      expect(after[field]).toBe(1);
    expect(changed(before, after).sort()).toEqual(
      [
        'attachPosition',
        'attachedAt',
        'detachedAt',
        'headerFlushSignature',
        'logSignature',
        'maximumCommitted',
        'maximumCreatedAt',
        'maximumRequired',
        'minimumConsistent',
        'minimumRequired',
        'state',
      ].sort(),
    );
  });

  it('names the writer in the header', () => {
    const { files, databases } = bench();
    put(
      files,
      '/a.edb',
      withHeader((header) => Object.assign(header, { osMajor: 10, osBuild: 26100 })),
    );
    databases.attach('/a.edb', WRITE);
    expect(headerOf(files, '/a.edb')).toMatchObject({ osMajor: 6, osMinor: 2, osBuild: 9200 });
  });

  it('changes nothing but the two headers', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', WRITE);
    const rest = bytesOf(files, '/a.db').subarray(2 * PAGE_BYTES);
    expect(rest.equals(Buffer.from(SMALL).subarray(2 * PAGE_BYTES))).toBe(true);
  });

  it('makes the record durable before the header, and one copy of the header before the other', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    const start = files.journal.length;
    databases.attach('/a.db', WRITE);
    const kinds = files.journal.slice(start).map(({ kind }) => kind);
    expect(kinds).toEqual(['write', 'sync', 'write', 'sync', 'write', 'sync']);
    const inodes = files.journal.slice(start).map((entry) => ('inode' in entry ? entry.inode : 0));
    expect(inodes[0]).not.toBe(inodes[2]);
    expect(new Set(inodes.slice(2)).size).toBe(1);
  });

  it('keeps the last clean position in the same log, and the backups made with it', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', WRITE);
    const backup = { ...NO_BACKUP, lowGeneration: 1, highGeneration: 2 };
    databases.byPath('/a.db')?.updateHeader((header) => (header.previousFullBackup = backup));
    databases.detach('/a.db');
    const clean = headerOf(files, '/a.db');
    databases.attach('/a.db', WRITE);
    const dirty = headerOf(files, '/a.db');
    expect(dirty.consistentPosition).toEqual(clean.detachPosition);
    expect(dirty.previousFullBackup).toEqual(backup);
  });

  it('forgets both when the database comes from another log', () => {
    const { files, databases } = bench();
    const backup = { ...NO_BACKUP, lowGeneration: 1, highGeneration: 2 };
    put(
      files,
      '/a.db',
      withHeader((header) => (header.previousFullBackup = backup)),
    );
    databases.attach('/a.db', WRITE);
    expect(headerOf(files, '/a.db')).toMatchObject({
      consistentPosition: NULL_POSITION,
      previousFullBackup: NO_BACKUP,
    });
  });

  it('sets the newer fields only in newer formats', () => {
    const { files, databases, log } = bench();
    put(
      files,
      '/new.db',
      withHeader((header) => (header.updateMajor = 230)),
    );
    put(files, '/old.db');
    databases.attach('/new.db', WRITE);
    databases.attach('/old.db', WRITE);
    const [newer, older] = [headerOf(files, '/new.db'), headerOf(files, '/old.db')];
    expect(newer.lastResizePosition).toEqual(newer.attachPosition);
    expect(newer.maximumRequiredAt).toEqual(log?.generationMadeAt);
    expect(older).toMatchObject({ lastResizePosition: NULL_POSITION, maximumRequiredAt: UNSET_TIME });
  });

  it('without a log gives the database a new identity and needs no generations', () => {
    const { files, databases } = bench({ isLogging: false });
    put(files, '/a.db');
    const before = headerOf(files, '/a.db');
    const database = attached(databases.attach('/a.db', WRITE));
    expect(database.isLogged).toBe(false);
    const after = headerOf(files, '/a.db');
    expect(after.databaseSignature).not.toEqual(before.databaseSignature);
    expect(after).toMatchObject({ state: STATE_DIRTY, minimumRequired: 0, maximumCommitted: 0 });
    expect(after.attachPosition).toEqual(before.attachPosition);
    databases.detach('/a.db');
    const clean = headerOf(files, '/a.db');
    expect(clean).toMatchObject({ state: STATE_CLEAN, consistentPosition: before.consistentPosition });
    expect(clean.detachedAt).not.toEqual(UNSET_TIME);
  });

  it('of one database without logging leaves the log out', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', { ...WRITE, isUnlogged: true });
    databases.detach('/a.db');
    expect(allRecords(files).map(({ type }) => type)).toEqual([RECORD.init]);
  });
});

describe('a detach', () => {
  it('makes the database clean at the position of its record', () => {
    const { files, databases, events } = bench();
    put(files, '/a.db');
    const database = attached(databases.attach('/a.db', WRITE));
    database.time.low += 5;
    database.lastObjectId += 2;
    const dirty = headerOf(files, '/a.db');
    databases.detach('/a.db');
    const record = allRecords(files).at(-1);
    const position = { generation: 1, segment: record?.segment, offset: record?.offset };
    const clean = headerOf(files, '/a.db');
    expect(record?.type).toBe(RECORD.detachDatabase);
    expect(clean).toMatchObject({
      state: STATE_CLEAN,
      detachPosition: position,
      consistentPosition: position,
      minimumRequired: 0,
      minimumConsistent: 0,
      maximumRequired: 0,
      maximumCommitted: 0,
      maximumCreatedAt: UNSET_TIME,
      dirtiedAt: dirty.dirtiedAt + 5n,
      lastObjectId: dirty.lastObjectId + 2,
      attachPosition: dirty.attachPosition,
      databaseId: 1,
    });
    expect(clean.consistentAt).toEqual(clean.detachedAt);
    expect(events).toEqual(['flush /a.db', 'drop /a.db']);
  });

  it('gives the slot back, and the file to others', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    put(files, '/b.db');
    databases.attach('/a.db', WRITE);
    databases.detach('/a.db');
    expect(attached(databases.attach('/b.db', WRITE)).id).toBe(1);
    const other = bench({ files, isLogging: false });
    expect(codeOf(() => other.databases.attach('/a.db', WRITE))).toBeNull();
    other.databases.detach(null);
    databases.detach(null);
  });

  it('whose header cannot be written ends the instance', () => {
    const { files, databases, events } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', WRITE);
    files.failNth('write', 2, 'ENOSPC');
    expect(() => databases.detach('/a.db')).toThrow('ENOSPC');
    expect(events.at(-1)).toBe(`broke ${JET_errDiskFull}`);
    databases.abandon();
  });

  it('of all takes every database in the order of the slots', () => {
    const { files, databases, events } = bench();
    for (const path of ['/a.db', '/b.db', '/c.db']) {
      put(files, path);
      databases.attach(path, WRITE);
    }
    databases.detach(null);
    expect(databases.all).toEqual([]);
    expect(events.filter((event) => event.startsWith('flush'))).toEqual([
      'flush /a.db',
      'flush /b.db',
      'flush /c.db',
    ]);
    expect(codeOf(() => databases.detach(null))).toBeNull();
  });
});

describe('an attach for reading', () => {
  it('writes nothing, to the file or to the log', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    const start = files.journal.length;
    databases.attach('/a.db', READ);
    databases.detach('/a.db');
    expect(files.journal.length).toBe(start);
  });

  it('shares the file with other readers, not with writers', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    const reader = files.open('/a.db', 'read');
    reader.tryLock('shared');
    expect(codeOf(() => databases.attach('/a.db', WRITE))).toBe(JET_errFileAccessDenied);
    expect(codeOf(() => databases.attach('/a.db', READ))).toBeNull();
    databases.detach(null);
    reader.close();
  });
});

describe('the log while databases are attached', () => {
  it('is required up to its newest generation, and no further back than the checkpoint', () => {
    const { files, databases, log } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', WRITE);
    log?.roll();
    log?.roll();
    expect(headerOf(files, '/a.db')).toMatchObject({
      minimumRequired: 1,
      maximumRequired: 3,
      maximumCommitted: 3,
      maximumCreatedAt: log?.generationMadeAt,
    });
    log?.moveCheckpoint({ generation: 2, segment: 1, offset: 0 });
    expect(headerOf(files, '/a.db')).toMatchObject({
      minimumRequired: 2,
      minimumConsistent: 2,
      maximumRequired: 3,
    });
    databases.detach(null);
    log?.abandon();
  });
});

const REFUSED: readonly (readonly [name: string, code: number, make: () => Uint8Array | null])[] = [
  ['just created', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_JUST_CREATED))],
  ['dirty', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_DIRTY))],
  ['force-detached', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_FORCE_DETACHED))],
  ['in reseed', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_RESEED_IN_PROGRESS))],
  ['patched', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_DIRTY_AND_PATCHED))],
  ['in revert', JET_errDatabaseDirtyShutdown, () => withHeader((h) => (h.state = STATE_REVERT_IN_PROGRESS))],
  ['converted', JET_errDatabaseIncompleteUpgrade, () => withHeader((h) => (h.state = STATE_BEING_CONVERTED))],
  [
    'copied by a backup',
    JET_errSoftRecoveryOnBackupDatabase,
    () =>
      withHeader((h) => {
        h.state = STATE_DIRTY;
        h.currentFullBackup = { ...NO_BACKUP, lowGeneration: 1 };
      }),
  ],
  ['of a later format', JET_errInvalidDatabaseVersion, () => withHeader((h) => (h.updateMajor = 301))],
  ['of another version', JET_errInvalidDatabaseVersion, () => withHeader((h) => (h.version = 0x623))],
  ['without its magic', JET_errInvalidDatabaseVersion, () => withHeader((h) => (h.magic = 1))],
  ['a log by its type', JET_errDatabaseCorrupted, () => withHeader((h) => (h.fileType = 3))],
  ['of other pages', JET_errPageSizeMismatch, () => committedDatabase('clean16k')],
  ['empty', JET_errDatabaseCorrupted, () => new Uint8Array(0)],
  ['of junk', JET_errDatabaseCorrupted, () => Buffer.alloc(70_000, 'junk')],
  ['cut in its header', JET_errInvalidDatabaseVersion, () => SMALL.slice(0, 5000)],
  ['cut behind its headers', JET_errDatabaseCorrupted, () => SMALL.slice(0, 40 * PAGE_BYTES)],
  [
    'damaged in both headers',
    JET_errInvalidDatabaseVersion,
    () => {
      const bytes = Uint8Array.from(SMALL);
      bytes[600] ^= 1;
      bytes[PAGE_BYTES + 600] ^= 1;
      return bytes;
    },
  ],
];

describe('a file that is no clean database of this kind', () => {
  it.each(REFUSED)('%s is refused and left as it is', (_name, code, make) => {
    for (const request of [WRITE, READ]) {
      const { files, databases } = bench();
      const bytes = make() ?? SMALL;
      put(files, '/a.db', bytes);
      expect(codeOf(() => databases.attach('/a.db', request))).toBe(code);
      expect(bytesOf(files, '/a.db').equals(Buffer.from(bytes))).toBe(true);
      expect(databases.all).toEqual([]);
      expect(files.open('/a.db', 'write').tryLock('exclusive')).toBe(true);
    }
  });

  it('is used when only one of its headers is damaged, and both are good afterwards', () => {
    for (const copy of [0, PAGE_BYTES]) {
      const { files, databases } = bench();
      const bytes = Uint8Array.from(SMALL);
      bytes[copy + 600] ^= 1;
      put(files, '/a.db', bytes);
      databases.attach('/a.db', WRITE);
      databases.detach('/a.db');
      expect(headerOf(files, '/a.db').state).toBe(STATE_CLEAN);
    }
  });

  it('is not found, or not in a folder that exists, or no name at all', () => {
    const { files, databases } = bench();
    files.makeDirectory('/dir');
    const attach = (path: string | null): number | null => codeOf(() => databases.attach(path, WRITE));
    expect(attach('/nope.db')).toBe(JET_errFileNotFound);
    expect(attach('/no/such/a.db')).toBe(JET_errDatabaseInvalidPath);
    expect(attach('')).toBe(JET_errDatabaseInvalidPath);
    expect(attach(null)).toBe(JET_errDatabaseInvalidPath);
    expect(attach('a\0b')).toBe(JET_errDatabaseInvalidPath);
    expect(attach('/dir')).toBe(JET_errFileAccessDenied);
  });

  it('belongs to somebody else', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    const owner = files.open('/a.db', 'write');
    owner.tryLock('exclusive');
    expect(codeOf(() => databases.attach('/a.db', WRITE))).toBe(JET_errFileAccessDenied);
    expect(codeOf(() => databases.attach('/a.db', READ))).toBe(JET_errFileAccessDenied);
  });

  it('may be read but not written', () => {
    for (const errno of ['EACCES', 'EPERM', 'EROFS']) {
      const { files, databases } = bench();
      put(files, '/a.db');
      files.failNth('open', 1, errno);
      expect(codeOf(() => databases.attach('/a.db', WRITE))).toBe(JET_errDatabaseFileReadOnly);
      expect(codeOf(() => databases.attach('/a.db', READ))).toBeNull();
      databases.detach(null);
    }
  });
});

describe('the table of databases', () => {
  it('has six slots', () => {
    const { files, databases } = bench();
    for (let number = 1; number <= 7; number++) put(files, `/${number}.db`);
    for (let number = 1; number <= 6; number++)
      expect(attached(databases.attach(`/${number}.db`, WRITE)).id).toBe(number);
    expect(codeOf(() => databases.attach('/7.db', WRITE))).toBe(JET_errTooManyAttachedDatabases);
    databases.detach('/3.db');
    expect(attached(databases.attach('/7.db', WRITE)).id).toBe(3);
    databases.end();
    expect(databases.all).toEqual([]);
  });

  it('has no more than log headers have room for', () => {
    const { files, databases } = bench();
    const long = 'x'.repeat(250);
    for (const name of ['a', 'b', 'c', 'd']) put(files, `/${name}${long}`);
    for (const name of ['a', 'b', 'c']) databases.attach(`/${name}${long}`, WRITE);
    expect(codeOf(() => databases.attach(`/d${long}`, WRITE))).toBe(JET_errTooManyAttachedDatabases);
    expect(codeOf(() => databases.attach(`/d${long}`, READ))).toBeNull();
    databases.end();
  });

  it('knows a file by any of its names', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    databases.attach('/a.db', WRITE);
    for (const path of ['/a.db', '/logs/../a.db', '\\a.db']) expect(databases.attach(path, READ)).toBeNull();
    databases.end();
  });

  it('gives a file to one instance of the process', () => {
    const first = bench();
    const second = bench({ files: first.files, isLogging: false });
    put(first.files, '/a.db');
    first.databases.attach('/a.db', READ);
    expect(codeOf(() => second.databases.attach('/a.db', READ))).toBe(JET_errDatabaseSharingViolation);
    expect(Databases.attachedAnywhere(first.files, '/a.db')?.path).toBe('/a.db');
    first.databases.end();
    expect(Databases.attachedAnywhere(first.files, '/a.db')).toBeNull();
  });

  it('is frozen while a backup runs', () => {
    const made = bench();
    put(made.files, '/a.db');
    put(made.files, '/b.db');
    made.databases.attach('/a.db', WRITE);
    made.isFrozen = true;
    for (const path of ['/a.db', '/b.db'])
      expect(codeOf(() => made.databases.attach(path, WRITE))).toBe(JET_errBackupInProgress);
    for (const path of ['/a.db', null])
      expect(codeOf(() => made.databases.detach(path))).toBe(JET_errBackupInProgress);
    expect(codeOf(() => made.databases.detach('/b.db'))).toBe(JET_errDatabaseNotFound);
    made.isFrozen = false;
    expect(codeOf(() => made.databases.detach(null))).toBeNull();
    made.isFrozen = true;
    expect(codeOf(() => made.databases.detach(null))).toBeNull();
  });
});

describe('opening', () => {
  const [one, other] = [{ name: 'one' }, { name: 'other' }];

  function opened(): Databases {
    const { files, databases } = bench({ isLogging: false });
    put(files, '/a.db');
    put(files, '/b.db');
    databases.attach('/a.db', WRITE);
    databases.attach('/b.db', WRITE);
    return databases;
  }

  it('needs an attached database', () => {
    const databases = opened();
    expect(codeOf(() => databases.open(one, '/c.db', OPEN))).toBe(JET_errDatabaseNotFound);
    expect(codeOf(() => databases.open(one, null, OPEN))).toBe(JET_errDatabaseInvalidPath);
    databases.end();
  });

  it('counts, and keeps the database attached until all is given back', () => {
    const databases = opened();
    databases.open(one, '/a.db', OPEN);
    databases.open(one, '/a.db', OPEN);
    expect(codeOf(() => databases.detach('/a.db'))).toBe(JET_errDatabaseInUse);
    expect(databases.close(one, 1)).toBe(false);
    expect(codeOf(() => databases.detach('/a.db'))).toBe(JET_errDatabaseInUse);
    expect(databases.close(one, 1)).toBe(true);
    expect(codeOf(() => databases.close(one, 1))).toBe(JET_errDatabaseNotFound);
    expect(codeOf(() => databases.detach('/a.db'))).toBeNull();
    databases.end();
  });

  it('exclusively needs a database that nobody has open, and then nobody else opens it', () => {
    const databases = opened();
    const exclusive = { ...OPEN, isExclusive: true };
    databases.open(one, '/a.db', OPEN);
    for (const owner of [one, other])
      expect(codeOf(() => databases.open(owner, '/a.db', exclusive))).toBe(JET_errDatabaseInUse);
    databases.close(one, 1);
    databases.open(one, '/a.db', exclusive);
    expect(databases.isExclusive(one, 1)).toBe(true);
    expect(codeOf(() => databases.open(other, '/a.db', OPEN))).toBe(JET_errDatabaseLocked);
    databases.close(one, 1);
    expect(codeOf(() => databases.open(other, '/a.db', OPEN))).toBeNull();
    databases.end();
  });

  it('belongs to the owner: others do not know the id', () => {
    const databases = opened();
    const { id } = databases.open(one, '/b.db', OPEN);
    expect(databases.require(one, id).path).toBe('/b.db');
    for (const [owner, wanted] of [
      [other, id],
      [one, 1],
      [one, 0],
      [one, 99],
      [one, 0xffffffff],
    ] as const)
      expect(codeOf(() => databases.require(owner, wanted))).toBe(JET_errInvalidDatabaseId);
    for (const wanted of [0, 7, 0xffffffff])
      expect(codeOf(() => databases.close(one, wanted))).toBe(JET_errInvalidDatabaseId);
    databases.end();
  });

  it('is one database at a time where the owner may have no more', () => {
    const databases = opened();
    const only = { ...OPEN, isOnly: true };
    databases.open(one, '/a.db', only);
    databases.open(one, '/a.db', only);
    expect(codeOf(() => databases.open(one, '/b.db', only))).toBe(JET_errOneDatabasePerSession);
    databases.closeAll(one);
    expect(codeOf(() => databases.open(one, '/b.db', only))).toBeNull();
    databases.end();
  });
});

describe('after a power loss at any moment of an attach or a detach', () => {
  it('a header is good, and what it says of the log is in the log', () => {
    const { files, databases, log } = bench();
    put(files, '/a.db');
    const ready = files.open('/a.db', 'write');
    ready.sync();
    ready.close();
    files.syncDirectory('/');
    const start = files.journal.length;
    databases.attach('/a.db', WRITE);
    databases.detach('/a.db');
    log?.end();
    const seen = new Set<number>();
    for (const { afterEntries, image } of crashStates(files.journal, { draws: 6 })) {
      if (afterEntries < start) continue;
      const crashed = new MemoryFileSystem(image);
      const found = findDatabaseHeader(bytesOf(crashed, '/a.db'));
      const types = allRecords(crashed).map(({ type }) => type);
      const needed = found?.header.state === STATE_DIRTY ? RECORD.attachDatabase : RECORD.detachDatabase;
      const isUntouched = found?.header.attachPosition.generation === 0;
      expect(isUntouched || types.includes(needed)).toBe(true);
      seen.add(isUntouched ? 0 : (found?.header.state ?? -1));
    }
    expect([...seen].sort()).toEqual([0, STATE_DIRTY, STATE_CLEAN]);
  });
});

describe('pages of a database', () => {
  it('are read and written at their places', () => {
    const { files, databases } = bench();
    put(files, '/a.db');
    const database = attached(databases.attach('/a.db', WRITE));
    const page = Buffer.alloc(PAGE_BYTES * 3, 0xee);
    expect(database.readPages(4, 2, page, PAGE_BYTES)).toBe(2);
    const place = 5 * PAGE_BYTES;
    expect(page.subarray(PAGE_BYTES).equals(Buffer.from(SMALL).subarray(place, place + 2 * PAGE_BYTES))).toBe(
      true,
    );
    database.writePages(4, 1, Buffer.alloc(PAGE_BYTES, 7), 0);
    expect(bytesOf(files, '/a.db')[place]).toBe(7);
    const count = database.pageCount();
    database.setPageCount(count + 10);
    expect(database.pageCount()).toBe(count + 10);
    expect(database.readPages(count + 9, 5, Buffer.alloc(5 * PAGE_BYTES), 0)).toBe(2);
    databases.end();
  });
});

describe('a database without a log signature', () => {
  it('has none', () => {
    const { files, databases } = bench({ isLogging: false });
    put(
      files,
      '/a.db',
      withHeader((header) => (header.logSignature = NULL_SIGNATURE)),
    );
    databases.attach('/a.db', WRITE);
    expect(headerOf(files, '/a.db').logSignature).toEqual(NULL_SIGNATURE);
    databases.end();
  });
});
