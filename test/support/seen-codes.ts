/**
 * What a test file saw: every function of the API that answered, with every code it answered with. Where the run asks for
 * it (`ESENT_SEEN` names a folder, see test/conformance/whole-run.ts) the pairs are left there for the ledger of codes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type ApiName, observeApi } from '../../src/api/api-call';

const folder = process.env.ESENT_SEEN;
const seen = new Map<ApiName, Set<number>>();

export function see(api: ApiName, err: number): void {
  const codes = seen.get(api);
  if (codes === undefined) seen.set(api, new Set([err]));
  else codes.add(err);
}

if (folder !== undefined) {
  observeApi(see);
  afterAll(() => {
    if (seen.size === 0) return;
    const pairs = [...seen].map(([api, codes]) => [api, [...codes]]);
    const name = `${process.pid}-${process.hrtime.bigint()}.json`;
    writeFileSync(join(folder, name), JSON.stringify(pairs));
  });
}
