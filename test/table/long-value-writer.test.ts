/** Long values written in every way, against buffers changed alike; the trees and the space behind them stay sound. */
import { describe, expect, it } from '@jest/globals';
import { JET_errLVCorrupted, JET_errSuccess } from '../../errors/codes';
import { JET_bitSetAppendLV, JET_bitSetOverwriteLV, JET_bitSetSizeLV } from '../../include/grbits/update';
import { CHANGE_DONE } from '../../src/btree/change-result';
import { LongValueKey } from '../../src/record/long-value';
import { LongValueId } from '../../src/record/long-value-id';
import { LongValueChange } from '../../src/table/long-value-change';
import { LongValueWriter } from '../../src/table/long-value-writer';
import { codeOf } from '../support/code-of';
import { LongValueTable } from '../support/long-values';
import { Random } from '../support/random';
import { treeEntries } from '../support/tree-entries';

const PAGE_SIZES = [4096, 8192, 16384, 32768];

/** A record's reference to a value, and what the value should be. */
interface Holder {
  readonly id: LongValueId;
  content: Buffer;
}

class Model {
  readonly table: LongValueTable;
  readonly holders: Holder[] = [];
  readonly #random: Random;
  readonly #change = new LongValueChange();
  readonly #chunkMost: number;

  constructor(pageBytes: number, seed: number) {
    this.table = new LongValueTable(pageBytes);
    this.#random = new Random(seed);
    this.create();
    this.#chunkMost = this.table.longValues?.chunkMost ?? 0;
  }

  step(): void {
    const holder = this.#pick();
    const kind = holder === undefined ? 0 : this.#random.below(10);
    if (holder === undefined || kind < 2) this.create();
    else if (kind < 3) this.#share(holder);
    else if (kind < 5) this.#release(holder);
    else if (kind < 6) this.#apply(holder, JET_bitSetAppendLV, 0, this.#bytes());
    else if (kind < 7) this.#apply(holder, JET_bitSetSizeLV, 0, Buffer.alloc(1 + this.#length()));
    else {
      const overwrites = kind < 9 ? JET_bitSetOverwriteLV : JET_bitSetOverwriteLV | JET_bitSetSizeLV;
      this.#apply(holder, overwrites, this.#random.below(holder.content.length + 1), this.#bytes());
    }
  }

  create(): void {
    const id = new LongValueId();
    const content = this.#bytes();
    const padded = Buffer.concat([Buffer.alloc(3, 0xee), content]);
    const isCompressed = this.#random.below(2) === 0;
    const { writer } = this.table;
    expect(writer.create(id, padded, 3, content.length, isCompressed, null)).toBe(CHANGE_DONE);
    this.holders.push({ id, content });
  }

  check(): void {
    for (const { id, content } of this.holders) expect(this.table.read(id).equals(content)).toBe(true);
    expect(nodesOf(this.table)).toEqual(this.#expectedNodes());
    expect(this.table.complaints()).toEqual([]);
  }

  releaseAll(): void {
    for (const holder of [...this.holders]) this.#release(holder);
  }

  #expectedNodes(): string[] {
    const counts = new Map<number, number>();
    for (const { id } of this.holders) counts.set(id.low, (counts.get(id.low) ?? 0) + 1);
    const nodes: string[] = [];
    for (const [low, count] of [...counts].sort(([a], [b]) => a - b)) {
      const size = this.holders.find(({ id }) => id.low === low)?.content.length ?? 0;
      nodes.push(`${low}: ${count} of ${size}`);
      for (let at = 0; at < size; at += this.#chunkMost) nodes.push(`${low} at ${at}`);
    }
    return nodes;
  }

  #apply(holder: Holder, grbit: number, offset: number, bytes: Buffer): void {
    const old = holder.content;
    const change = this.#change;
    expect(change.plan(grbit, old.length, offset, bytes.length, 0)).toBe(JET_errSuccess);
    const isCompressed = this.#random.below(2) === 0;
    const { id } = holder;
    expect(this.table.writer.change(id, change, bytes, 0, isCompressed, null)).toBe(CHANGE_DONE);
    holder.content = changed(old, grbit, offset, bytes);
    expect(this.table.writer.sizeOf(id, null)).toBe(holder.content.length);
  }

  #share({ id, content }: Holder): void {
    const shared = new LongValueId();
    shared.copyFrom(id);
    expect(this.table.writer.addReference(shared, null)).toBe(CHANGE_DONE);
    expect(shared.low).toBe(id.low);
    this.holders.push({ id: shared, content });
  }

  #release(holder: Holder): void {
    expect(this.table.writer.release(holder.id, null)).toBe(CHANGE_DONE);
    this.holders.splice(this.holders.indexOf(holder), 1);
  }

  #pick(): Holder | undefined {
    return this.holders.length === 0 ? undefined : this.holders[this.#random.below(this.holders.length)];
  }

  /** Around the borders of chunks more often than elsewhere. */
  #length(): number {
    const chunk = this.#chunkMost === 0 ? 4000 : this.#chunkMost;
    const kind = this.#random.below(4);
    if (kind === 0) return this.#random.below(50);
    if (kind === 1) return this.#random.below(6) * chunk + this.#random.below(3);
    return this.#random.below(5 * chunk);
  }

  /** Text that shrinks, or bytes that do not. */
  #bytes(): Buffer {
    const bytes = Buffer.alloc(1 + this.#length());
    const isText = this.#random.below(2) === 0;
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = isText ? 0x61 + ((i + (i >> 7)) % 20) : this.#random.below(256);
    return bytes;
  }
}

function changed(old: Buffer, grbit: number, offset: number, bytes: Buffer): Buffer {
  if (grbit === JET_bitSetAppendLV) return Buffer.concat([old, bytes]);
  if (grbit === JET_bitSetSizeLV)
    return Buffer.concat([
      old.subarray(0, bytes.length),
      Buffer.alloc(Math.max(0, bytes.length - old.length)),
    ]);
  const head = [old.subarray(0, offset), bytes];
  return Buffer.concat(
    grbit === JET_bitSetOverwriteLV ? [...head, old.subarray(offset + bytes.length)] : head,
  );
}

/** The nodes of the tree, as text. */
function nodesOf(table: LongValueTable): string[] {
  if (table.longValues === null) return [];
  const key = new LongValueKey();
  return treeEntries(table.longValues.tree).map((entry) => {
    const bytes = Buffer.from(entry.key, 'hex');
    const data = Buffer.from(entry.data, 'hex');
    key.parse(bytes, 0, bytes.length);
    return key.isRoot
      ? `${key.lidLow}: ${data.readUInt32LE(0)} of ${data.readUInt32LE(4)}`
      : `${key.lidLow} at ${key.chunkOffset}`;
  });
}

function patterned(length: number): Buffer {
  const random = new Random(length);
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

describe.each(PAGE_SIZES)('long values in pages of %i bytes', (pageBytes) => {
  it.each([1, 2, 3])('are what buffers become that are changed alike (%i)', (seed) => {
    const model = new Model(pageBytes, seed * pageBytes);
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 10; i++) model.step();
      model.check();
    }
    model.releaseAll();
    model.check();
    expect(nodesOf(model.table)).toEqual([]);
  });
});

describe('a long value', () => {
  const table = new LongValueTable(4096);
  const { writer } = table;
  const change = new LongValueChange();

  function create(content: Buffer): LongValueId {
    const id = new LongValueId();
    expect(writer.create(id, content, 0, content.length, false, null)).toBe(CHANGE_DONE);
    return id;
  }

  it('gets the id after the highest in the tree', () => {
    const first = create(patterned(10));
    const second = create(patterned(20));
    expect([first.low, second.low]).toEqual([1, 2]);
    const again = new LongValueWriter(table);
    const third = new LongValueId();
    expect(again.create(third, patterned(5), 0, 5, false, null)).toBe(CHANGE_DONE);
    expect([third.low, third.high, third.byteLength]).toEqual([3, 0, 4]);
  });

  it('is copied before it is changed when others refer to it too', () => {
    const content = patterned(9000);
    const id = create(content);
    const copy = new LongValueId();
    copy.copyFrom(id);
    expect(writer.addReference(copy, null)).toBe(CHANGE_DONE);
    expect(copy.low).toBe(id.low);
    change.setOverwritten(content.length, 8000, 4, true);
    expect(writer.change(copy, change, Buffer.from('1234'), 0, false, null)).toBe(CHANGE_DONE);
    expect(copy.low).toBeGreaterThan(id.low);
    expect(table.read(id).equals(content)).toBe(true);
    const expected = Buffer.from(content);
    expected.write('1234', 8000);
    expect(table.read(copy).equals(expected)).toBe(true);
    expect(nodesOf(table)).toContain(`${id.low}: 1 of 9000`);
  });

  it('is made of a short one and what is added to it', () => {
    const old = patterned(700);
    const added = patterned(9000);
    change.setAppended(old.length, added.length);
    const id = new LongValueId();
    const padded = Buffer.concat([Buffer.alloc(9), old]);
    const done = writer.createFrom(id, change, padded, 9, old.length, added, 0, true, null);
    expect(done).toBe(CHANGE_DONE);
    expect(table.read(id).equals(Buffer.concat([old, added]))).toBe(true);
  });

  it('is corrupted when a chunk that must be changed is not there', () => {
    const damaged = new LongValueTable(4096);
    const content = patterned(9000);
    const id = new LongValueId();
    expect(damaged.writer.create(id, content, 0, content.length, false, null)).toBe(CHANGE_DONE);
    const key = Buffer.alloc(12);
    damaged.remove(key.subarray(0, id.writeChunkKey(key, 4014)));
    expect(codeOf(() => damaged.writer.release(id, null))).toBe(JET_errLVCorrupted);
    const other = new LongValueId();
    expect(damaged.writer.create(other, content, 0, content.length, false, null)).toBe(CHANGE_DONE);
    damaged.remove(key.subarray(0, other.writeChunkKey(key, 4014)));
    change.setOverwritten(9000, 4000, 50, true);
    expect(codeOf(() => damaged.writer.change(other, change, content, 0, false, null))).toBe(
      JET_errLVCorrupted,
    );
    id.set(77, 0, 4);
    expect(codeOf(() => damaged.writer.release(id, null))).toBe(JET_errLVCorrupted);
  });

  it('of 256 KiB is written and read', () => {
    const content = patterned(256 * 1024);
    expect(table.read(create(content)).equals(content)).toBe(true);
    expect(table.complaints()).toEqual([]);
  });
});
