/** The same rows in a sort in memory and in a tree: moves and seeks lead to the same rows in both. */
import { afterAll, expect, it } from '@jest/globals';
import { JET_bitTTErrorOnDuplicateInsertion, JET_bitTTIndexed } from '../../include/grbits/temporary-table';
import {
  JET_bitSeekEQ,
  JET_bitSeekGE,
  JET_bitSeekGT,
  JET_bitSeekLE,
  JET_bitSeekLT,
} from '../../include/grbits/navigation';
import { JET_MoveFirst, JET_MoveLast } from '../../include/navigation';
import { leaveMemory } from '../support/new-tables';
import { Random } from '../support/random';
import { KEY, NUMBER, type Temporary, TemporaryTables } from '../support/temporary-tables';

afterAll(leaveMemory);

const SEEKS = [JET_bitSeekEQ, JET_bitSeekGE, JET_bitSeekGT, JET_bitSeekLE, JET_bitSeekLT];
const STEPS = 80;
const KEYS = 40;
/** Success, and that a seek met another key, which a sort does not tell. */
const isThere = (err: number): boolean => err === 0 || err === 1039;

function position(table: Temporary, err: number): string {
  return isThere(err) ? `${table.number(0)}, ${table.number(1)}` : `${err}`;
}

/** Both do the same; after a seek that finds nothing they are somewhere else, and go to the first row together. */
function step(random: Random, tables: readonly Temporary[]): string[] {
  const kind = random.below(4);
  const rows = random.below(7) - 3 || 1;
  const key = random.below(KEYS + 2) - 1;
  const relation = SEEKS[random.below(SEEKS.length)];
  const edge = random.below(2) === 0 ? JET_MoveFirst | 0 : JET_MoveLast;
  const errs = tables.map((table) => {
    if (kind === 0) return table.move(edge);
    return kind === 1 ? table.seek(key, relation) : table.move(rows);
  });
  const positions = tables.map((table, i) => position(table, errs[i]));
  if (kind === 1 && !errs.every(isThere)) for (const table of tables) table.move(JET_MoveFirst | 0);
  return positions;
}

it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))('of rows from seed %d', (seed) => {
  const lab = new TemporaryTables();
  const random = new Random(seed);
  const tables = [JET_bitTTIndexed, JET_bitTTErrorOnDuplicateInsertion].map((grbit) =>
    lab.open([KEY, NUMBER], grbit),
  );
  for (let i = random.below(60); i >= 0; i--) {
    const key = random.below(KEYS);
    for (const table of tables) table.insert(key, -key);
  }
  for (const table of tables) table.move(JET_MoveFirst | 0);
  for (let i = 0; i < STEPS; i++) {
    const [sorted, stored] = step(random, tables);
    expect(sorted).toBe(stored);
  }
});
