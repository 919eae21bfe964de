/**
 * Optional data for tests: recorded traces, fixtures and sample databases that live beside the checkout
 * in a folder `shared` and are not part of the project. Without it the tests that need it say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, it } from '@jest/globals';

const ROOT = process.env.ESENT_SHARED ?? resolve(__dirname, '../../../shared');

/** The absolute path of one shared file or folder, or null when it is not there. */
export function sharedPath(relative: string): string | null {
  const path = join(ROOT, relative);
  return existsSync(path) ? path : null;
}

/** The bytes of a shared file, decompressed when its name ends in `.gz`. */
export function sharedBytes(relative: string): Buffer {
  const bytes = readFileSync(join(ROOT, relative));
  return relative.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** `describe` for tests over shared data; where the data is absent one test says what was left out. */
export function describeShared(title: string, needs: string, body: () => void): void {
  if (sharedPath(needs) !== null) describe(title, body);
  else
    describe.skip(`${title} (no ${needs} beside this checkout)`, () =>
      it('has nothing to read', () => undefined));
}
