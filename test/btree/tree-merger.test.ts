/** Pages that leave a tree, and cursors that stay where they are while others change it. */
import { describe, expect, it } from '@jest/globals';
import { BTreeCursor, GONE, ON_NODE } from '../../src/btree/cursor';
import { CHANGE_DONE } from '../../src/btree/change-result';
import { checkTree } from '../../src/maintenance/check-tree';
import { Findings } from '../../src/maintenance/findings';
import { SearchKey } from '../../src/page/search-key';
import { NewTree } from '../support/new-tree';
import { Random } from '../support/random';

const PAGES = [4096, 32768];

function key32(value: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(value);
  return key;
}

function expectSound(made: NewTree): void {
  const findings = new Findings();
  checkTree(made.tree, findings);
  expect(findings.corruptions).toEqual([]);
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const left = [...values];
  const order: T[] = [];
  while (left.length > 0) {
    const at = random.below(left.length);
    order.push(left[at]);
    left[at] = left[left.length - 1];
    left.pop();
  }
  return order;
}

function filled(pageBytes: number, count: number, dataBytes: number, isUnique = true): NewTree {
  const made = new NewTree(pageBytes, isUnique, 64);
  for (let value = 0; value < count; value++) made.insert(key32(value), Buffer.alloc(dataBytes, value));
  return made;
}

describe('a tree whose nodes go', () => {
  it.each(PAGES)('gives its pages back, whatever the order (%i-byte pages)', (pageBytes) => {
    for (const order of ['ascending', 'descending', 'random'] as const) {
      const count = pageBytes === 4096 ? 6000 : 2000;
      const made = filled(pageBytes, count, 60);
      const ascending = Array.from({ length: count }, (_, value) => value);
      const values =
        order === 'random'
          ? shuffled(ascending, new Random(7))
          : order === 'descending'
            ? ascending.reverse()
            : ascending;
      for (const [index, value] of values.entries()) {
        expect(made.remove(key32(value), Buffer.alloc(60, value))).toBe(CHANGE_DONE);
        if (index % 997 === 0) expectSound(made);
      }
      expectSound(made);
      expect(made.content()).toEqual([]);
      expect(made.freed.length).toBe(made.pages.pageCount() - 1);
      expect(new Set(made.freed).size).toBe(made.freed.length);
    }
  });

  it('gives back leaves whose last node was a large one', () => {
    const made = filled(4096, 200, 1500);
    for (let value = 0; value < 200; value++) made.remove(key32(value), Buffer.alloc(1500));
    expectSound(made);
    expect(made.freed.length).toBe(made.pages.pageCount() - 1);
  });

  it('goes on with pages that were given back', () => {
    const made = filled(4096, 3000, 60);
    const pages = made.pages.pageCount();
    for (let round = 0; round < 3; round++) {
      for (let value = 0; value < 3000; value++) made.remove(key32(value), Buffer.alloc(60, value));
      for (let value = 0; value < 3000; value++) made.insert(key32(value), Buffer.alloc(60, value));
      expectSound(made);
    }
    expect(made.pages.pageCount()).toBeLessThanOrEqual(pages + 2);
  });

  it('moves what is left of sparse leaves together', () => {
    const made = filled(4096, 6000, 60);
    for (let value = 0; value < 6000; value++)
      if (value % 40 !== 0) made.remove(key32(value), Buffer.alloc(60, value));
    expectSound(made);
    expect(made.content()).toHaveLength(150);
    expect(made.pages.pageCount() - made.freed.length).toBeLessThan(20);
  });

  it('holds where keys repeat, and the data tell nodes apart', () => {
    const made = new NewTree(4096, false, 64);
    const random = new Random(3);
    const entries = Array.from({ length: 4000 }, (_, n) => [n % 7, n] as const);
    for (const [value, n] of entries) made.insert(key32(value), key32(n));
    for (const [index, [value, n]] of shuffled(entries, random).entries()) {
      expect(made.remove(key32(value), key32(n))).toBe(CHANGE_DONE);
      if (index % 501 === 0) expectSound(made);
    }
    expect(made.content()).toEqual([]);
    expect(made.freed.length).toBe(made.pages.pageCount() - 1);
  });
});

describe('a cursor that is tracked', () => {
  it('stays on its node while others come and go', () => {
    const made = filled(4096, 2000, 40);
    const random = new Random(11);
    const cursor = new BTreeCursor(made.tree);
    cursor.track();
    const target = new SearchKey();
    for (let round = 0; round < 40; round++) {
      const on = 2 * random.below(1000);
      target.setKey(key32(on), 0, 4);
      cursor.find(target, false);
      for (let change = 0; change < 200; change++) {
        const value = 2 * random.below(1000) + 1;
        if (made.remove(key32(value), Buffer.alloc(40)) !== CHANGE_DONE)
          made.insert(key32(value), Buffer.alloc(1 + random.below(300)));
      }
      expect(cursor.state).toBe(ON_NODE);
      cursor.settle();
      const found = Buffer.alloc(4);
      cursor.node.copyKey(made.tree.slab, found, 0, 4);
      expect(found.readUInt32BE()).toBe(on);
      expectSound(made);
    }
  });

  it('is where its node was when that goes', () => {
    const made = filled(4096, 500, 40);
    const cursor = new BTreeCursor(made.tree);
    cursor.track();
    const target = new SearchKey();
    target.setKey(key32(250), 0, 4);
    cursor.find(target, false);
    for (let value = 240; value < 260; value++) made.remove(key32(value), Buffer.alloc(40));
    cursor.refresh();
    expect(cursor.state).toBe(GONE);
    expect(cursor.moveNext()).toBe(true);
    const found = Buffer.alloc(4);
    cursor.node.copyKey(made.tree.slab, found, 0, 4);
    expect(found.readUInt32BE()).toBe(260);
    cursor.movePrevious();
    cursor.node.copyKey(made.tree.slab, found, 0, 4);
    expect(found.readUInt32BE()).toBe(239);
    cursor.release();
  });
});
