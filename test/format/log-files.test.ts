import { describe, expect, it } from '@jest/globals';
import {
  ATTACHMENT_LIST_BYTES,
  buildAttachments,
  parseAttachments,
  type Attachment,
} from '../../src/format/attachments';
import {
  BACKUP_TRAILER,
  blankBackupTrailer,
  encodeBackupTrailer,
  readBackupTrailer,
  trailerBelongsTo,
} from '../../src/format/backup-trailer';
import {
  blankCheckpoint,
  CHECKPOINT,
  CHECKPOINT_BYTES,
  CHECKPOINT_FILE_BYTES,
  CHECKPOINT_HAS_ATTACHMENTS,
  encodeCheckpoint,
  readCheckpoint,
} from '../../src/format/checkpoint';
import { findDatabaseHeader } from '../../src/format/database-header';
import { FILE_TYPE_DATABASE } from '../../src/format/file-type';
import { sealHeader } from '../../src/format/header-page';
import {
  blankLogHeader,
  encodeLogHeader,
  LOG_CIRCULAR_EVER,
  LOG_CIRCULAR_NOW,
  LOG_HEADER,
  LOG_HEADER_BYTES,
  LOG_MAJOR,
  LOG_MINOR,
  LOG_RESERVE_USED,
  LOG_UPDATE_MAJOR,
  LOG_UPDATE_MINOR,
  readLogHeader,
} from '../../src/format/log-header';
import { NULL_POSITION } from '../../src/format/log-position';
import {
  LOG_SEGMENT_BYTES,
  LOG_SEGMENT_HEADER,
  LOG_SEGMENT_HEADER_BYTES,
  sealSegment,
  verifySegment,
} from '../../src/format/log-segment';
import { PAGE_BAD, PAGE_GOOD, PAGE_REPAIRED } from '../../src/format/page-checksum';
import { makeSignature } from '../../src/format/signature';
import { codeOf } from '../support/code-of';
import { sharedWords } from '../support/databases';
import { describeShared, sharedBytes } from '../support/shared';

const LOGS = [
  'fixtures/backupset4k/edb00001.log.gz',
  'fixtures/backupset4k/edb00002.log.gz',
  'fixtures/dirty32k/edb.log.gz',
  'fixtures/dirty4k/edb.log.gz',
  'fixtures/dirty4k-all/edb.log.gz',
  'fixtures/dirty4k-all/edb00001.log.gz',
  'fixtures/streamset4k/edb00001.log.gz',
  'fixtures/streamset4k/edb00002.log.gz',
];
const CHECKPOINTS = ['dirty32k', 'dirty4k', 'dirty4k-all'].map((name) => `fixtures/${name}/edb.chk.gz`);

describeShared('a log of the engine', 'fixtures', () => {
  it.each(LOGS)('has a header that is read and written back byte for byte: %s', (path) => {
    const bytes = sharedBytes(path);
    const header = readLogHeader(bytes);
    expect(header).toMatchObject({
      major: LOG_MAJOR,
      minor: LOG_MINOR,
      updateMajor: LOG_UPDATE_MAJOR,
      updateMinor: LOG_UPDATE_MINOR,
    });
    expect(header.fileSegments * header.segmentBytes).toBe(bytes.length);
    expect(Buffer.compare(encodeLogHeader(header), bytes.subarray(0, LOG_HEADER_BYTES))).toBe(0);
  });

  it.each(LOGS)('names its attached databases in the form in which they are written: %s', (path) => {
    const { attachments: list } = readLogHeader(sharedBytes(path));
    const attachments = parseAttachments(list);
    expect(attachments).not.toBeNull();
    expect(Buffer.compare(buildAttachments(attachments ?? []), list)).toBe(0);
  });

  it.each(LOGS)('has segments that carry the checksum for their number: %s', (path) => {
    const words = sharedWords(path);
    const bytes = new Uint8Array(words.buffer);
    const { generation } = readLogHeader(bytes);
    let segment = 1;
    for (
      ;
      LOG_SEGMENT_HEADER.get(bytes, 'position', segment * LOG_SEGMENT_BYTES).segment === segment;
      segment++
    ) {
      const header = LOG_SEGMENT_HEADER.decode(bytes, segment * LOG_SEGMENT_BYTES);
      expect(header.position).toEqual({ generation, segment, offset: 0 });
      expect(verifySegment(words, (segment * LOG_SEGMENT_BYTES) / 4, segment)).toBe(PAGE_GOOD);
    }
    expect(segment).toBeGreaterThan(2);
  });
});

describe('a log segment', () => {
  it('is repaired when one bit is wrong and refused under another number', () => {
    const words = new Uint32Array(LOG_SEGMENT_BYTES / 4).fill(0x12345678);
    sealSegment(words, 0, 77);
    words[LOG_SEGMENT_HEADER_BYTES / 4] ^= 8;
    expect(verifySegment(words, 0, 77)).toBe(PAGE_REPAIRED);
    expect(verifySegment(words, 0, 78)).toBe(PAGE_BAD);
  });
});

describe('readLogHeader', () => {
  const damaged = (change: (bytes: Uint8Array) => void): number | null => {
    const bytes = encodeLogHeader({
      ...blankLogHeader(),
      generation: 3,
      flags: LOG_CIRCULAR_NOW | LOG_CIRCULAR_EVER,
    });
    change(bytes);
    return codeOf(() => readLogHeader(bytes));
  };

  it('takes what was encoded', () => {
    const header = { ...blankLogHeader(), generation: 3, flags: LOG_RESERVE_USED };
    expect(readLogHeader(encodeLogHeader(header))).toMatchObject({ generation: 3, flags: LOG_RESERVE_USED });
  });

  it('fails with JET_errLogFileCorrupt when the checksum is wrong or bytes are missing', () => {
    expect(damaged((bytes) => void (bytes[4000] ^= 1))).toBeJet('JET_errLogFileCorrupt');
    expect(codeOf(() => readLogHeader(encodeLogHeader(blankLogHeader()).subarray(0, 4092)))).toBeJet(
      'JET_errLogFileCorrupt',
    );
  });

  it('fails with JET_errFileInvalidType for a file of another type', () => {
    const err = damaged((bytes) => {
      LOG_HEADER.set(bytes, 'fileType', FILE_TYPE_DATABASE);
      sealHeader(bytes);
    });
    expect(err).toBeJet('JET_errFileInvalidType');
  });

  it('fails with JET_errBadLogVersion for a format that it does not know', () => {
    for (const field of ['major', 'minor', 'updateMajor'] as const) {
      const err = damaged((bytes) => {
        LOG_HEADER.set(bytes, field, 9999);
        sealHeader(bytes);
      });
      expect(err).toBeJet('JET_errBadLogVersion');
    }
  });

  it('fails with JET_errLogFileCorrupt for segments of another size', () => {
    const err = damaged((bytes) => {
      LOG_HEADER.set(bytes, 'segmentBytes', 512);
      sealHeader(bytes);
    });
    expect(err).toBeJet('JET_errLogFileCorrupt');
  });
});

const ATTACHMENT: Attachment = {
  databaseId: 1,
  databaseTime: 0x1234_5678_9abcn,
  lastObjectId: 20,
  maximumPages: 0,
  attachPosition: { generation: 2, segment: 5, offset: 77 },
  consistentPosition: NULL_POSITION,
  databaseSignature: makeSignature(1, 2),
  path: '/data/Straße/a.edb',
  isSparse: false,
};

describe('the list of attachments', () => {
  it('comes back as it was built', () => {
    const list = [ATTACHMENT, { ...ATTACHMENT, databaseId: 2, path: 'b', isSparse: true }];
    expect(parseAttachments(buildAttachments(list))).toEqual(list);
    expect(parseAttachments(buildAttachments([]))).toEqual([]);
  });

  it('fails with JET_errTooManyAttachedDatabases when it does not fit', () => {
    const long = { ...ATTACHMENT, path: 'x'.repeat(260) };
    expect(codeOf(() => buildAttachments([long, long, long]))).toBeNull();
    expect(codeOf(() => buildAttachments([long, long, long, long]))).toBeJet(
      'JET_errTooManyAttachedDatabases',
    );
  });

  it('is none when an entry runs over the end', () => {
    const bytes = buildAttachments([ATTACHMENT]);
    bytes[3] = 0xff; // the length of the path
    expect(parseAttachments(bytes)).toBeNull();
    expect(parseAttachments(new Uint8Array(ATTACHMENT_LIST_BYTES).fill(1))).toBeNull();
    expect(parseAttachments(Uint8Array.of(1, 0, 0))).toBeNull();
  });
});

describeShared('a checkpoint of the engine', 'fixtures', () => {
  it.each(CHECKPOINTS)('is read and written back byte for byte: %s', (path) => {
    const bytes = sharedBytes(path);
    const { checkpoint, damagedCopy } = readCheckpoint(bytes);
    expect(damagedCopy).toBe('none');
    expect(checkpoint.position.generation).toBeGreaterThan(0);
    const copy = encodeCheckpoint(checkpoint);
    expect(Buffer.compare(Buffer.concat([copy, copy]), bytes)).toBe(0);
    expect(parseAttachments(checkpoint.attachments)).not.toBeNull();
  });
});

describe('readCheckpoint', () => {
  const copyAt = (segment: number): Uint8Array =>
    encodeCheckpoint({
      ...blankCheckpoint(),
      position: { generation: 1, segment, offset: 0 },
      consistencyPosition: { generation: 1, segment, offset: 0 },
    });

  it('believes the first good copy', () => {
    const file = Buffer.concat([copyAt(2), copyAt(1)]);
    expect(file).toHaveLength(CHECKPOINT_FILE_BYTES);
    expect(readCheckpoint(file)).toMatchObject({
      damagedCopy: 'second',
      checkpoint: { position: { segment: 2 } },
    });
    file[100] ^= 1;
    expect(readCheckpoint(file)).toMatchObject({
      damagedCopy: 'first',
      checkpoint: { position: { segment: 1 } },
    });
  });

  it('reads a file that has only one copy', () => {
    expect(readCheckpoint(copyAt(4))).toMatchObject({
      damagedCopy: 'second',
      checkpoint: { version: CHECKPOINT_HAS_ATTACHMENTS },
    });
  });

  it('takes the position itself where an older engine left no consistency position', () => {
    const position = { generation: 3, segment: 9, offset: 0 };
    const { checkpoint } = readCheckpoint(encodeCheckpoint({ ...blankCheckpoint(), position }));
    expect(checkpoint.consistencyPosition).toEqual(position);
  });

  it('fails with JET_errCheckpointCorrupt when neither copy is good', () => {
    const file = Buffer.concat([copyAt(2), copyAt(2)]);
    file[0] ^= 1;
    file[CHECKPOINT_BYTES] ^= 1;
    expect(codeOf(() => readCheckpoint(file))).toBeJet('JET_errCheckpointCorrupt');
    expect(codeOf(() => readCheckpoint(new Uint8Array(0)))).toBeJet('JET_errCheckpointCorrupt');
  });

  it('fails with JET_errFileInvalidType for a file of another type', () => {
    const file = copyAt(2);
    CHECKPOINT.set(file, 'fileType', FILE_TYPE_DATABASE);
    sealHeader(file);
    expect(codeOf(() => readCheckpoint(file))).toBeJet('JET_errFileInvalidType');
  });
});

describeShared('the trailer of a database copied by the engine', 'fixtures', () => {
  it.each(['fixtures/streamset4k/a.db.gz', 'fixtures/backupset4k/a.db.gz'])(
    'names the logs that it needs: %s',
    (path) => {
      const bytes = sharedBytes(path);
      const page = bytes.subarray(bytes.length - 4096);
      const trailer = readBackupTrailer(page);
      expect(trailer.backup).toMatchObject({ lowGeneration: 1, highGeneration: 2 });
      expect(Buffer.compare(encodeBackupTrailer(trailer, 4096), page)).toBe(0);
      const header = findDatabaseHeader(bytes.subarray(0, 65536))?.header;
      expect(header && trailerBelongsTo(trailer, header)).toBe(true);
      expect(header?.currentFullBackup).toMatchObject({ lowGeneration: 1, highGeneration: 0 });
    },
  );
});

describe('readBackupTrailer', () => {
  it('fails with JET_errBadPatchPage when the page is damaged or no trailer', () => {
    const page = encodeBackupTrailer({ ...blankBackupTrailer(), maximumCommitted: 5 }, 8192);
    expect(readBackupTrailer(page).maximumCommitted).toBe(5);
    page[8191] ^= 1;
    expect(codeOf(() => readBackupTrailer(page))).toBeJet('JET_errBadPatchPage');
    expect(codeOf(() => readBackupTrailer(new Uint8Array(BACKUP_TRAILER.size - 4)))).toBeJet(
      'JET_errBadPatchPage',
    );
    expect(codeOf(() => readBackupTrailer(new Uint8Array(4096)))).toBeJet('JET_errBadPatchPage');
  });
});
