/** What is not built answers JET_errFeatureNotAvailable, and the lists of it are true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import * as api from '../../src/api';
import { endEverything } from '../support/instances';
import { NOT_BUILT } from './not-built';

describe('the functions that are not built', () => {
  afterAll(endEverything);

  const functions = Object.entries(api) as [string, () => number][];

  it('are exactly those of the list', () => {
    const answers = functions
      .filter(([, call]) => call() === JET_errFeatureNotAvailable)
      .map(([name]) => name);
    expect(answers.sort()).toEqual([...NOT_BUILT].sort());
  });

  it('stand in the document on conformance, and no others do', () => {
    const text = readFileSync(join(__dirname, '../../docs/conformance.md'), 'utf8');
    const section = text.split('## Not built')[1]?.split('\n## ')[0] ?? '';
    const named = [...section.matchAll(/`(jet\w+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...NOT_BUILT].sort());
  });
});
