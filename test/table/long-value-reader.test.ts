import { describe, expect, it } from '@jest/globals';
import { JET_errColumnNoEncryptionKey, JET_errLVCorrupted } from '../../errors/codes';
import { compress } from '../../src/record/compression/compression';
import { writeChunkKey, writeRoot, writeRootKey } from '../../src/record/long-value';
import { LongValueReader } from '../../src/table/long-value-reader';
import { codeOf } from '../support/code-of';
import { NewTree } from '../support/new-tree';

const PAGE_BYTES = 4096;
const CHUNK = 1000;
const ID_BYTES = 4;

/** A tree with one long value of `chunks`; each is stored as given. */
function treeWith(size: number, chunks: readonly Uint8Array[], isEncrypted = false): LongValueReader {
  return new LongValueReader(grown(new NewTree(PAGE_BYTES, true), size, chunks, isEncrypted).tree, CHUNK);
}

function grown(made: NewTree, size: number, chunks: readonly Uint8Array[], isEncrypted = false): NewTree {
  const key = new Uint8Array(12);
  const root = new Uint8Array(9);
  made.insert(
    key.slice(0, writeRootKey(key, 1, 0, ID_BYTES)),
    root.slice(0, writeRoot(root, 1, size, isEncrypted)),
  );
  chunks.forEach((chunk, index) => {
    made.insert(key.slice(0, writeChunkKey(key, 1, 0, ID_BYTES, index * CHUNK)), chunk);
  });
  return made;
}

function compressed(plain: Uint8Array): Uint8Array {
  const target = new Uint8Array(plain.length);
  const length = compress(plain, 0, plain.length, target, 0);
  expect(length).toBeGreaterThan(0);
  return target.slice(0, length);
}

describe('a long value', () => {
  const text = Buffer.from('the quick brown fox jumps over the lazy dog '.repeat(57)).subarray(0, 2500);
  const pieces = [text.subarray(0, CHUNK), text.subarray(CHUNK, 2 * CHUNK), text.subarray(2 * CHUNK)];
  const reader = treeWith(text.length, [pieces[0], compressed(pieces[1]), pieces[2]]);

  it('is read from any byte on, across plain and compressed chunks', () => {
    reader.open(1, 0, ID_BYTES);
    expect(reader.root.size).toBe(text.length);
    for (const from of [0, 1, 999, 1000, 1500, 2000, 2499]) {
      const target = Buffer.alloc(3000);
      const read = reader.read(from, target, 0, 3000);
      expect(target.subarray(0, read).equals(text.subarray(from))).toBe(true);
    }
    expect(reader.read(2500, Buffer.alloc(1), 0, 1)).toBe(0);
  });

  it('is JET_errLVCorrupted when it, or a chunk of it, is missing', () => {
    expect(codeOf(() => reader.open(2, 0, ID_BYTES))).toBe(JET_errLVCorrupted);
    const torn = treeWith(text.length, pieces.slice(0, 2));
    torn.open(1, 0, ID_BYTES);
    expect(codeOf(() => torn.read(0, Buffer.alloc(3000), 0, 3000))).toBe(JET_errLVCorrupted);
  });

  it('is read on where it was left, although the tree has changed', () => {
    const made = grown(new NewTree(PAGE_BYTES, true), text.length, pieces);
    const changing = new LongValueReader(made.tree, CHUNK);
    changing.open(1, 0, ID_BYTES);
    const target = Buffer.alloc(text.length);
    changing.read(0, target, 0, CHUNK);
    const key = new Uint8Array(12);
    for (let at = 0; at < 9; at++)
      made.insert(key.slice(0, writeChunkKey(key, 0, 0, ID_BYTES, at * CHUNK)), Buffer.alloc(CHUNK, at));
    changing.read(CHUNK, target, CHUNK, CHUNK);
    made.remove(key.slice(0, writeChunkKey(key, 1, 0, ID_BYTES, 0)), pieces[0]);
    changing.read(2 * CHUNK, target, 2 * CHUNK, CHUNK);
    expect(target.equals(text)).toBe(true);
  });

  it('is refused when it is encrypted, and never read as it lies there', () => {
    const encrypted = treeWith(text.length, pieces, true);
    expect(codeOf(() => encrypted.open(1, 0, ID_BYTES))).toBe(JET_errColumnNoEncryptionKey);
  });
});
