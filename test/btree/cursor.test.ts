import { describe, expect, it } from '@jest/globals';
import { JET_errBadPageLink, JET_errBadParentPageLink } from '../../errors/codes';
import { BTreeCursor, FOUND_EQUAL, FOUND_GREATER, FOUND_NONE, ON_NODE } from '../../src/btree/cursor';
import { Tree } from '../../src/btree/tree';
import { Catalog } from '../../src/catalog/catalog';
import { checksumPage } from '../../src/format/page-checksum';
import { SearchKey } from '../../src/page/search-key';
import { cacheDatabase, COMMITTED_DATABASES, committedDatabase, pageBytesOf } from '../support/cached-file';
import { codeOf } from '../support/code-of';

interface Entry {
  readonly key: Buffer;
  readonly data: Buffer;
}

const isSame = (a: Entry, b: Entry): boolean => a.key.equals(b.key) && a.data.equals(b.data);

function currentEntry(cursor: BTreeCursor): Entry {
  cursor.settle();
  const key = Buffer.alloc(cursor.node.keyLength);
  cursor.node.copyKey(cursor.tree.slab, key, 0, key.length);
  const data = Buffer.alloc(cursor.node.dataLength);
  cursor.node.copyData(cursor.tree.slab, data, 0, data.length);
  return { key, data };
}

function entriesOf(tree: Tree): Entry[] {
  const cursor = new BTreeCursor(tree);
  const entries: Entry[] = [];
  for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) entries.push(currentEntry(cursor));
  return entries;
}

function keyOf(entry: Entry, withData = false): SearchKey {
  const target = new SearchKey();
  target.setKey(entry.key, 0, entry.key.length);
  if (withData) target.appendData(entry.data, 0, entry.data.length);
  return target;
}

function treesOf(name: string): Tree[] {
  const file = cacheDatabase(committedDatabase(name));
  const catalog = new Catalog(file);
  const trees: Tree[] = [];
  const names: string[] = [];
  catalog.forEachTable((row) => names.push(row.name));
  for (const table of names) {
    const schema = catalog.tableByName(table);
    if (schema === null) throw new Error(table);
    trees.push(new Tree(file, schema.rootPage, schema.objectId));
    for (const index of schema.indexes) trees.push(new Tree(file, index.rootPage, 0));
    if (schema.longValueRoot !== 0) trees.push(new Tree(file, schema.longValueRoot, schema.longValueId));
  }
  return trees;
}

describe.each(COMMITTED_DATABASES)('a cursor on every tree of %s', (name) => {
  const trees = treesOf(name);

  it('meets the same nodes forwards and backwards, in order', () => {
    for (const tree of trees) {
      const forwards = entriesOf(tree);
      const cursor = new BTreeCursor(tree);
      const backwards: Entry[] = [];
      for (let more = cursor.moveLast(); more; more = cursor.movePrevious())
        backwards.push(currentEntry(cursor));
      backwards.reverse();
      expect(backwards.length).toBe(forwards.length);
      expect(backwards.every((entry, i) => isSame(entry, forwards[i]))).toBe(true);
      for (let i = 1; i < forwards.length; i++) {
        const order = Buffer.compare(forwards[i - 1].key, forwards[i].key);
        const dataOrder = Buffer.compare(forwards[i - 1].data, forwards[i].data);
        expect(order < 0 || (order === 0 && !tree.isUnique && dataOrder < 0)).toBe(true);
      }
    }
  });

  it('finds each node by its key, and by key and data where keys repeat', () => {
    for (const tree of trees) {
      const cursor = new BTreeCursor(tree);
      for (const entry of entriesOf(tree)) {
        expect(cursor.find(keyOf(entry), false)).toBe(FOUND_EQUAL);
        expect(currentEntry(cursor).key.equals(entry.key)).toBe(true);
        if (tree.isUnique) expect(isSame(currentEntry(cursor), entry)).toBe(true);
        else {
          expect(cursor.find(keyOf(entry, true), false)).toBe(FOUND_EQUAL);
          expect(isSame(currentEntry(cursor), entry)).toBe(true);
        }
      }
    }
  });

  it('finds the next greater node for keys that are not there, and nothing after the last', () => {
    for (const tree of trees) {
      const entries = entriesOf(tree);
      const cursor = new BTreeCursor(tree);
      let next: Entry | undefined;
      for (let i = entries.length - 1; i >= 0; i--) {
        const entry = entries[i];
        if (i + 1 < entries.length && !entries[i + 1].key.equals(entry.key)) next = entries[i + 1];
        const found = cursor.find(keyOf(entry), true);
        expect(found).toBe(next === undefined ? FOUND_NONE : FOUND_GREATER);
        if (next !== undefined) expect(isSame(currentEntry(cursor), next)).toBe(true);
      }
    }
  });

  it('steps out of a gap to either side', () => {
    for (const tree of trees) {
      const entries = entriesOf(tree);
      if (entries.length < 2) continue;
      const cursor = new BTreeCursor(tree);
      cursor.find(keyOf(entries[1], true), false);
      cursor.stepIntoGap();
      expect(cursor.moveNext() && currentEntry(cursor)).toEqual(entries[1]);
      cursor.stepIntoGap();
      expect(cursor.movePrevious() && currentEntry(cursor)).toEqual(entries[0]);
      expect(cursor.state).toBe(ON_NODE);
    }
  });
});

describe('a damaged tree', () => {
  const original = committedDatabase('clean8k-small');
  const pageBytes = pageBytesOf(original);

  /** The catalog's tree with one page changed by `change`, its checksum made right again. */
  function damagedCatalog(page: number, change: (bytes: Buffer, start: number) => void): Tree {
    const bytes = Buffer.from(original);
    const start = (page + 1) * pageBytes;
    change(bytes, start);
    const copy = new Uint32Array(pageBytes / 4);
    Buffer.from(copy.buffer).set(bytes.subarray(start, start + pageBytes));
    checksumPage(copy, 0, pageBytes, page);
    bytes.set(new Uint8Array(copy.buffer), start);
    return new Tree(cacheDatabase(bytes), 4, 2);
  }

  const leaves = ((): number[] => {
    const cursor = new BTreeCursor(new Tree(cacheDatabase(original), 4, 2));
    const pages: number[] = [];
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext())
      if (pages[pages.length - 1] !== cursor.page) pages.push(cursor.page);
    return pages;
  })();

  it('has more than one leaf to be damaged', () => expect(leaves.length).toBeGreaterThan(1));

  it('is refused when a leaf names a sibling that does not name it back', () => {
    for (const sibling of [7, leaves[0]]) {
      const tree = damagedCatalog(leaves[0], (bytes, start) => bytes.writeUInt32LE(sibling, start + 20));
      expect(codeOf(() => entriesOf(tree))).toBe(JET_errBadPageLink);
    }
  });

  it('is refused when its leaves form a ring', () => {
    const bytes = Buffer.from(original);
    const write = (page: number, offset: number, value: number): void => {
      const start = (page + 1) * pageBytes;
      bytes.writeUInt32LE(value, start + offset);
      const copy = new Uint32Array(pageBytes / 4);
      Buffer.from(copy.buffer).set(bytes.subarray(start, start + pageBytes));
      checksumPage(copy, 0, pageBytes, page);
      bytes.set(new Uint8Array(copy.buffer), start);
    };
    const last = leaves[leaves.length - 1];
    write(last, 20, leaves[0]);
    write(leaves[0], 16, last);
    expect(codeOf(() => entriesOf(new Tree(cacheDatabase(bytes), 4, 2)))).toBe(JET_errBadPageLink);
  });

  it('is refused when the way down leads to a page of another tree, or back to its root', () => {
    for (const child of [7, 4]) {
      const tree = damagedCatalog(4, (bytes, start) => {
        const tag = start + pageBytes - 8;
        const end = start + 40 + (bytes.readUInt16LE(tag + 2) & 0x1fff) + (bytes.readUInt16LE(tag) & 0x1fff);
        bytes.writeUInt32LE(child, end - 4);
      });
      expect(codeOf(() => new BTreeCursor(tree).moveFirst())).toBe(JET_errBadParentPageLink);
    }
  });
});
