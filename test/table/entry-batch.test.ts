import { describe, expect, it } from '@jest/globals';
import { EntryBatch } from '../../src/table/entry-batch';
import { Random } from '../support/random';

const ENTRIES = 2000;

interface Entry {
  readonly key: Buffer;
  readonly data: Buffer;
}

const add = (batch: EntryBatch, { key, data }: Entry): boolean =>
  batch.add(key, 0, key.length, data, data.length);

/** Every entry in the order of the batch, as hex. */
function sorted(batch: EntryBatch): string[] {
  batch.sort();
  return Array.from(batch.order.subarray(0, batch.count), (at) => {
    const start = batch.starts[at];
    const middle = start + batch.keyLengths[at];
    const hex = (from: number, to: number): string =>
      Buffer.from(batch.bytes.subarray(from, to)).toString('hex');
    return `${hex(start, middle)} ${hex(middle, middle + batch.dataLengths[at])}`;
  });
}

const compare = (a: Entry, b: Entry): number =>
  Buffer.compare(a.key, b.key) || Buffer.compare(a.data, b.data);

describe('a batch of entries', () => {
  it('is sorted by key, shorter keys first, and by data where keys are equal', () => {
    const random = new Random(7);
    const some = (most: number): Buffer =>
      Buffer.from(Array.from({ length: random.below(most + 1) }, () => [0, 1, 0x7f, 0xff][random.below(4)]));
    const entries = Array.from({ length: ENTRIES }, () => ({ key: some(12), data: some(4) }));
    const batch = new EntryBatch(1 << 20);
    for (const entry of entries) expect(add(batch, entry)).toBe(true);
    const expected = [...entries].sort(compare);
    expect(sorted(batch)).toEqual(
      expected.map(({ key, data }) => `${key.toString('hex')} ${data.toString('hex')}`),
    );
  });

  it('refuses what would take more memory than it may, but always takes one entry', () => {
    const batch = new EntryBatch(1000);
    const large = { key: Buffer.alloc(2000, 1), data: Buffer.of(1) };
    expect(add(batch, large)).toBe(true);
    expect(add(batch, large)).toBe(false);
    batch.clear();
    const small = { key: Buffer.alloc(20, 1), data: Buffer.of(1) };
    let taken = 0;
    while (add(batch, small)) taken++;
    expect(taken).toBe(22);
    expect(batch.count).toBe(22);
  });
});
