/** What a soak runs, each in portions of a second or less. */
import { fuzzDatabaseReads, fuzzSchemas } from '../fuzz/database.fuzz';
import { fuzzHeaders } from '../fuzz/format.fuzz';
import { fuzzKeys } from '../fuzz/keys.fuzz';
import { fuzzLogs } from '../fuzz/log.fuzz';
import { fuzzDatabases, fuzzPages } from '../fuzz/page.fuzz';
import { fuzzCompressed, fuzzLongValues, fuzzRecords } from '../fuzz/record.fuzz';

export interface Soaked {
  readonly name: string;
  /** Runs one portion and answers how many inputs it tried; what it finds, it throws. */
  run(seed: number, database: Buffer): number;
}

export const SOAKED: readonly Soaked[] = [
  { name: 'schemas', run: (seed, database) => portion(5, (count) => fuzzSchemas(database, count, 5 * seed)) },
  { name: 'headers', run: (seed) => portion(1000, (count) => fuzzHeaders(count, seed)) },
  { name: 'logs', run: (seed) => portion(100, (count) => fuzzLogs(count, seed)) },
  { name: 'keys', run: (seed) => portion(1000, (count) => fuzzKeys(count, seed)) },
  { name: 'records', run: (seed) => portion(4000, (count) => fuzzRecords(count, seed)) },
  { name: 'compressed', run: (seed) => portion(1000, (count) => fuzzCompressed(count, seed)) },
  { name: 'longValues', run: (seed) => portion(4000, (count) => fuzzLongValues(count, seed)) },
  { name: 'pages', run: (seed, database) => portion(1000, (count) => fuzzPages(database, count, seed)) },
  { name: 'trees', run: (seed, database) => portion(2, (count) => fuzzDatabases(database, count, seed)) },
  {
    name: 'tables',
    run: (seed, database) => portion(2, (count) => fuzzDatabaseReads(database, 'pages', count, 2 * seed)),
  },
  {
    name: 'catalogs',
    run: (seed, database) => portion(2, (count) => fuzzDatabaseReads(database, 'catalog', count, 2 * seed)),
  },
];

function portion(count: number, run: (count: number) => unknown): number {
  run(count);
  return count;
}
