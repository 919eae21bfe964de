import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CHANGE_DONE, CHANGE_DUPLICATE, CHANGE_MISSING } from '../../src/btree/change-result';
import { checkTree } from '../../src/maintenance/check-tree';
import { Findings } from '../../src/maintenance/findings';
import { maxNodeBytes } from '../../src/record/record-layout';
import { NewTree } from '../support/new-tree';
import { Random } from '../support/random';

const PAGE_SIZES = [4096, 8192, 16384, 32768];

function expectSound(made: NewTree): void {
  const findings = new Findings();
  checkTree(made.tree, findings);
  expect(findings.corruptions).toEqual([]);
}

const text = (key: Buffer, data: Buffer): string => `${key.toString('hex')} ${data.toString('hex')}`;
const sortedKeys = (model: Map<string, Buffer>): string[] =>
  [...model.keys()]
    .sort((a, b) => Buffer.compare(Buffer.from(a, 'hex'), Buffer.from(b, 'hex')))
    .map((key) => `${key} ${model.get(key)?.toString('hex')}`);

function key32(value: number, prefix = 'key'): Buffer {
  const key = Buffer.alloc(prefix.length + 4);
  key.write(prefix, 'latin1');
  key.writeUInt32BE(value, prefix.length);
  return key;
}

function depthOf({ tree, file }: NewTree): number {
  let depth = 1;
  for (let page = tree.rootPage; !tree.slab.isLeaf(file.fix(page)); depth++)
    page = tree.childAt(file.fix(page), 1);
  return depth;
}

type Order = 'ascending' | 'descending' | 'random';
const ORDERS: readonly Order[] = ['ascending', 'descending', 'random'];

function numbersIn(order: Order, count: number, seed: number): number[] {
  const numbers = Array.from({ length: count }, (_, i) => (order === 'descending' ? count - i : i));
  if (order !== 'random') return numbers;
  const random = new Random(seed);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}

describe.each(PAGE_SIZES)('a tree of %i-byte pages', (pageBytes) => {
  it.each(ORDERS)('holds what was inserted in %s order, in key order', (order) => {
    const made = new NewTree(pageBytes, true);
    const model = new Map<string, Buffer>();
    const random = new Random(pageBytes);
    for (const value of numbersIn(order, 2000, 7)) {
      const data = Buffer.alloc(1 + random.below(pageBytes >> 5), value);
      expect(made.insert(key32(value), data)).toBe(CHANGE_DONE);
      model.set(key32(value).toString('hex'), data);
    }
    expect(made.content()).toEqual(sortedKeys(model));
    expectSound(made);
    expect(made.insert(key32(1234), Buffer.from('x'))).toBe(CHANGE_DUPLICATE);
    expect(made.content().length).toBe(2000);
  });

  it('takes nodes of the largest size, wherever they belong', () => {
    const made = new NewTree(pageBytes, true);
    const most = maxNodeBytes(pageBytes) - 2 - 7;
    for (const value of [500, 100, 300, 200, 250, 50, 400]) {
      for (let near = 0; near < 6; near++) made.insert(key32(value + near), Buffer.alloc(20, near));
      expect(made.insert(key32(value + 10), Buffer.alloc(most - 16, 9))).toBe(CHANGE_DONE);
      expectSound(made);
    }
    expect(made.content().length).toBe(49);
  });
});

describe('a tree with long separators', () => {
  it.each(ORDERS)('grows several levels high in %s order and stays sound', (order) => {
    const made = new NewTree(4096, true, 16);
    const start = 'x'.repeat(380);
    const model = new Map<string, Buffer>();
    for (const value of numbersIn(order, 1500, 3)) {
      const data = Buffer.alloc(300, value);
      made.insert(key32(value, start), data);
      model.set(key32(value, start).toString('hex'), data);
    }
    expect(depthOf(made)).toBeGreaterThanOrEqual(3);
    expect(made.content()).toEqual(sortedKeys(model));
    expectSound(made);
  });
});

describe('pages filled in ascending order', () => {
  it('stay full: a tenth of each page or less is left free', () => {
    const made = new NewTree(4096, true);
    const data = Buffer.alloc(40, 1);
    for (let value = 0; value < 5000; value++) made.insert(key32(value), data);
    const bytes = made.pages.pageCount() * 4096;
    expect(bytes * 0.9).toBeLessThan(5000 * (40 + 4 + 4 + 4) + 3 * 4096);
    expectSound(made);
  });
});

describe('pages filled in order in the middle of a tree', () => {
  it('stay full, and the tree goes on to be sound', () => {
    const made = new NewTree(4096, true);
    const data = Buffer.alloc(40, 1);
    for (let value = 0; value < 400; value++) made.insert(key32(1000 * value), data);
    const before = made.pages.pageCount();
    for (let value = 1; value < 990; value++) made.insert(key32(200_000 + value), data);
    const used = 989 * (40 + 4 + 7 + 4);
    expect((made.pages.pageCount() - before) * 4096 * 0.85).toBeLessThan(used + 2 * 4096);
    expectSound(made);
    expect(made.content()).toHaveLength(1389);
  });
});

describe('pages of a tree with a density', () => {
  it.each([50, 80])('are filled to %i percent by appending', (density) => {
    const made = new NewTree(4096, true);
    made.tree.keepsFree = Math.floor((4056 * (100 - density)) / 100);
    const data = Buffer.alloc(40, 1);
    for (let value = 0; value < 3000; value++) made.insert(key32(value), data);
    const filled = (3000 * (40 + 4 + 4 + 4)) / (made.pages.pageCount() * 4096);
    expect(filled).toBeLessThan(density / 100 + 0.08);
    expect(filled).toBeGreaterThan(density / 100 - 0.15);
    expectSound(made);
  });
});

const key = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
  fc
    .tuple(fc.constantFrom('common/', 'common/beginning/', 'other'), fc.uint8Array({ maxLength: 200 }))
    .map(([start, rest]) => Uint8Array.from([...Buffer.from(start), ...rest])),
);
const entry = fc.tuple(key, fc.integer({ min: 1, max: 900 }), fc.nat(255));
const operation = fc.tuple(entry, fc.constantFrom('insert', 'insert', 'insert', 'replace', 'remove'));

describe('any changes of a tree', () => {
  it.each([4096, 16384])('leave what the same changes of a map leave (%i-byte pages)', (pageBytes) => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400, size: 'max' }), (operations) => {
        const made = new NewTree(pageBytes, true, 16);
        const model = new Map<string, Buffer>();
        for (const [[bytes, length, fill], kind] of operations) {
          const name = Buffer.from(bytes).toString('hex');
          const data = Buffer.alloc(length, fill);
          const isThere = model.has(name);
          if (kind === 'insert') {
            expect(made.insert(bytes, data)).toBe(isThere ? CHANGE_DUPLICATE : CHANGE_DONE);
            if (!isThere) model.set(name, data);
          } else if (kind === 'replace') {
            expect(made.replace(bytes, data)).toBe(isThere ? CHANGE_DONE : CHANGE_MISSING);
            if (isThere) model.set(name, data);
          } else {
            expect(made.remove(bytes, data)).toBe(isThere ? CHANGE_DONE : CHANGE_MISSING);
            model.delete(name);
          }
        }
        expect(made.content()).toEqual(sortedKeys(model));
        expectSound(made);
      }),
      { numRuns: 25 },
    );
  });

  it('keep equal keys apart by their data', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 0, max: 100000 })), { maxLength: 1500, size: 'max' }),
        (pairs) => {
          const made = new NewTree(4096, false, 16);
          const model = new Set<string>();
          for (const [value, data] of pairs) {
            const bookmark = key32(data, 'bookmark of the row ');
            const entryText = text(key32(value), bookmark);
            expect(made.insert(key32(value), bookmark)).toBe(
              model.has(entryText) ? CHANGE_DUPLICATE : CHANGE_DONE,
            );
            model.add(entryText);
          }
          expect(made.content()).toEqual([...model].sort());
          expectSound(made);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a failure to get a page', () => {
  it('leaves the tree as it was', () => {
    const made = new NewTree(4096, true);
    const data = Buffer.alloc(100, 1);
    for (let value = 0; value < 100; value++) made.insert(key32(2 * value), data);
    const before = made.content();
    const { grow } = made.pages;
    made.pages.grow = () => {
      throw new Error('disk full');
    };
    let failures = 0;
    for (let value = 0; value < 100; value++) {
      const count = made.content().length;
      try {
        made.insert(key32(2 * value + 1), Buffer.alloc(2000, 3));
      } catch {
        failures++;
        expect(made.content().length).toBe(count);
        expectSound(made);
      }
    }
    expect(failures).toBeGreaterThan(50);
    made.pages.grow = grow;
    expect(made.content()).toEqual(expect.arrayContaining(before));
    for (let value = 200; value < 300; value++) expect(made.insert(key32(value), data)).toBe(CHANGE_DONE);
    expectSound(made);
  });
});
