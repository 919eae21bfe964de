import { describe, expect, it } from '@jest/globals';
import { crashStates, type CrashState } from '../support/crash-states';
import { MemoryFileSystem, type Image } from '../support/memory-file-system';

function textOf(image: Image, path: string): string | null {
  const inode = image.names.get(path);
  return inode === undefined ? null : Buffer.from(image.files.get(inode) ?? []).toString('latin1');
}

function put(fileSystem: MemoryFileSystem, path: string, text: string, position = 0): void {
  const file = fileSystem.open(path, 'create');
  file.write(Buffer.from(text), 0, text.length, position);
  file.close();
}

function syncFile(fileSystem: MemoryFileSystem, path: string): void {
  const file = fileSystem.open(path, 'write');
  file.sync();
  file.close();
}

const last = (states: Iterable<CrashState>, survivors: CrashState['survivors']): Image => {
  const found = [...states].filter((state) => state.survivors === survivors).at(-1);
  if (found === undefined) throw new Error('no such state');
  return found.image;
};

describe('a crash', () => {
  it('may lose everything that was not synced', () => {
    const fileSystem = new MemoryFileSystem();
    put(fileSystem, '/a', 'one');
    expect(textOf(last(crashStates(fileSystem.journal), 'none'), '/a')).toBeNull();
    expect(textOf(last(crashStates(fileSystem.journal), 'all'), '/a')).toBe('one');
  });

  it('keeps synced bytes and, apart from them, a synced name', () => {
    const fileSystem = new MemoryFileSystem();
    put(fileSystem, '/a', 'one');
    fileSystem.syncDirectory('/');
    expect(textOf(last(crashStates(fileSystem.journal), 'none'), '/a')).toBe('');
    syncFile(fileSystem, '/a');
    put(fileSystem, '/a', 'TWO more');
    expect(textOf(last(crashStates(fileSystem.journal), 'none'), '/a')).toBe('one');
    expect(textOf(last(crashStates(fileSystem.journal), 'all'), '/a')).toBe('TWO more');
  });

  it('keeps the old file under a name until the rename over it is synced', () => {
    const fileSystem = new MemoryFileSystem();
    for (const [path, text] of [
      ['/old', 'old'],
      ['/new', 'new'],
    ] as const) {
      put(fileSystem, path, text);
      syncFile(fileSystem, path);
    }
    fileSystem.syncDirectory('/');
    fileSystem.rename('/new', '/old');
    const before = last(crashStates(fileSystem.journal), 'none');
    expect([textOf(before, '/old'), textOf(before, '/new')]).toEqual(['old', 'new']);
    fileSystem.syncDirectory('/');
    const after = last(crashStates(fileSystem.journal), 'none');
    expect([textOf(after, '/old'), textOf(after, '/new')]).toEqual(['new', null]);
  });

  it('takes the files of a directory that did not survive with it', () => {
    const fileSystem = new MemoryFileSystem();
    fileSystem.makeDirectory('/d');
    put(fileSystem, '/d/a', 'x');
    fileSystem.syncDirectory('/d');
    expect(last(crashStates(fileSystem.journal), 'none').names.size).toBe(0);
    fileSystem.syncDirectory('/');
    expect([...last(crashStates(fileSystem.journal), 'none').names.keys()]).toEqual(['/d/a']);
  });

  it('may keep any selection of later writes, and tear the last one at a sector', () => {
    const fileSystem = new MemoryFileSystem();
    put(fileSystem, '/a', '.'.repeat(4096));
    syncFile(fileSystem, '/a');
    fileSystem.syncDirectory('/');
    put(fileSystem, '/a', 'x'.repeat(1024), 0);
    put(fileSystem, '/a', 'y'.repeat(2048), 2048);
    const shapes = new Set<string>();
    for (const { image } of crashStates(fileSystem.journal, { draws: 200, step: 1000 })) {
      const text = textOf(image, '/a');
      if (text !== null)
        shapes.add(text.replaceAll(/(.)\1*/g, (run, letter: string) => `${letter}${run.length} `));
    }
    expect(shapes).toContain('.4096 ');
    expect(shapes).toContain('x1024 .3072 ');
    expect(shapes).toContain('.2048 y2048 ');
    expect(shapes).toContain('x1024 .1024 y512 .1536 ');
    expect(shapes).toContain('x512 .3584 ');
  });

  it('is the same crash again with the same seed', () => {
    const fileSystem = new MemoryFileSystem();
    for (let round = 0; round < 20; round++) put(fileSystem, `/f${round % 3}`, 'abc'.repeat(round), round);
    const run = (): string[] =>
      [...crashStates(fileSystem.journal, { draws: 3, seed: 5 })].map((state) =>
        JSON.stringify([...state.image.names].map(([path]) => [path, textOf(state.image, path)])),
      );
    expect(run()).toEqual(run());
  });

  it('can be continued on: the image opens as a file system and stays what it was', () => {
    const fileSystem = new MemoryFileSystem();
    put(fileSystem, '/a', 'one');
    const image = fileSystem.image();
    const again = new MemoryFileSystem(image);
    put(again, '/a', 'changed', 1);
    put(again, '/b', 'new');
    expect(textOf(image, '/a')).toBe('one');
    expect(textOf(again.image(), '/a')).toBe('ochanged');
    expect(textOf(again.image(), '/b')).toBe('new');
    expect(last(crashStates(again.journal, { start: image }), 'all').names.size).toBe(2);
  });
});

describe('the file system in memory', () => {
  it('counts calls and fails the one it is told to, once', () => {
    const fileSystem = new MemoryFileSystem();
    const file = fileSystem.open('/a', 'create');
    fileSystem.failNth('write', 2, 'ENOSPC');
    file.write(Buffer.from('a'), 0, 1, 0);
    expect(() => file.write(Buffer.from('b'), 0, 1, 1)).toThrow('ENOSPC');
    file.write(Buffer.from('c'), 0, 1, 1);
    expect(textOf(fileSystem.image(), '/a')).toBe('ac');
    expect(fileSystem.counts).toMatchObject({ open: 1, write: 3, sync: 0 });
  });

  it('keeps no journal when none is wanted', () => {
    const fileSystem = new MemoryFileSystem(undefined, { keepsJournal: false });
    put(fileSystem, '/a', 'one');
    expect(fileSystem.journal).toEqual([]);
  });

  it('does the same as a plain array of bytes', () => {
    let seed = 17;
    const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const fileSystem = new MemoryFileSystem();
    const file = fileSystem.open('/a', 'create');
    let model: number[] = [];
    for (let round = 0; round < 3000; round++) {
      const at = next(300);
      if (next(4) === 0) {
        file.truncate(at);
        model = Array.from({ length: at }, (_, place) => model[place] ?? 0);
      } else {
        const bytes = Uint8Array.from({ length: next(60) + 1 }, () => next(256));
        file.write(bytes, 0, bytes.length, at);
        for (let place = model.length; place < at; place++) model[place] = 0;
        bytes.forEach((byte, place) => (model[at + place] = byte));
      }
      expect(file.size()).toBe(model.length);
    }
    const target = new Uint8Array(model.length);
    expect(file.read(target, 0, target.length, 0)).toBe(model.length);
    expect([...target]).toEqual(model);
  });
});
