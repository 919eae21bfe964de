import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelLocks, processLocks } from '../../src/os/file-locks';
import type { FileSystem } from '../../src/os/file-system';
import { NodeFileSystem } from '../../src/os/node-file-system';
import { errnoCodeOf } from '../../src/os/paths';
import { systemClock, systemRandomness } from '../../src/os/system';
import { MemoryFileSystem } from '../support/memory-file-system';

const root = mkdtempSync(join(tmpdir(), 'esent-os-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The errno code with which `body` fails; null when it does not. */
function errnoOf(body: () => unknown): string | null {
  try {
    body();
    return null;
  } catch (failure) {
    const code = errnoCodeOf(failure);
    if (code === null) throw failure;
    return code;
  }
}

const HOSTS: readonly (readonly [name: string, make: () => FileSystem])[] = [
  ['the host with kernel locks', () => new NodeFileSystem()],
  ['the host with locks of the process', () => new NodeFileSystem(processLocks())],
  ['memory', () => new MemoryFileSystem()],
];

describe.each(HOSTS)('the file system of %s', (name, make) => {
  const fileSystem = make();
  const directory = join(root, name.replaceAll(' ', '-'));
  const at = (path: string): string => join(directory, path);
  beforeAll(() => fileSystem.makeDirectory(directory, { recursive: true }));

  it('reads back what was written, and zeros in between', () => {
    const file = fileSystem.open(at('data'), 'createNew');
    file.write(Buffer.from('..hello'), 2, 5, 10);
    const target = Buffer.alloc(20, 0xee);
    expect(file.read(target, 1, 19, 0)).toBe(15);
    expect(target.toString('latin1')).toBe('\xee' + '\0'.repeat(10) + 'hello' + '\xee'.repeat(4));
    expect(file.read(target, 0, 5, 100)).toBe(0);
    expect(file.size()).toBe(15);
    file.sync();
    file.close();
    expect(fileSystem.size(at('data'))).toBe(15);
  });

  it('cuts and extends a file, the new bytes being zero', () => {
    const file = fileSystem.open(at('cut'), 'create');
    file.write(Buffer.from('abcdef'), 0, 6, 0);
    file.truncate(2);
    file.truncate(4);
    const target = Buffer.alloc(8);
    expect(file.read(target, 0, 8, 0)).toBe(4);
    expect(target.toString('latin1', 0, 4)).toBe('ab\0\0');
    file.close();
  });

  it('opens in five ways', () => {
    expect(errnoOf(() => fileSystem.open(at('modes'), 'read'))).toBe('ENOENT');
    expect(errnoOf(() => fileSystem.open(at('modes'), 'write'))).toBe('ENOENT');
    fileSystem.open(at('modes'), 'createNew').close();
    expect(errnoOf(() => fileSystem.open(at('modes'), 'createNew'))).toBe('EEXIST');
    const file = fileSystem.open(at('modes'), 'create');
    file.write(Buffer.from('x'), 0, 1, 0);
    file.close();
    const kept = fileSystem.open(at('modes'), 'create');
    expect(kept.size()).toBe(1);
    kept.close();
    const reading = fileSystem.open(at('modes'), 'read');
    expect(errnoOf(() => reading.write(Buffer.from('y'), 0, 1, 0))).toBe('EBADF');
    reading.close();
    const replaced = fileSystem.open(at('modes'), 'replace');
    expect(replaced.size()).toBe(0);
    replaced.close();
  });

  it('refuses to use a closed file, and lets it be closed twice', () => {
    const file = fileSystem.open(at('closed'), 'create');
    file.close();
    file.close();
    expect(errnoOf(() => file.read(Buffer.alloc(1), 0, 1, 0))).toBe('EBADF');
    expect(errnoOf(() => file.size())).toBe('EBADF');
    expect(errnoOf(() => file.tryLock('shared'))).toBe('EBADF');
  });

  it('renames over an existing file and removes', () => {
    for (const [path, text] of [
      ['from', 'new'],
      ['to', 'old!'],
    ] as const) {
      const file = fileSystem.open(at(path), 'create');
      file.write(Buffer.from(text), 0, text.length, 0);
      file.close();
    }
    const identity = fileSystem.identity(at('from'));
    fileSystem.rename(at('from'), at('to'));
    expect(fileSystem.size(at('to'))).toBe(3);
    expect(fileSystem.identity(at('to'))).toBe(identity);
    expect(fileSystem.exists(at('from'))).toBe(false);
    fileSystem.syncDirectory(directory);
    fileSystem.remove(at('to'));
    expect(fileSystem.exists(at('to'))).toBe(false);
    expect(errnoOf(() => fileSystem.remove(at('to')))).toBe('ENOENT');
    expect(errnoOf(() => fileSystem.rename(at('to'), at('from')))).toBe('ENOENT');
    expect(errnoOf(() => fileSystem.size(at('to')))).toBe('ENOENT');
    expect(fileSystem.identity(at('to'))).toBeNull();
  });

  it('makes, lists and removes directories', () => {
    expect(errnoOf(() => fileSystem.makeDirectory(at('a/b')))).toBe('ENOENT');
    fileSystem.makeDirectory(at('a/b'), { recursive: true });
    fileSystem.makeDirectory(at('a/b'), { recursive: true });
    expect(errnoOf(() => fileSystem.makeDirectory(at('a/b')))).toBe('EEXIST');
    for (const path of ['a/z', 'a/A', 'a/c']) fileSystem.open(at(path), 'create').close();
    expect(fileSystem.list(at('a'))).toEqual(['A', 'b', 'c', 'z']);
    expect(fileSystem.isDirectory(at('a'))).toBe(true);
    expect(fileSystem.isDirectory(at('a/c'))).toBe(false);
    expect(fileSystem.isDirectory(at('a/none'))).toBe(false);
    expect(errnoOf(() => fileSystem.removeDirectory(at('a')))).toBe('ENOTEMPTY');
    fileSystem.removeDirectory(at('a/b'));
    expect(fileSystem.exists(at('a/b'))).toBe(false);
    expect(errnoOf(() => fileSystem.list(at('a/b')))).toBe('ENOENT');
    expect(errnoOf(() => fileSystem.open(at('a'), 'read'))).toBe('EISDIR');
    expect(errnoOf(() => fileSystem.open(at('none/x'), 'create'))).toBe('ENOENT');
  });

  it('takes a backslash for a separator', () => {
    fileSystem.makeDirectory(at('back'));
    fileSystem.open(`${directory}\\back\\file`, 'create').close();
    expect(fileSystem.list(at('back'))).toEqual(['file']);
    expect(fileSystem.absolutePath(`${directory}\\back\\`)).toBe(at('back'));
    expect(fileSystem.absolutePath(`${directory}\\.\\back\\..\\x`)).toBe(at('x'));
  });

  it('refuses a path with a NUL, as Node does', () => {
    expect(errnoOf(() => fileSystem.open(at('a\0b'), 'create'))).toBe('ERR_INVALID_ARG_VALUE');
  });

  it('keeps two open files of one file apart by lock, in one process', () => {
    const first = fileSystem.open(at('lock'), 'create');
    const second = fileSystem.open(at('lock'), 'write');
    const reading = fileSystem.open(at('lock'), 'read');
    expect(second.identity).toBe(first.identity);
    expect(first.tryLock('exclusive')).toBe(true);
    expect(first.tryLock('exclusive')).toBe(true);
    expect(second.tryLock('exclusive')).toBe(false);
    expect(reading.tryLock('shared')).toBe(false);
    expect(first.tryLock('shared')).toBe(true);
    expect(reading.tryLock('shared')).toBe(true);
    expect(second.tryLock('exclusive')).toBe(false);
    reading.close();
    first.unlock();
    expect(second.tryLock('exclusive')).toBe(true);
    second.close();
    expect(first.tryLock('exclusive')).toBe(true);
    first.close();
  });

  it('lets a locked file be read through another open file', () => {
    const owner = fileSystem.open(at('locked-data'), 'create');
    owner.write(Buffer.from('abc'), 0, 3, 0);
    owner.tryLock('exclusive');
    const other = fileSystem.open(at('locked-data'), 'read');
    expect(other.read(Buffer.alloc(3), 0, 3, 0)).toBe(3);
    other.close();
    owner.close();
  });
});

describe('the real path of the host', () => {
  it('resolves links, also below the last part that exists', () => {
    const fileSystem = new NodeFileSystem();
    const real = join(root, 'real');
    fileSystem.makeDirectory(real);
    symlinkSync(real, join(root, 'link'));
    expect(fileSystem.realPath(join(root, 'link', 'new', 'x.edb'))).toBe(
      join(fileSystem.realPath(real), 'new', 'x.edb'),
    );
    expect(fileSystem.identity(join(root, 'link'))).toBe(fileSystem.identity(real));
  });
});

/** Starts a process that locks the file exclusively and then waits. */
function startLocker(path: string): Promise<ChildProcess> {
  const script = `
    const { openSync } = require('fs');
    const locks = require(${JSON.stringify(require.resolve('fs-native-extensions'))});
    const ok = locks.tryLock(openSync(${JSON.stringify(path)}, 'r+'), 2 ** 62, 1, { shared: false });
    process.stdout.write(ok ? 'locked' : 'refused');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.stdout.once('data', (text: Buffer) => (text.toString() === 'locked' ? done(child) : failed(text)));
  });
}

describe('kernel locks', () => {
  it('are there on this host', () => {
    expect(kernelLocks()).not.toBeNull();
    expect(new NodeFileSystem().locksReachOtherProcesses).toBe(true);
    expect(new NodeFileSystem(processLocks()).locksReachOtherProcesses).toBe(false);
  });

  it('keep another process out until it is killed, and leave nothing behind', async () => {
    const path = join(root, 'between-processes');
    const file = new NodeFileSystem().open(path, 'create');
    const child = await startLocker(path);
    try {
      expect(file.tryLock('exclusive')).toBe(false);
      expect(file.tryLock('shared')).toBe(false);
    } finally {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    }
    expect(file.tryLock('exclusive')).toBe(true);
    file.close();
  });
});

describe('time and chance of the host', () => {
  it('are what they should be', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
    const drawn = Array.from({ length: 100 }, () => systemRandomness.nextU32());
    expect(new Set(drawn).size).toBeGreaterThan(95);
    expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
  });
});
