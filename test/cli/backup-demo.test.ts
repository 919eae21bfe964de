/** The main job as a user runs it: the built program in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { committedDatabase, pageBytesOf } from '../support/cached-file';

const PROGRAM = resolve(__dirname, '../../dist/src/cli/backup-demo.js');

describe('the main job', () => {
  let folder = '';

  beforeAll(() => {
    if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
    folder = mkdtempSync(join(tmpdir(), 'esent-test-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: string[]): { status: number | null; out: string[]; errors: string[] } {
    const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, out: lines(stdout), errors: lines(stderr) };
  }

  const codesOf = (lines: string[], call: string): string[] =>
    lines.map((line) => line.trim().split(/\s+/)).flatMap(([name, code]) => (name === call ? [code] : []));

  it('stops a backup in the middle and streams a fresh one to its end', () => {
    const { status, out } = run();
    expect(status).toBe(0);
    expect(codesOf(out, 'JetStopBackup')).toEqual(['JET_errSuccess']);
    expect(codesOf(out, 'JetReadFile')).toEqual(['JET_errBackupAbortByServer']);
    expect(codesOf(out, 'JetGetAttachInfo')).toEqual(['JET_errBackupAbortByServer', 'JET_errSuccess']);
    expect(codesOf(out, 'JetEndExternalBackup')).toEqual(['JET_errSuccess', 'JET_errSuccess']);
    expect(out.find((line) => line.includes('pages of'))).toMatch(
      /254 pages of 8192 bytes: 51 with a good checksum/,
    );
  });

  it('makes a database of its own, and streams that', () => {
    const { status, out } = run('--create');
    expect(status).toBe(0);
    expect(codesOf(out, 'JetCreateDatabase')).toEqual(['JET_errSuccess']);
    expect(codesOf(out, 'JetCreateIndex')).toEqual(['JET_errSuccess', 'JET_errSuccess']);
    expect(out.find((line) => line.includes('rows in'))).toMatch(/20000 rows in 20 transactions/);
    expect(out.find((line) => line.includes('pages of'))).toMatch(/pages of 8192 bytes: .* 0 damaged/);
    expect(run('--create', 'some.edb').status).toBe(2);
  });

  it('only reads the database it is given, and leaves nothing behind', () => {
    const file = join(folder, 'given.edb');
    writeFileSync(file, committedDatabase('clean16k'));
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('esent-backup-'));
    expect(run(file).status).toBe(0);
    expect(readFileSync(file).equals(committedDatabase('clean16k'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['given.edb']);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('esent-backup-'))).toEqual(before);
  });

  it.each([
    ['a path that leads nowhere', null],
    ['a file that is no database', Buffer.from('no database at all '.repeat(5000))],
    ['an empty file', Buffer.alloc(0)],
    ['a database with a damaged page', damaged()],
  ])(
    'ends in one line and an exit code on %s',
    (_what, bytes) => {
      const file = join(folder, 'bad.edb');
      rmSync(file, { force: true });
      if (bytes !== null) writeFileSync(file, bytes);
      const { status, errors } = run(file);
      expect(status).toBe(1);
      const complaints = errors.filter((line) => !line.includes('KiB'));
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toMatch(/JET_err|no such file/);
    },
    60_000,
  );

  it('refuses a command line it does not understand', () => {
    expect(run('one', 'two').status).toBe(2);
  });
});

/** A page that the attach does not need and the backup must read. */
function damaged(): Buffer {
  const bytes = committedDatabase('clean8k-small');
  const pageBytes = pageBytesOf(bytes);
  bytes.fill(0x5a, 8 * pageBytes + 1000, 8 * pageBytes + 1040);
  return bytes;
}
