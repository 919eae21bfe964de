import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import {
  JET_errDatabaseDirtyShutdown,
  JET_errFileAccessDenied,
  JET_errFileNotFound,
  JET_errLogBufferTooSmall,
  JET_errLogDiskFull,
  JET_errLogFileCorrupt,
  JET_errLogFileSizeMismatchDatabasesConsistent,
  JET_errLogWriteFail,
  JET_errMissingLogFile,
  JET_errPageSizeMismatch,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { type Checkpoint, readCheckpoint } from '../../src/format/checkpoint';
import { LOG_HEADER, readLogHeader } from '../../src/format/log-header';
import { readStart } from '../../src/format/header-page';
import { LOG_SEGMENT_BYTES } from '../../src/format/log-segment';
import { openLogFile } from '../../src/log/log-file';
import { startLog } from '../../src/log/log-start';
import type { LogFolder } from '../../src/log/log-folder';
import type { LogStream } from '../../src/log/log-stream';
import type { LogSurvey } from '../../src/log/log-survey';
import { RECORD } from '../../src/log/record-types';
import type { FileSystem } from '../../src/os/file-system';
import { codeOf } from '../support/code-of';
import { crashStates } from '../support/crash-states';
import { MemoryFileSystem } from '../support/memory-file-system';
import {
  allRecords,
  emptyRecovery,
  folderIn,
  LOG_KIB,
  memoryWithLogs,
  recordsOf,
  START_OPTIONS,
  startIn,
  testOwner,
  traceRecord,
} from '../support/test-log';

const CURRENT = '/logs/edb.log';
const FILE_BYTES = LOG_KIB * 1024;

function headerOf(files: FileSystem, path: string): ReturnType<typeof readLogHeader> {
  const file = files.open(path, 'read');
  const header = readLogHeader(readStart(file, LOG_HEADER.size));
  file.close();
  return header;
}

function checkpointOf(files: FileSystem): ReturnType<typeof readCheckpoint> {
  const file = files.open('/logs/edb.chk', 'read');
  const found = readCheckpoint(readStart(file, 8192));
  file.close();
  return found;
}

/** What all files hold, in short. */
function digestOf(files: MemoryFileSystem): string {
  const hash = createHash('sha1');
  for (const name of files.list('/logs')) {
    const file = files.open(`/logs/${name}`, 'read');
    hash.update(name).update(readStart(file, file.size()));
    file.close();
  }
  return hash.digest('hex');
}

const typesOf = (files: FileSystem, path = CURRENT): number[] =>
  recordsOf(files, path).map(({ type }) => type);

describe('a new log', () => {
  it('is generation 1 at its full size, with reserves and a checkpoint at its beginning', () => {
    const files = memoryWithLogs();
    startIn(files);
    expect(files.list('/logs')).toEqual(['edb.chk', 'edb.log', 'edbres00001.jrs', 'edbres00002.jrs']);
    for (const name of ['edb.log', 'edbres00001.jrs', 'edbres00002.jrs'])
      expect(files.size(`/logs/${name}`)).toBe(FILE_BYTES);
    const header = headerOf(files, CURRENT);
    expect(header).toMatchObject({
      generation: 1,
      fileSegments: 32,
      pageBytes: 4096,
      major: 8,
      minor: 4000,
      updateMajor: 5,
      updateMinor: 16,
      checkpoint: { generation: 1, segment: 1, offset: 0 },
    });
    expect(header.parameters).toMatchObject({ sessions: 16, logSegments: 32, logPath: '/logs' });
    const { checkpoint, damagedCopy } = checkpointOf(files);
    expect(damagedCopy).toBe('none');
    expect(checkpoint.position).toEqual({ generation: 1, segment: 1, offset: 0 });
    expect(checkpoint.logSignature).toEqual(header.logSignature);
  });

  it('begins with Init at the position of its first segment', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    expect(log.lastPosition).toEqual({ generation: 1, segment: 1, offset: 0 });
    expect(recordsOf(files, CURRENT)).toMatchObject([{ type: RECORD.init, segment: 1, offset: 0 }]);
  });

  it('is refused where the folder is absent, and made there when folders may be', () => {
    const files = new MemoryFileSystem();
    expect(codeOf(() => startIn(files))).toBeJet('JET_errFileNotFound');
    startLog(folderIn(files), testOwner(), { ...START_OPTIONS, mayCreateFolders: true }, emptyRecovery());
    expect(files.exists(CURRENT)).toBe(true);
    expect(JET_errFileNotFound).toBe(-1811);
  });
});

describe('records', () => {
  it('come back as they went in, at the position they were given, whatever their lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 9000 }), fc.boolean()), { maxLength: 40 }),
        (steps) => {
          const files = memoryWithLogs();
          const log = startIn(files);
          const expected = steps.map(([length, isFlushed], seed) => {
            const bytes = traceRecord(length, seed);
            log.append(bytes);
            if (isFlushed) log.flush();
            return { type: RECORD.trace, ...log.lastPosition, bytes };
          });
          log.flush();
          log.abandon();
          expect(allRecords(files).filter(({ type }) => type === RECORD.trace)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('of any length that ends near the end of a segment are read again', () => {
    for (let length = 3380; length < 3480; length++) {
      const files = memoryWithLogs();
      const log = startIn(files);
      log.append(traceRecord(length, 1));
      log.append(traceRecord(40, 2));
      const wanted = log.lastPosition;
      log.flush();
      log.abandon();
      const last = allRecords(files).at(-1);
      expect(last).toMatchObject({ ...wanted, bytes: traceRecord(40, 2) });
    }
  });

  it('that one generation cannot hold are refused', () => {
    const log = startIn(memoryWithLogs());
    expect(codeOf(() => log.append(traceRecord(65_000, 1)))).toBeNull();
    expect(codeOf(() => log.append(new Uint8Array(FILE_BYTES)))).toBe(JET_errLogBufferTooSmall);
  });

  it('are durable after a flush and not before', () => {
    const log = startIn(memoryWithLogs());
    log.append(traceRecord(100, 1));
    const { generation, segment, offset } = log.lastPosition;
    expect(log.isDurable(generation, segment, offset)).toBe(false);
    log.flush();
    expect(log.isDurable(generation, segment, offset)).toBe(true);
    expect(log.isDurable(log.tip.generation, log.tip.segment, log.tip.offset)).toBe(false);
  });

  it('cost one sync for each flush that has something to flush', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    const before = files.journal.filter(({ kind }) => kind === 'sync').length;
    log.flush();
    log.append(traceRecord(100, 1));
    log.append(traceRecord(100, 2));
    log.flush();
    expect(files.journal.filter(({ kind }) => kind === 'sync').length).toBe(before + 1);
  });
});

describe('the last segment', () => {
  it('has its copy behind it, with the number of the original', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    log.append(traceRecord(500, 1));
    log.flush();
    log.abandon();
    const file = openLogFile(files, CURRENT);
    expect([1, 2, 3].map((segment) => file.judge(segment))).toEqual(['good', 'copy', 'blank']);
    expect(file.findEnd()).toEqual({ lastSegment: 1, isHealed: false, isTorn: false });
  });

  it('is read from its copy when it is torn', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    log.append(traceRecord(500, 1));
    log.flush();
    log.abandon();
    damage(files, CURRENT, LOG_SEGMENT_BYTES + 100, 700);
    const file = openLogFile(files, CURRENT);
    expect(file.findEnd()).toEqual({ lastSegment: 1, isHealed: true, isTorn: false });
    expect(typesOf(files)).toEqual([RECORD.init, RECORD.trace]);
  });

  it('is torn for good when its copy is torn too', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    for (let count = 0; count < 10; count++) log.append(traceRecord(1000, count));
    log.flush();
    const last = log.tip.segment;
    log.abandon();
    damage(files, CURRENT, last * LOG_SEGMENT_BYTES + 100, 700);
    damage(files, CURRENT, (last + 1) * LOG_SEGMENT_BYTES + 100, 700);
    expect(openLogFile(files, CURRENT).findEnd()).toEqual({
      lastSegment: last - 1,
      isHealed: false,
      isTorn: true,
    });
  });

  it('is the one whose end a crash lost, though later ones of the same flush are there', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    log.append(traceRecord(500, 1));
    log.flush();
    const { segment } = log.tip;
    const before = new Uint8Array(LOG_SEGMENT_BYTES);
    const file = files.open(CURRENT, 'write');
    file.read(before, 0, before.length, segment * LOG_SEGMENT_BYTES);
    for (let count = 2; count < 20; count++) log.append(traceRecord(1000, count));
    log.flush();
    log.abandon();
    const whole = openLogFile(files, CURRENT).findEnd().lastSegment;
    expect(whole).toBeGreaterThan(segment + 3);
    file.write(before, 0, before.length, segment * LOG_SEGMENT_BYTES);
    file.close();
    expect(openLogFile(files, CURRENT).findEnd()).toEqual({
      lastSegment: segment,
      isHealed: false,
      isTorn: true,
    });
    expect(typesOf(files)).toEqual([RECORD.init, RECORD.trace]);
    startIn(files).abandon();
    expect(openLogFile(files, CURRENT).findEnd().lastSegment).toBe(segment + 1);
  });

  it('that is damaged in the middle of the log is no end', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    for (let count = 0; count < 10; count++) log.append(traceRecord(1000, count));
    log.flush();
    log.abandon();
    damage(files, CURRENT, 2 * LOG_SEGMENT_BYTES + 100, 700);
    expect(codeOf(() => openLogFile(files, CURRENT).findEnd())).toBeJet('JET_errLogFileCorrupt');
  });
});

function damage(files: FileSystem, path: string, position: number, length: number): void {
  const file = files.open(path, 'write');
  file.write(new Uint8Array(length).fill(0xa5), 0, length, position);
  file.close();
}

describe('a full generation', () => {
  function filled(changes: Parameters<typeof testOwner>[0] = {}): {
    files: MemoryFileSystem;
    log: ReturnType<typeof startIn>;
  } {
    const files = memoryWithLogs();
    const log = startIn(files, testOwner(changes));
    for (let count = 0; log.generation < 4; count++) log.append(traceRecord(3000, count));
    log.flush();
    return { files, log };
  }

  it('gets its number, and the next one takes the name', () => {
    const { files, log } = filled();
    expect(files.list('/logs').filter((name) => name.endsWith('.log'))).toEqual([
      'edb.log',
      'edb00001.log',
      'edb00002.log',
      'edb00003.log',
    ]);
    expect(log.generation).toBe(4);
  });

  it('is followed by one that names it: signature, time, sum of its segments', () => {
    const { files } = filled();
    const [first, second] = ['/logs/edb00001.log', '/logs/edb00002.log'].map((path) => headerOf(files, path));
    expect(second.logSignature).toEqual(first.logSignature);
    expect(second.previousCreatedAt).toEqual(first.createdAt);
    expect(second.previousChecksum).toEqual(sumOf(files, '/logs/edb00001.log'));
  });

  it('never uses its last segment for records', () => {
    const { files } = filled();
    expect(openLogFile(files, '/logs/edb00001.log').findEnd().lastSegment).toBe(30);
  });

  it('is deleted when logging is circular and the checkpoint has passed it, but not while a backup reads it', () => {
    const { files, log } = filled({ isCircular: () => true });
    const names = (): string[] => files.list('/logs').filter((name) => /\d\.log$/.test(name));
    expect(names()).toHaveLength(3);
    log.moveCheckpoint({ generation: 3, segment: 1, offset: 0 });
    log.roll();
    expect(names()).toEqual(['edb00003.log', 'edb00004.log']);
    const kept = filled({ isCircular: () => true, keepFrom: () => 2 });
    kept.log.moveCheckpoint({ generation: 4, segment: 1, offset: 0 });
    kept.log.roll();
    expect(kept.files.list('/logs').filter((name) => /\d\.log$/.test(name))).toEqual([
      'edb00002.log',
      'edb00003.log',
      'edb00004.log',
    ]);
  });
});

function sumOf(files: FileSystem, path: string): Uint8Array {
  const log = openLogFile(files, path);
  const sum = new Uint8Array(8);
  const { lastSegment } = log.findEnd();
  for (let segment = 1; segment <= lastSegment; segment++) {
    const base = log.load(segment);
    for (let at = 0; at < 8; at++) sum[at] ^= log.bytes[base + at];
  }
  return sum;
}

const startWithSize = (files: FileSystem, fileKib: number | null): LogStream =>
  startLog(folderIn(files), testOwner(), { ...START_OPTIONS, fileKib }, emptyRecovery());

describe('a log that ended cleanly', () => {
  it('has Term at its end, where the checkpoint points, and goes on in the next segment', () => {
    const files = memoryWithLogs();
    startIn(files).end();
    const { checkpoint } = checkpointOf(files);
    const records = recordsOf(files, CURRENT);
    expect(records.map(({ type }) => type)).toEqual([RECORD.init, RECORD.term]);
    expect(checkpoint.position).toEqual({ generation: 1, segment: 1, offset: records[1].offset });
    expect(checkpoint.version & 1).toBe(0);
    const log = startIn(files);
    expect(log.lastPosition).toEqual({ generation: 1, segment: 2, offset: 0 });
    expect(typesOf(files)).toEqual([RECORD.init, RECORD.term, RECORD.init]);
  });

  it('goes on in a new generation when its file is full', () => {
    const files = memoryWithLogs();
    for (let run = 0; run < 35; run++) startIn(files).end();
    expect(files.list('/logs')).toContain('edb00001.log');
    const types = allRecords(files).map(({ type }) => type);
    expect(types).toEqual(Array.from({ length: 70 }, (_, index) => (index % 2 ? RECORD.term : RECORD.init)));
    expect(headerOf(files, CURRENT).previousChecksum).toEqual(sumOf(files, '/logs/edb00001.log'));
  });

  it('goes on without its checkpoint, and with a damaged one', () => {
    const files = memoryWithLogs();
    startIn(files).end();
    files.remove('/logs/edb.chk');
    startIn(files).end();
    damage(files, '/logs/edb.chk', 8, 8184);
    startIn(files).end();
    expect(checkpointOf(files).checkpoint.position).toEqual({ generation: 1, segment: 3, offset: 651 });
  });

  it('takes the size of its files from the logs that are there, or refuses another', () => {
    const files = memoryWithLogs();
    startIn(files).end();
    startWithSize(files, null).end();
    const before = digestOf(files);
    expect(codeOf(() => startWithSize(files, 256))).toBe(JET_errLogFileSizeMismatchDatabasesConsistent);
    expect(digestOf(files)).toBe(before);
  });

  it('is of one page size', () => {
    const files = memoryWithLogs();
    startIn(files).end();
    expect(codeOf(() => startIn(files, testOwner({ pageBytes: 8192 })))).toBe(JET_errPageSizeMismatch);
  });

  it('does not take a checkpoint of another log, and recovers as without one', () => {
    const files = memoryWithLogs();
    startIn(files).end();
    const other = memoryWithLogs();
    startIn(other, testOwner({ randomness: { nextU32: () => 77 } })).end();
    const file = files.open('/logs/edb.chk', 'write');
    file.write(readStart(other.open('/logs/edb.chk', 'read'), 8192), 0, 8192, 0);
    file.close();
    expect(checkpointSeenIn(files)).toBeNull();
  });
});

/** The checkpoint that recovery is given; undefined when none is asked for. */
function checkpointSeenIn(files: FileSystem): Checkpoint | null | undefined {
  let seen: Checkpoint | null | undefined;
  const recovery = emptyRecovery();
  startIn(files, testOwner(), {
    ...recovery,
    redo: (_folder, survey) => {
      seen = survey.checkpoint;
      return survey;
    },
  }).abandon();
  return seen;
}

describe('a log that did not end', () => {
  it('is recovered, and goes on behind what recovery wrote', () => {
    const files = memoryWithLogs();
    startIn(files).abandon();
    startIn(files).abandon();
    startIn(files).end();
    const recovered = [RECORD.recoveryUndo, RECORD.recoveryQuit, RECORD.init];
    expect(typesOf(files)).toEqual([RECORD.init, ...recovered, ...recovered, RECORD.term]);
  });

  it('is left as it is when recovery fails, and nobody owns it', () => {
    const files = memoryWithLogs();
    startIn(files).abandon();
    const before = digestOf(files);
    const refuse = (): never => fail(JET_errDatabaseDirtyShutdown, 'no recovery today');
    const start = (): unknown => startIn(files, testOwner(), { ...emptyRecovery(), redo: refuse });
    expect(codeOf(start)).toBe(JET_errDatabaseDirtyShutdown);
    expect(codeOf(start)).toBe(JET_errDatabaseDirtyShutdown);
    expect(digestOf(files)).toBe(before);
  });

  it('with its older files alone goes on in a new one, which follows the last of them', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    log.roll();
    log.end();
    files.remove(CURRENT);
    startIn(files).abandon();
    const first = headerOf(files, '/logs/edb00001.log');
    const made = headerOf(files, CURRENT);
    expect(made.generation).toBe(2);
    expect(made.previousCreatedAt).toEqual(first.createdAt);
    expect(made.logSignature).toEqual(first.logSignature);
    expect(made.previousChecksum).toEqual(sumOf(files, '/logs/edb00001.log'));
  });

  it('tells recovery of a current log that is damaged', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    log.roll();
    log.abandon();
    damage(files, CURRENT, 100, 101);
    let survey: LogSurvey | null = null;
    const look = (_folder: LogFolder, seen: LogSurvey): LogSurvey => (survey = seen);
    expect(codeOf(() => startIn(files, testOwner(), { ...emptyRecovery(), redo: look }))).toBeNull();
    expect(survey).toMatchObject({ current: null, damage: { err: JET_errLogFileCorrupt } });
  });
});

describe('a log that has to be there', () => {
  it('is missed, and not made', () => {
    const files = memoryWithLogs();
    const options = { ...START_OPTIONS, mustExist: true };
    const start = (): unknown => startLog(folderIn(files), testOwner(), options, emptyRecovery());
    expect(codeOf(start)).toBe(JET_errMissingLogFile);
    expect(files.exists(CURRENT)).toBe(false);
  });
});

describe('ownership', () => {
  it('keeps a second user out of the folder until the first ends', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    expect(codeOf(() => startIn(files))).toBe(JET_errFileAccessDenied);
    log.abandon();
    expect(codeOf(() => startIn(files))).toBeNull();
  });
});

describe('a failing disk', () => {
  it.each(['write', 'sync'] as const)('at a %s breaks the log for good', (operation) => {
    const files = memoryWithLogs();
    const owner = testOwner();
    const log = startIn(files, owner);
    log.append(traceRecord(100, 1));
    files.failNth(operation, 1, 'EIO');
    expect(codeOf(() => log.flush())).toBe(JET_errLogWriteFail);
    expect(owner.broken).toEqual([JET_errLogWriteFail]);
    expect(codeOf(() => log.flush())).toBe(JET_errLogWriteFail);
    expect(codeOf(() => log.append(traceRecord(100, 2)))).toBe(JET_errLogWriteFail);
    expect(owner.broken).toHaveLength(1);
  });

  it('without room gives a reserve to the next generation, until there is none', () => {
    const files = memoryWithLogs();
    const owner = testOwner();
    const log = startIn(files, owner);
    for (const left of [['edbres00001.jrs'], []]) {
      log.append(traceRecord(10, 1));
      log.flush();
      files.failNth('write', 1, 'ENOSPC');
      log.roll();
      expect(files.list('/logs').filter((name) => name.endsWith('.jrs'))).toEqual(left);
      expect(headerOf(files, CURRENT).flags & 1).toBe(1);
    }
    files.failNth('write', 1, 'ENOSPC');
    expect(codeOf(() => log.roll())).toBe(JET_errLogDiskFull);
    expect(owner.broken).toEqual([JET_errLogDiskFull]);
  });
});

describe('after a power loss at any moment', () => {
  it('everything flushed is there, in order and without gaps, and the log starts again', () => {
    const files = memoryWithLogs();
    const log = startIn(files);
    const acknowledged: { entries: number; count: number }[] = [];
    let count = 0;
    for (let flush = 0; flush < 28; flush++) {
      for (let each = 0; each <= flush % 5; each++)
        log.append(traceRecord(40 + ((flush * 977) % 5000), count++));
      log.flush();
      acknowledged.push({ entries: files.journal.length, count });
    }
    expect(log.generation).toBeGreaterThan(1);
    log.abandon();
    const begun = files.journal.findIndex(({ kind }) => kind === 'rename');
    let tried = 0;
    for (const { afterEntries, image } of crashStates(files.journal, { draws: 1, step: 2, seed: 11 })) {
      if (afterEntries <= begun + 2) continue;
      const crashed = new MemoryFileSystem(image);
      const least = acknowledged.filter(({ entries }) => entries <= afterEntries).at(-1)?.count ?? 0;
      const found = allRecords(crashed).filter(({ type }) => type === RECORD.trace);
      expect(found.length).toBeGreaterThanOrEqual(least);
      found.forEach(({ bytes }, seed) => expect(bytes[1] | (bytes[2] << 8)).toBe(seed));
      const next = startIn(crashed);
      next.append(traceRecord(6000, found.length));
      next.flush();
      next.abandon();
      expect(allRecords(crashed).filter(({ type }) => type === RECORD.trace)).toHaveLength(found.length + 1);
      tried++;
    }
    expect(tried).toBeGreaterThan(100);
  }, 120_000);
});
