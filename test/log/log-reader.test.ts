import { describe, expect, it } from '@jest/globals';
import { parseAttachments } from '../../src/format/attachments';
import { LOG_SEGMENT_BYTES, LOG_SEGMENT_HEADER_BYTES } from '../../src/format/log-segment';
import { LogFile, openLogFile } from '../../src/log/log-file';
import { LogFolder } from '../../src/log/log-folder';
import { LogReader } from '../../src/log/log-reader';
import { recordBytes, recordName, RECORD, CUT_RECORD, UNKNOWN_RECORD } from '../../src/log/record-types';
import { decodeAttach, decodeDetach, encodeAttach, encodeDetach } from '../../src/log/records';
import { MemoryFileSystem } from '../support/memory-file-system';
import { describeShared, sharedBytes } from '../support/shared';

const FIXTURE_LOGS: readonly (readonly [path: string, segments: number, records: number])[] = [
  ['dirty4k/edb.log', 25, 1020],
  ['dirty4k-all/edb00001.log', 30, 1486],
  ['dirty4k-all/edb.log', 12, 288],
  ['dirty32k/edb.log', 23, 949],
  ['streamset4k/edb00001.log', 30, 1475],
  ['streamset4k/edb00002.log', 12, 259],
  ['backupset4k/edb00001.log', 30, 1475],
  ['backupset4k/edb00002.log', 10, 255],
];

function opened(fixture: string): LogFile {
  const files = new MemoryFileSystem();
  const file = files.open('/x.log', 'create');
  const bytes = sharedBytes(`fixtures/${fixture}.gz`);
  file.write(bytes, 0, bytes.length, 0);
  return openLogFile(files, '/x.log');
}

/** Bytes of all segments with records that the reader did not deliver as part of a record: fillers and frames. */
function bytesLeftOver(log: LogFile): number {
  let left = 0;
  const { lastSegment } = log.findEnd();
  for (let segment = 1; segment <= lastSegment; segment++) {
    const base = log.load(segment);
    let at = base + LOG_SEGMENT_HEADER_BYTES;
    const end = base + LOG_SEGMENT_BYTES;
    while (at < end && log.bytes[at] !== RECORD.nop) at += recordBytes(log.bytes, at, end);
    left += log.bytes.subarray(at, end).filter((byte) => byte !== 0).length;
    if (at > end) left += at - end;
  }
  return left;
}

describeShared('logs of the real engine', 'fixtures', () => {
  it.each(FIXTURE_LOGS)('%s: every record is parsed and no byte is left over', (path, segments, records) => {
    const log = opened(path);
    expect(log.findEnd()).toEqual({ lastSegment: segments, isHealed: false, isTorn: false });
    expect(bytesLeftOver(log)).toBe(0);
    const reader = new LogReader(log);
    let count = 0;
    while (reader.next()) {
      expect(recordBytes(reader.bytes, reader.start, reader.start + reader.length)).toBe(reader.length);
      count++;
    }
    expect(count).toBe(records);
    expect(reader.nextPosition).toEqual({ generation: log.generation, segment: segments + 1, offset: 0 });
  });

  it('begin with Init in the first generation only, where the headers have the attached databases', () => {
    const [first, second] = ['dirty4k-all/edb00001.log', 'dirty4k-all/edb.log'].map(opened);
    const types = [first, second].map((log) => {
      const reader = new LogReader(log);
      reader.next();
      return reader.type;
    });
    expect(types).toEqual([RECORD.init, RECORD.insert]);
    expect(parseAttachments(first.header.attachments)).toEqual([]);
    expect(parseAttachments(second.header.attachments)).toMatchObject([
      { databaseId: 1, path: 'C:\\fx\\dirty4k-all\\a.db', attachPosition: { generation: 1, segment: 1 } },
    ]);
  });

  it('are read from the middle as from the beginning', () => {
    const log = opened('streamset4k/edb00001.log');
    const reader = new LogReader(log);
    const positions: string[] = [];
    while (reader.next())
      positions.push(`${reader.position.segment}:${reader.position.offset}:${reader.type}`);
    for (const index of [0, 1, 400, 1000, 1400]) {
      const [segment, offset] = positions[index].split(':').map(Number);
      reader.seek(segment, offset);
      const again: string[] = [];
      while (reader.next()) again.push(`${reader.position.segment}:${reader.position.offset}:${reader.type}`);
      expect(again).toEqual(positions.slice(index));
    }
  });
});

describe('the length of a record', () => {
  it('is known for every type up to 101 but those that no log has any more', () => {
    const unknown = Array.from({ length: 256 }, (_, type) => type).filter(
      (type) => recordBytes(new Uint8Array(1000).fill(type, 0, 1), 0, 1000) === UNKNOWN_RECORD,
    );
    const gone = [3, 40, 41, 42, 43, 44, 47, 55, 56];
    const later = Array.from({ length: 154 }, (_, index) => index + 102);
    expect(unknown).toEqual([...gone, ...later]);
    expect(recordName(RECORD.split)).toBe('Split2');
    expect(recordName(200)).toBe('record type 200');
  });

  it('is not looked for in bytes that are not there', () => {
    expect(recordBytes(Uint8Array.of(RECORD.init, 0, 0), 0, 3)).toBe(CUT_RECORD);
  });

  it('leaves the form of differences and the version of a new database aside', () => {
    const replace = new Uint8Array(60).fill(RECORD.replaceDifference, 0, 1);
    replace.set([9, 0x80], 44);
    expect(recordBytes(replace, 0, 60)).toBe(59);
    const create = new Uint8Array(60).fill(RECORD.createDatabase, 0, 1);
    create.set([8, 0, 4], 40);
    expect(recordBytes(create, 0, 60)).toBe(43 + 8 + 4);
  });
});

describe('records of databases', () => {
  const signature = { random: 7, createdAt: someTime(), computerName: '' };

  it('are read as they were written', () => {
    const attach = {
      sessionId: 3,
      databaseId: 2,
      maximumPages: 300,
      consistentPosition: { generation: 5, segment: 6, offset: 7 },
      databaseSignature: signature,
      logSignature: { ...signature, random: 8 },
      path: '/data/Ærø.edb',
    };
    const bytes = encodeAttach(attach);
    expect(recordBytes(bytes, 0, bytes.length)).toBe(bytes.length);
    expect(decodeAttach(bytes, 0)).toEqual(attach);
    const detach = { sessionId: 3, databaseId: 2, path: '/data/Ærø.edb' };
    const detachBytes = encodeDetach(detach);
    expect(recordBytes(detachBytes, 0, detachBytes.length)).toBe(detachBytes.length);
    expect(decodeDetach(detachBytes, 0)).toEqual(detach);
  });
});

function someTime(): Parameters<typeof encodeAttach>[0]['databaseSignature']['createdAt'] {
  return {
    second: 1,
    minute: 2,
    hour: 3,
    day: 4,
    month: 5,
    yearSince1900: 126,
    millisecond: 789,
    isUtc: true,
    isSnapshot: false,
    unused: 0,
  };
}

describe('the names of log files', () => {
  const folder = (baseName = 'edb'): LogFolder => new LogFolder(new MemoryFileSystem(), '/l', '/s', baseName);

  it('have the generation in five hexadecimal digits, or in eight', () => {
    expect(folder().archived(0x1f)).toBe('/l/edb0001F.log');
    expect(folder().archived(0xfffff)).toBe('/l/edbFFFFF.log');
    expect(folder().archived(0x100000)).toBe('/l/edb00100000.log');
  });

  it('are recognised in any case, and nothing else is taken for one', () => {
    expect(folder().generationOf('/l/EDB0001f.LOG')).toBe(0x1f);
    for (const name of [
      'edb.log',
      'edbtmp.log',
      'edb0001.log',
      'edb00000.log',
      'v0100001.log',
      'edb00001.jrs',
    ])
      expect(folder().generationOf(name)).toBeNull();
    expect(folder('v01').generationOf('v0100001.log')).toBe(1);
  });

  it('keep checkpoint and reserves where they belong', () => {
    expect([folder().checkpoint, folder().current, folder().temporary, ...folder().reserves]).toEqual([
      '/s/edb.chk',
      '/l/edb.log',
      '/l/edbtmp.log',
      '/l/edbres00001.jrs',
      '/l/edbres00002.jrs',
    ]);
  });
});
