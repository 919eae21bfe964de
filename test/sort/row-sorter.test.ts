import { afterEach, describe, expect, it } from '@jest/globals';
import type { OpenFile } from '../../src/os/file-system';
import { dataLengthAt, ENTRY_HEADER_BYTES, keyLengthAt } from '../../src/sort/entry';
import { RowSorter } from '../../src/sort/row-sorter';
import { MemoryFileSystem } from '../support/memory-file-system';
import { Random } from '../support/random';

/** Sorts of 2 KiB of memory, so that few rows make many runs. */
const SMALL = 2048;

interface Row {
  readonly key: Buffer;
  readonly data: Buffer;
}

class Scratch {
  readonly files = new MemoryFileSystem();
  opened = 0;
  open = 0;

  openScratch(): OpenFile {
    const file = this.files.open(`scratch-${this.opened++}`, 'createNew');
    this.open++;
    const close = file.close.bind(file);
    file.close = () => {
      this.open--;
      close();
    };
    return file;
  }
}

let scratch = new Scratch();

afterEach(() => {
  expect(scratch.open).toBe(0);
  scratch = new Scratch();
});

const compareRows = (a: Row, b: Row): number =>
  Buffer.compare(a.key, b.key) || Buffer.compare(a.data, b.data);

function ordered(rows: readonly Row[], keysAreUnique: boolean): string[] {
  const sorted = [...rows].sort(compareRows);
  const kept = keysAreUnique
    ? sorted.filter(({ key }, i) => i === 0 || !key.equals(sorted[i - 1].key))
    : sorted;
  return kept.map(textOf);
}

const textOf = ({ key, data }: Row): string => `${key.toString('hex')}=${data.toString('hex')}`;

function entryAt(bytes: Uint8Array, start: number): string {
  const body = start + ENTRY_HEADER_BYTES;
  const keyEnd = body + keyLengthAt(bytes, start);
  const key = Buffer.from(bytes.subarray(body, keyEnd));
  return textOf({ key, data: Buffer.from(bytes.subarray(keyEnd, keyEnd + dataLengthAt(bytes, start))) });
}

function readAll(sorter: RowSorter): string[] {
  const merge = sorter.merge();
  if (merge === null) {
    const { buffer } = sorter;
    return Array.from({ length: buffer.count }, (_, i) => entryAt(buffer.bytes, buffer.starts[i]));
  }
  const rows: string[] = [];
  while (merge.next()) rows.push(entryAt(merge.bytes, merge.start));
  return rows;
}

function sortAll(rows: readonly Row[], keysAreUnique: boolean, bufferBytes?: number): string[] {
  const sorter = new RowSorter(scratch, keysAreUnique, bufferBytes);
  for (const { key, data } of rows) sorter.add(key, key.length, data, 0, data.length);
  sorter.finish();
  const read = readAll(sorter);
  sorter.release();
  return read;
}

/** Keys of several lengths with few different bytes: many are equal, or begin with another one. */
function rowsOf(random: Random, count: number, prefix = ''): Row[] {
  return Array.from({ length: count }, () => ({
    key: Buffer.from(
      prefix + 'ab\0\xff'.charAt(random.below(4)).repeat(random.below(6)) + String(random.below(40)),
    ),
    data: Buffer.from([random.below(3), random.below(256)].slice(0, random.below(3))),
  }));
}

describe.each([true, false])('rows in order, unique keys %s', (keysAreUnique) => {
  it('in memory', () => {
    const rows = rowsOf(new Random(1), 3000);
    expect(sortAll(rows, keysAreUnique)).toEqual(ordered(rows, keysAreUnique));
    expect(scratch.opened).toBe(0);
  });

  it('whose keys begin with the same bytes, more than a number holds', () => {
    const rows = rowsOf(new Random(2), 2000, 'a long beginning that all have in common ');
    expect(sortAll(rows, keysAreUnique)).toEqual(ordered(rows, keysAreUnique));
  });

  it('in runs', () => {
    const rows = rowsOf(new Random(3), 2000);
    expect(sortAll(rows, keysAreUnique, SMALL)).toEqual(ordered(rows, keysAreUnique));
    expect(scratch.opened).toBe(1);
  });

  it('in more runs than are merged at once', () => {
    const rows = rowsOf(new Random(4), 30_000);
    expect(sortAll(rows, keysAreUnique, SMALL)).toEqual(ordered(rows, keysAreUnique));
    expect(scratch.opened).toBeGreaterThan(1);
  });

  it('none and one', () => {
    const [row] = rowsOf(new Random(5), 1);
    expect(sortAll([], keysAreUnique)).toEqual([]);
    expect(sortAll([row], keysAreUnique)).toEqual([textOf(row)]);
  });

  it('as long as rows can be', () => {
    const random = new Random(6);
    const rows = Array.from({ length: 60 }, () => ({
      key: Buffer.alloc(2000, random.below(8)),
      data: Buffer.alloc(32_000 + random.below(700), random.below(3)),
    }));
    expect(sortAll(rows, keysAreUnique, 100_000)).toEqual(ordered(rows, keysAreUnique));
  });
});

it('rows are found by their keys', () => {
  const sorter = new RowSorter(scratch, true);
  for (const key of ['b', 'd', 'f']) sorter.add(Buffer.from(key), 1, Buffer.alloc(0), 0, 0);
  sorter.finish();
  const { buffer } = sorter;
  const found = ['a', 'b', 'c', 'f', 'g'].map((key) => buffer.lowerBound(Buffer.from(key), 1));
  expect(found).toEqual([0, 0, 1, 2, 3]);
  expect(buffer.compareKey(1, Buffer.from('d'), 1)).toBe(0);
  expect(buffer.compareKey(1, Buffer.from('da'), 2)).toBeLessThan(0);
  sorter.release();
});

it('two readers of the same runs do not disturb each other, and one can begin again', () => {
  const rows = rowsOf(new Random(7), 1000);
  const sorter = new RowSorter(scratch, false, SMALL);
  for (const { key, data } of rows) sorter.add(key, key.length, data, 0, data.length);
  sorter.finish();
  const one = sorter.merge();
  const other = sorter.merge();
  for (let i = 0; i < 500; i++) one?.next();
  other?.next();
  expect(entryAt(other?.bytes ?? Buffer.alloc(0), other?.start ?? 0)).toBe(ordered(rows, false)[0]);
  one?.rewind();
  one?.next();
  expect(entryAt(one?.bytes ?? Buffer.alloc(0), one?.start ?? 0)).toBe(ordered(rows, false)[0]);
  sorter.release();
});

it('a run that the disk refused is written again, with every row', () => {
  const rows = rowsOf(new Random(8), 3000);
  const sorter = new RowSorter(scratch, false, 200_000);
  const add = ({ key, data }: Row): void => sorter.add(key, key.length, data, 0, data.length);
  for (const { key } of rows) add({ key, data: Buffer.alloc(50) });
  scratch.files.failNth('write', 2, 'ENOSPC');
  const big = { key: Buffer.from('k'), data: Buffer.alloc(30_000) };
  expect(() => add(big)).toThrow('ENOSPC');
  add(big);
  sorter.finish();
  expect(readAll(sorter)).toEqual(
    ordered([...rows.map(({ key }) => ({ key, data: Buffer.alloc(50) })), big], false),
  );
  sorter.release();
});
