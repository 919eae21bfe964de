import { describe, expect, it } from '@jest/globals';
import {
  blankDatabaseHeader,
  DATABASE_HEADER,
  DATABASE_MAGIC,
  DATABASE_UPDATE,
  DATABASE_VERSION,
  encodeDatabaseHeader,
  findDatabaseHeader,
  HEADER_ESENT_ATTACHED,
  HEADER_SHADOW_CATALOG_DISABLED,
  readDatabaseHeader,
  requireDatabaseFile,
  requireReadableVersion,
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
import {
  FILE_TYPE_CHECKPOINT,
  FILE_TYPE_DATABASE,
  FILE_TYPE_LOG,
  FILE_TYPE_TEMPORARY_DATABASE,
  FILE_TYPE_UNKNOWN,
} from '../../src/format/file-type';
import { sealHeader, type ByteSource } from '../../src/format/header-page';
import { makeSignature } from '../../src/format/signature';
import { codeOf } from '../support/code-of';
import { DATABASES } from '../support/databases';
import { describeShared, sharedBytes } from '../support/shared';

const PAGE_SIZES = [2048, 4096, 8192, 16384, 32768];

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: () => bytes.length,
    read(target, targetOffset, length, position) {
      const part = bytes.subarray(position, position + length);
      target.set(part, targetOffset);
      return part.length;
    },
  };
}

function headerOf(pageBytes: number, change: Partial<DatabaseHeader> = {}): DatabaseHeader {
  const databaseSignature = makeSignature(42, 1_700_000_000_000);
  return {
    ...blankDatabaseHeader(pageBytes),
    databaseSignature,
    state: STATE_CLEAN,
    lastObjectId: 9,
    ...change,
  };
}

/** Both copies and one page behind them. */
function fileOf(header: DatabaseHeader): Uint8Array {
  const page = encodeDatabaseHeader(header);
  return Buffer.concat([page, page, new Uint8Array(page.length)]);
}

describeShared('the header of a database of the engine', 'samples', () => {
  it.each(DATABASES)('is found with its page size, both copies good: $path', ({ path, pageBytes }) => {
    const bytes = sharedBytes(path);
    const found = readDatabaseHeader(sourceOf(bytes));
    expect(found).toMatchObject({ pageBytes, damagedCopy: 'none' });
    expect(found.header).toMatchObject({
      magic: DATABASE_MAGIC,
      version: DATABASE_VERSION,
      attributes: 0,
      fileType: FILE_TYPE_DATABASE,
    });
    expect([STATE_DIRTY, STATE_CLEAN]).toContain(found.header.state);
    requireReadableVersion(found, pageBytes);
    requireDatabaseFile(found.header);
  });

  it.each(DATABASES)('is written back byte for byte: $path', ({ path, pageBytes }) => {
    const bytes = sharedBytes(path);
    const encoded = encodeDatabaseHeader(readDatabaseHeader(sourceOf(bytes)).header);
    expect(Buffer.compare(encoded, bytes.subarray(0, pageBytes))).toBe(0);
  });
});

describe('findDatabaseHeader', () => {
  it.each(PAGE_SIZES)('finds a header of %i-byte pages without being told their size', (pageBytes) => {
    const header = headerOf(pageBytes);
    const found = findDatabaseHeader(fileOf(header));
    expect(found).toMatchObject({ pageBytes, damagedCopy: 'none' });
    expect(found?.header).toEqual({ ...header, checksum: found?.header.checksum });
  });

  it('takes a stated page size of 0 for 4096', () => {
    const header = headerOf(4096, { pageBytes: 0 });
    expect(findDatabaseHeader(fileOf(header))).toMatchObject({ pageBytes: 4096, header: { pageBytes: 0 } });
  });

  it.each(PAGE_SIZES)('falls back on the second copy when the first of %i bytes is damaged', (pageBytes) => {
    const file = fileOf(headerOf(pageBytes));
    file[700] ^= 1;
    expect(findDatabaseHeader(file)).toMatchObject({
      pageBytes,
      damagedCopy: 'first',
      header: { lastObjectId: 9 },
    });
  });

  it('reports a damaged second copy', () => {
    const file = fileOf(headerOf(8192));
    file[8192 + 5000] ^= 1;
    expect(findDatabaseHeader(file)).toMatchObject({ pageBytes: 8192, damagedCopy: 'second' });
  });

  it('believes the first of two good copies that differ, as a crash between the two writes leaves them', () => {
    const file = Buffer.concat([
      encodeDatabaseHeader(headerOf(4096, { lastObjectId: 10 })),
      encodeDatabaseHeader(headerOf(4096, { lastObjectId: 9 })),
    ]);
    expect(findDatabaseHeader(file)).toMatchObject({ damagedCopy: 'second', header: { lastObjectId: 10 } });
  });

  it('finds the first copy in a file cut off behind it', () => {
    expect(findDatabaseHeader(fileOf(headerOf(4096)).subarray(0, 5000))).toMatchObject({
      damagedCopy: 'second',
    });
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a few bytes', Buffer.from('junk')],
    ['text', Buffer.from('junk'.repeat(40_000))],
    ['zeros', new Uint8Array(70_000)],
    ['half a header', fileOf(headerOf(4096)).subarray(0, 4095)],
  ])('finds none in %s', (_what, bytes) => {
    expect(findDatabaseHeader(bytes)).toBeNull();
    expect(codeOf(() => readDatabaseHeader(sourceOf(bytes)))).toBeJet('JET_errReadVerifyFailure');
  });

  it('finds none when both copies are damaged', () => {
    const file = fileOf(headerOf(4096));
    file[8] ^= 1;
    file[4096 + 9] ^= 1;
    expect(findDatabaseHeader(file)).toBeNull();
  });
});

describe('the checks of an attach', () => {
  const check = (change: Partial<DatabaseHeader>, instancePageBytes = 4096): number | null =>
    codeOf(() => {
      const found = readDatabaseHeader(sourceOf(fileOf(headerOf(4096, change))));
      requireReadableVersion(found, instancePageBytes);
      requireDatabaseFile(found.header);
    });

  it('pass for what this engine writes', () => {
    expect(check({ updateMajor: DATABASE_UPDATE })).toBeNull();
    expect(check({ fileType: FILE_TYPE_TEMPORARY_DATABASE })).toBeNull();
    expect(check({ fileType: FILE_TYPE_UNKNOWN })).toBeNull();
  });

  it('refuse another page size than that of the instance before anything else', () => {
    expect(check({ magic: 1 }, 8192)).toBeJet('JET_errPageSizeMismatch');
  });

  it('refuse another magic number, an older version, and a newer format', () => {
    expect(check({ magic: 1 })).toBeJet('JET_errInvalidDatabaseVersion');
    expect(check({ version: 0x600 })).toBeJet('JET_errInvalidDatabaseVersion');
    expect(check({ updateMajor: 100_000 })).toBeJet('JET_errInvalidDatabaseVersion');
  });

  it('refuse a file of another kind', () => {
    expect(check({ fileType: FILE_TYPE_LOG })).toBeJet('JET_errDatabaseCorrupted');
    expect(check({ fileType: FILE_TYPE_CHECKPOINT })).toBeJet('JET_errDatabaseCorrupted');
    expect(check({ attributes: 1 })).toBeJet('JET_errDatabaseCorrupted');
  });
});

describe('a field of the header', () => {
  it('changes in place, and the checksum with it', () => {
    const file = fileOf(headerOf(4096, { flags: HEADER_ESENT_ATTACHED }));
    const page = file.subarray(0, 4096);
    DATABASE_HEADER.set(page, 'state', STATE_DIRTY);
    DATABASE_HEADER.set(page, 'flags', DATABASE_HEADER.get(page, 'flags') | HEADER_SHADOW_CATALOG_DISABLED);
    sealHeader(page);
    expect(findDatabaseHeader(file)?.header).toMatchObject({ state: STATE_DIRTY, flags: 0x1000001 });
  });

  it('state has the values that callers see', () => {
    const states = [
      STATE_JUST_CREATED,
      STATE_DIRTY,
      STATE_CLEAN,
      STATE_BEING_CONVERTED,
      STATE_FORCE_DETACHED,
      STATE_RESEED_IN_PROGRESS,
      STATE_DIRTY_AND_PATCHED,
      STATE_REVERT_IN_PROGRESS,
    ];
    expect(states).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
