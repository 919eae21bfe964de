/** The surface of the package: what it exports, and that no function of it throws. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as codes from '../../errors/codes';
import * as esent from '../../src';
import { type ApiName, observeApi } from '../../src/api/api-call';

const FUNCTIONS = new Map<string, unknown>(Object.entries(esent).filter(([name]) => name.startsWith('jet')));

const CONTRACT = readFileSync(join(__dirname, '../../include/jet-api.ts'), 'utf8');
const SIGNATURES = [...CONTRACT.matchAll(/^ {2}(jet\w+)\(([^)]*)\): JET_ERR;$/gms)].map(
  ([, name, parameters]) => ({ name, count: parameters.match(/^\s*\w+:|[(,]\s*\w+:/g)?.length ?? 0 }),
);

/** Values that are no handle, number, text, place, struct or buffer of anything. */
const NONSENSE = fc.constantFrom<unknown>(NaN, 1.5, Infinity, true, Symbol('x'), 7n, () => 0);

describe('the package', () => {
  it('exports the 162 functions of the contract', () => {
    expect(SIGNATURES.length).toBe(162);
    expect([...FUNCTIONS.keys()].sort()).toEqual(SIGNATURES.map(({ name }) => name).sort());
  });

  it('exports functions, constants, codes, structs and ref, and nothing else', () => {
    const others = Object.keys(esent).filter(
      (name) => !FUNCTIONS.has(name) && !(name in codes) && !name.startsWith('JET_') && name !== 'ref',
    );
    expect(others).toEqual([]);
  });

  it.each(SIGNATURES)('lets $name answer nonsense with a code', ({ name, count }) => {
    const api = FUNCTIONS.get(name);
    if (typeof api !== 'function') throw new Error(`${name} is not a function`);
    const someArguments = fc.array(NONSENSE, { minLength: count, maxLength: count });
    fc.assert(
      fc.property(someArguments, (given) => {
        const err: unknown = api(...given);
        expect(Number.isInteger(err)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

describe('whoever observes the API', () => {
  const heard: [ApiName, number][] = [];
  afterEach(() => observeApi(null));

  it('hears each function and its outcome until it stops', () => {
    observeApi((api, err) => heard.push([api, err]));
    esent.jetGetErrorInfo(esent.ref(0), null, 0, 99, 0);
    observeApi(null);
    esent.jetGetErrorInfo(esent.ref(0), null, 0, 99, 0);
    expect(heard).toEqual([['JetGetErrorInfo', codes.JET_errInvalidParameter]]);
  });
});
