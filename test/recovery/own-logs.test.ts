import { describe, expect, it } from '@jest/globals';
import type { Tree } from '../../src/btree/tree';
import { RECORD } from '../../src/log/record-types';
import { PAGE_INDEX } from '../../src/page/page-slab';
import { SearchKey } from '../../src/page/search-key';
import { NewDatabase } from '../support/new-database';
import { Random } from '../support/random';
import { allRecords, memoryWithLogs, startIn } from '../support/test-log';
import { RedoneDatabase } from './redone';

const STEPS = 900;
const SNAPSHOTS = 5;
const CHOICES = 10;

/** Two trees, one of whose keys repeat, that grow and change by chance; every change is in the log. */
class Changing {
  readonly files = memoryWithLogs();
  readonly log = startIn(this.files);
  readonly database: NewDatabase;
  readonly snapshots: Map<number, Uint8Array>[] = [];
  readonly #trees: readonly Tree[];
  readonly #random: Random;
  readonly #target = new SearchKey();

  constructor(
    readonly pageBytes: number,
    seed: number,
  ) {
    this.#random = new Random(seed);
    this.database = new NewDatabase(pageBytes, 30, 16, 1024, 0, this.log);
    const table = this.database.createTree(1, { pages: 2 });
    const index = this.database.createTree(table.rootPage, { isUnique: false, kindFlags: PAGE_INDEX });
    this.#trees = [table, index];
  }

  run(): void {
    for (let step = 1; step <= STEPS; step++) {
      this.#change();
      if (step % (STEPS / SNAPSHOTS) === 0) this.snapshots.push(this.#written());
    }
    this.log.flush();
  }

  /** The records of the log, oldest first. */
  get records(): Uint8Array[] {
    return allRecords(this.files).map(({ bytes }) => bytes);
  }

  #change(): void {
    const { writer } = this.database;
    const random = this.#random;
    const tree = this.#trees[random.below(2)];
    const target = this.#target;
    const key = Buffer.from(`${'prefix'.repeat(random.below(4))}${random.below(500)}`);
    target.setKey(key, 0, key.length);
    const longest = random.below(8) === 0 ? this.pageBytes / 5 : 60;
    const data = Buffer.alloc(1 + random.below(tree.isUnique ? longest : 4), random.below(5) + 65);
    switch (random.below(5)) {
      case 0:
        if (!tree.isUnique) target.appendData(data, 0, data.length);
        writer.remove(tree, target, null);
        return;
      case 1:
        if (tree.isUnique) writer.replace(tree, target, data, 0, data.length, null);
        return;
      default:
        writer.insert(tree, target, data, 0, data.length, null);
    }
  }

  #written(): Map<number, Uint8Array> {
    this.database.file.flush();
    const pages = new Map<number, Uint8Array>();
    for (const page of new Set(this.database.pages.written)) {
      const bytes = new Uint8Array(this.pageBytes);
      this.database.pages.readPage(page, bytes, 0);
      pages.set(page, bytes);
    }
    return pages;
  }
}

function redo(database: RedoneDatabase, records: readonly Uint8Array[]): void {
  for (const record of records) database.redo.apply(record, 0, record.length);
}

/** A database with the pages as they were last. */
function databaseAtEnd({ pageBytes, snapshots }: Changing): RedoneDatabase {
  const database = new RedoneDatabase(pageBytes, null);
  for (const [page, bytes] of snapshots[SNAPSHOTS - 1]) {
    database.source.grow(page);
    database.source.writePage(page, bytes, 0);
  }
  return database;
}

describe.each([4096, 16384])('logs of our own, pages of %i bytes', (pageBytes) => {
  it.each([1, 2, 3])('make what was made first, from nothing (seed %i)', (seed) => {
    const changing = new Changing(pageBytes, seed);
    changing.run();
    const wanted = databaseAtEnd(changing);
    const database = new RedoneDatabase(pageBytes, null);
    redo(database, changing.records);
    expect(changing.records.filter(({ 0: type }) => type === RECORD.split).length).toBeGreaterThan(4);
    expect(database.pages.passed).toBe(0);
    for (const page of changing.snapshots[SNAPSHOTS - 1].keys())
      expect(database.describe(page)).toBe(wanted.describe(page));
    expect(database.pages.latestTime).toEqual(changing.database.time);
  });

  it.each([4, 5])('and from pages written at any moments (seed %i)', (seed) => {
    const changing = new Changing(pageBytes, seed);
    changing.run();
    const wanted = databaseAtEnd(changing);
    const { records, snapshots } = changing;
    const random = new Random(seed);
    for (let choice = 0; choice < CHOICES; choice++) {
      const database = new RedoneDatabase(pageBytes, null);
      for (const page of snapshots[SNAPSHOTS - 1].keys()) {
        const bytes = snapshots[random.below(SNAPSHOTS + 1)]?.get(page);
        if (bytes === undefined) continue;
        database.source.grow(page);
        database.source.writePage(page, bytes, 0);
      }
      redo(database, records);
      for (const page of snapshots[SNAPSHOTS - 1].keys())
        expect(database.describe(page)).toBe(wanted.describe(page));
    }
  });
});
