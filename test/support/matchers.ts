/** `expect(err).toBeJet('JET_errSuccess')`: compares a JET_ERR with a code by name and prints both by name. */
import { expect } from '@jest/globals';
import * as codes from '../../errors/codes';
import { watchBugs } from '../../errors/to-jet-err';

const VALUES = new Map<string, number>(Object.entries(codes));
const NAMES = new Map<number, string>([...VALUES].map(([name, value]) => [value, name] as const).reverse());

const describeCode = (value: unknown): string =>
  typeof value === 'number' ? `${NAMES.get(value) ?? 'unknown code'} (${value})` : String(value);

expect.extend({
  toBeJet(received: unknown, name: string) {
    const expected = VALUES.get(name);
    const pass = expected !== undefined && received === expected;
    return {
      pass,
      message: () =>
        expected === undefined
          ? `${name} is not a code`
          : `expected ${name} (${expected}), got ${describeCode(received)}`,
    };
  },
});

declare module 'expect' {
  interface Matchers<R> {
    toBeJet(name: keyof typeof codes): R;
  }
}

/** A bug of our own must fail the test that meets it, not become JET_errInternalError. */
watchBugs((failure) => {
  throw failure;
});
