/** The programs of docs/examples run, and print what stands beside them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { main as bookshop } from '../../docs/examples/bookshop';
import { main as mailQueue } from '../../docs/examples/mail-queue';
import { main as stockLedger } from '../../docs/examples/stock-ledger';

const PROGRAMS = { bookshop, 'mail-queue': mailQueue, 'stock-ledger': stockLedger };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'esent-example-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the programs in docs/examples', () => {
  it.each(Object.entries(PROGRAMS))('%s prints what is written beside it', (name, main) => {
    const lines: string[] = [];
    main(folder, (line) => lines.push(line));
    const expected = readFileSync(join(__dirname, `../../docs/examples/${name}.txt`), 'utf8');
    expect(`${lines.join('\n')}\n`).toBe(expected);
  });
});
