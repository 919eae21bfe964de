/** Where recovery looks for a database that the log names. */
import { describe, expect, it } from '@jest/globals';
import { makeSignature } from '../../src/format/signature';
import { decodeCreate, encodeCreate } from '../../src/log/creation-records';
import { DatabaseMap } from '../../src/recovery/database-map';
import { codeOf } from '../support/code-of';
import { MemoryFileSystem } from '../support/memory-file-system';
import { committedLeftovers } from '../support/recovered';

const NOBODY = makeSignature(1, 1e12);
const LOGGED = 'C:\\fx\\logs\\a.db';
const mapOf = (entries: readonly { from: string; to: string }[], folder = ''): DatabaseMap =>
  new DatabaseMap(new MemoryFileSystem(undefined, { keepsJournal: false }), entries, folder);

describe('a map', () => {
  it('gives a database that is to be made the entry that ends its name best', () => {
    const map = mapOf([
      { from: 'a.db', to: '/short.db' },
      { from: 'logs/A.DB', to: '/long.db' },
      { from: 'b.db', to: '/other.db' },
    ]);
    expect(map.find(LOGGED, NOBODY, true)).toBe('/long.db');
    expect(map.find(LOGGED, NOBODY, false)).toBeNull();
  });

  it('is refused with an entry that leads nowhere, or with more than there can be', () => {
    expect(codeOf(() => mapOf([{ from: LOGGED, to: '' }]))).toBeJet('JET_errDatabaseInvalidName');
    const many = Array.from({ length: 15 }, (_, index) => ({ from: `${index}`, to: `/${index}.db` }));
    expect(codeOf(() => mapOf(many))).toBeJet('JET_errInvalidParameter');
  });

  it('leads to the other folder, if there is one', () => {
    expect(mapOf([], '/moved').elsewhere(LOGGED)).toBe('/moved/a.db');
    expect(mapOf([]).elsewhere('/where/a.db')).toBe('/where/a.db');
  });
});

describe('the record of a creation', () => {
  it('is read and written as the real engine has it', () => {
    const log = committedLeftovers().get('edb00001.log') ?? Buffer.alloc(0);
    const [start, length] = [4096 + 616, 93];
    const record = decodeCreate(log, start);
    expect(record).toMatchObject({ databaseId: 1, version: 2, path: 'C:\\fx\\dirty4k-all\\a.db' });
    expect(Buffer.from(encodeCreate(record)).equals(log.subarray(start, start + length))).toBe(true);
  });
});
