/** Every line of the reference on backups has a test with its name, or a reason to have none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TABLE } from './state-table';
import { LINES, UNOBSERVABLE } from './unobservable';

const FOLDERS = [__dirname, join(__dirname, '../api'), join(__dirname, '../instance')];
/** The ids at the beginning of a name, as in 'C1.3, A2.13–A2.15: …'. */
const NAME = /[`']((?:[A-Z]\d?\.?\d+(?:–[A-Z]\d\.\d+)?(?:, |:))+)/g;

/** One id, or all from the first to the last of a range. */
function expand(id: string): string[] {
  const [first, last] = id.split('–');
  if (last === undefined) return [id];
  const [part, low] = first.split('.');
  const high = Number(last.split('.')[1]);
  return Array.from({ length: high - Number(low) + 1 }, (_, index) => `${part}.${Number(low) + index}`);
}

function testedLines(): Set<string> {
  const tested = new Set(TABLE.map((row) => row.id));
  for (const folder of FOLDERS)
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.ts')))
      for (const [, ids] of readFileSync(join(folder, file), 'utf8').matchAll(NAME))
        for (const id of ids.split(/, |:/).flatMap(expand)) tested.add(id);
  return tested;
}

const ALL = Object.entries(LINES).flatMap(([part, count]) =>
  Array.from({ length: count }, (_, index) => `${part}${index + 1}`),
);

describe('the lines of the reference', () => {
  const tested = testedLines();

  it('are all tested or known as unobservable', () => {
    expect(ALL.filter((id) => !tested.has(id) && !(id in UNOBSERVABLE))).toEqual([]);
  });

  it('are not both', () => {
    expect(Object.keys(UNOBSERVABLE).filter((id) => tested.has(id) || !ALL.includes(id))).toEqual([]);
  });
});
