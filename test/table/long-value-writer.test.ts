/** Long values written in every way, against buffers changed alike; the trees and the space behind them stay sound. */
import { describe, expect, it } from '@jest/globals';
import { JET_errLVCorrupted, JET_errSuccess } from '../../errors/codes';
import { JET_bitSetAppendLV, JET_bitSetOverwriteLV, JET_bitSetSizeLV } from '../../include/grbits/update';
import { CHANGE_CONFLICT, CHANGE_DONE } from '../../src/btree/change-result';
import { LongValueId } from '../../src/record/long-value-id';
import { LongValueChange } from '../../src/table/long-value-change';
import { LongValueWriter } from '../../src/table/long-value-writer';
import type { Transaction } from '../../src/version/transaction';
import { codeOf } from '../support/code-of';
import { LongValueTable } from '../support/long-values';
import { Random } from '../support/random';

const PAGE_SIZES = [4096, 8192, 16384, 32768];

/** A record's reference to a value, and what the value should be. */
interface Holder {
  readonly id: LongValueId;
  content: Buffer;
}

const copyOf = ({ id, content }: Holder): Holder => {
  const copy = new LongValueId();
  copy.copyFrom(id);
  return { id: copy, content };
};

class Model {
  readonly table: LongValueTable;
  holders: Holder[] = [];
  by: Transaction | null = null;
  /** Somebody who began earlier and should see what was then. */
  #witness: { readonly view: Transaction; readonly holders: Holder[] } | null = null;
  #before: Holder[] = [];
  readonly #random: Random;
  readonly #change = new LongValueChange();
  readonly #chunkMost: number;

  constructor(pageBytes: number, seed: number) {
    this.table = new LongValueTable(pageBytes);
    this.#random = new Random(seed);
    this.#chunkMost = this.table.longValues.chunkMost;
  }

  begin(): void {
    this.by = this.table.begin();
    this.#before = this.holders.map(copyOf);
  }

  end(): void {
    if (this.by === null) return;
    if (this.#random.below(3) === 0) {
      this.table.transactions.rollback(this.by);
      this.holders = this.#before;
    } else this.table.transactions.commit(this.by, true);
    this.by = null;
  }

  /** Somebody else begins to look, or is asked what is seen. */
  witness(): void {
    if (this.#witness === null) {
      const committed = this.by === null ? this.holders : this.#before;
      this.#witness = { view: this.table.begin(), holders: committed.map(copyOf) };
      return;
    }
    const { view, holders } = this.#witness;
    for (const { id, content } of holders) expect(this.table.read(id, view).equals(content)).toBe(true);
    if (this.#random.below(2) === 0) return;
    this.table.transactions.commit(view, true);
    this.#witness = null;
  }

  endWitness(): void {
    if (this.#witness !== null) this.table.transactions.rollback(this.#witness.view);
    this.#witness = null;
  }

  step(): void {
    const holder = this.#pick();
    const kind = holder === undefined ? 0 : this.#random.below(10);
    if (holder === undefined || kind < 2) this.#create();
    else if (kind < 3) this.#share(holder);
    else if (kind < 5) this.#release(holder);
    else if (kind < 6) this.#apply(holder, JET_bitSetAppendLV, 0, this.#bytes());
    else if (kind < 7) this.#apply(holder, JET_bitSetSizeLV, 0, Buffer.alloc(1 + this.#length()));
    else {
      const overwrites = kind < 9 ? JET_bitSetOverwriteLV : JET_bitSetOverwriteLV | JET_bitSetSizeLV;
      this.#apply(holder, overwrites, this.#random.below(holder.content.length + 1), this.#bytes());
    }
  }

  check(): void {
    for (const { id, content } of this.holders) {
      expect(this.table.writer.sizeOf(id, this.by)).toBe(content.length);
      expect(this.table.read(id, this.by).equals(content)).toBe(true);
    }
    expect(this.table.nodes()).toEqual(this.#expectedNodes());
    expect(this.table.complaints()).toEqual([]);
  }

  releaseAll(): void {
    for (const holder of [...this.holders]) this.#release(holder);
  }

  #create(): void {
    const id = new LongValueId();
    const content = this.#bytes();
    const padded = Buffer.concat([Buffer.alloc(3, 0xee), content]);
    const isCompressed = this.#random.below(2) === 0;
    const { writer } = this.table;
    expect(writer.create(id, padded, 3, content.length, isCompressed, this.by)).toBe(CHANGE_DONE);
    this.holders.push({ id, content });
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
    expect(this.table.writer.change(id, change, bytes, 0, isCompressed, this.by)).toBe(CHANGE_DONE);
    holder.content = changed(old, grbit, offset, bytes);
  }

  #share(holder: Holder): void {
    const shared = copyOf(holder);
    expect(this.table.writer.addReference(shared.id, this.by)).toBe(CHANGE_DONE);
    expect(shared.id.low).toBe(holder.id.low);
    this.holders.push(shared);
  }

  #release(holder: Holder): void {
    expect(this.table.writer.release(holder.id, this.by)).toBe(CHANGE_DONE);
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

function patterned(length: number): Buffer {
  const random = new Random(length);
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

describe.each(PAGE_SIZES)('long values in pages of %i bytes', (pageBytes) => {
  it('are what buffers become that are changed alike, for everybody at once', () => {
    const model = new Model(pageBytes, pageBytes);
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 10; i++) model.step();
      model.check();
    }
    model.releaseAll();
    expect(model.table.nodes()).toEqual([]);
    expect(model.table.complaints()).toEqual([]);
  });

  it.each([1, 2])('are that within transactions, and others see what was (%i)', (seed) => {
    const model = new Model(pageBytes, seed * pageBytes);
    for (let round = 0; round < 24; round++) {
      model.begin();
      for (let i = 0; i < 6; i++) model.step();
      model.witness();
      model.check();
      model.end();
      model.witness();
      model.check();
    }
    model.endWitness();
    model.begin();
    model.releaseAll();
    model.end();
    model.check();
  });
});

describe('a long value', () => {
  const table = new LongValueTable(4096);
  const { writer, transactions } = table;
  const change = new LongValueChange();

  function create(content: Buffer, by: Transaction | null = null): LongValueId {
    const id = new LongValueId();
    expect(writer.create(id, content, 0, content.length, false, by)).toBe(CHANGE_DONE);
    return id;
  }

  it('gets the id after the highest in the tree, and none that a rollback may bring back', () => {
    const first = create(patterned(10));
    const second = create(patterned(20));
    expect([first.low, second.low]).toEqual([1, 2]);
    const remover = table.begin();
    expect(writer.release(second, remover)).toBe(CHANGE_DONE);
    const by = table.begin();
    const third = new LongValueId();
    expect(new LongValueWriter(table).create(third, patterned(5), 0, 5, false, by)).toBe(CHANGE_DONE);
    expect([third.low, third.high, third.byteLength]).toEqual([3, 0, 4]);
    transactions.rollback(by);
    transactions.rollback(remover);
    expect(table.read(second).equals(patterned(20))).toBe(true);
  });

  it('is copied before it is changed when others refer to it too', () => {
    const content = patterned(9000);
    const id = create(content);
    const by = table.begin();
    const copy = new LongValueId();
    copy.copyFrom(id);
    expect(writer.addReference(copy, by)).toBe(CHANGE_DONE);
    expect(copy.low).toBe(id.low);
    change.setOverwritten(content.length, 8000, 4, true);
    expect(writer.change(copy, change, Buffer.from('1234'), 0, false, by)).toBe(CHANGE_DONE);
    expect(copy.low).toBeGreaterThan(id.low);
    expect(table.read(id, by).equals(content)).toBe(true);
    const expected = Buffer.from(content);
    expected.write('1234', 8000);
    expect(table.read(copy, by).equals(expected)).toBe(true);
    transactions.commit(by, true);
    expect(table.nodes()).toContain(`${id.low}: 1 of 9000`);
    expect(table.nodes()).toContain(`${copy.low}: 1 of 9000`);
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
    const changeIt = (): number => damaged.writer.change(other, change, content, 0, false, null);
    expect(codeOf(changeIt)).toBe(JET_errLVCorrupted);
    id.set(77, 0, 4);
    expect(codeOf(() => damaged.writer.release(id, null))).toBe(JET_errLVCorrupted);
  });

  it('of 256 KiB is written and read', () => {
    const content = patterned(256 * 1024);
    expect(table.read(create(content)).equals(content)).toBe(true);
    expect(table.complaints()).toEqual([]);
  });
});

describe('a long value that two sessions use', () => {
  const content = patterned(5000);
  const change = new LongValueChange();

  function shared(references: number): {
    table: LongValueTable;
    id: LongValueId;
    a: Transaction;
    b: Transaction;
  } {
    const table = new LongValueTable(4096);
    const id = new LongValueId();
    expect(table.writer.create(id, content, 0, content.length, false, null)).toBe(CHANGE_DONE);
    for (let i = 1; i < references; i++) expect(table.writer.addReference(id, null)).toBe(CHANGE_DONE);
    return { table, id, a: table.begin(), b: table.begin() };
  }

  it('is changed by one of them at a time', () => {
    const { table, id, a, b } = shared(1);
    const { writer } = table;
    change.setOverwritten(content.length, 10, 3, true);
    expect(writer.change(id, change, Buffer.from('abc'), 0, false, a)).toBe(CHANGE_DONE);
    expect(writer.change(id, change, Buffer.from('xyz'), 0, false, b)).toBe(CHANGE_CONFLICT);
    change.setAppended(content.length, 3);
    expect(writer.change(id, change, Buffer.from('xyz'), 0, false, b)).toBe(CHANGE_CONFLICT);
    table.transactions.rollback(b);
    table.transactions.commit(a, true);
    expect(table.read(id).toString('latin1', 10, 13)).toBe('abc');
  });

  it('can be referred to, and let go of, by both at once', () => {
    const { table, id, a, b } = shared(3);
    const { writer } = table;
    expect(writer.addReference(id, a)).toBe(CHANGE_DONE);
    expect(writer.release(id, b)).toBe(CHANGE_DONE);
    expect(writer.release(id, b)).toBe(CHANGE_DONE);
    table.transactions.rollback(a);
    table.transactions.commit(b, true);
    expect(table.nodes()[0]).toBe(`${id.low}: 1 of 5000`);
  });

  it('is copied for who changes it while the other has not committed a reference', () => {
    const { table, id, a, b } = shared(1);
    expect(table.writer.addReference(id, a)).toBe(CHANGE_DONE);
    const own = new LongValueId();
    own.copyFrom(id);
    change.setAppended(content.length, 1);
    expect(table.writer.change(own, change, Buffer.from('!'), 0, false, b)).toBe(CHANGE_DONE);
    expect(own.low).not.toBe(id.low);
    expect(table.read(own, b).equals(Buffer.concat([content, Buffer.from('!')]))).toBe(true);
    expect(table.read(id, a).equals(content)).toBe(true);
    table.transactions.commit(b, true);
    table.transactions.commit(a, true);
    expect(table.nodes()).toContain(`${id.low}: 1 of 5000`);
    expect(table.nodes()).toContain(`${own.low}: 1 of 5001`);
  });

  it('is copied for who refers to it while the other changes it', () => {
    const { table, id, a, b } = shared(1);
    change.setResized(content.length, 20);
    expect(table.writer.change(id, change, content, 0, false, a)).toBe(CHANGE_DONE);
    const own = new LongValueId();
    own.copyFrom(id);
    expect(table.writer.addReference(own, b)).toBe(CHANGE_DONE);
    expect(own.low).not.toBe(id.low);
    table.transactions.commit(a, true);
    expect(table.read(own, b).equals(content)).toBe(true);
    table.transactions.commit(b, true);
    expect(table.read(id).equals(content.subarray(0, 20))).toBe(true);
  });

  it('is let go of by both although neither sees that it is the last', () => {
    const { table, id, a, b } = shared(2);
    expect(table.writer.release(id, a)).toBe(CHANGE_DONE);
    expect(table.writer.release(id, b)).toBe(CHANGE_DONE);
    table.transactions.commit(a, true);
    table.transactions.commit(b, true);
    expect(table.nodes()[0]).toBe(`${id.low}: 0 of 5000`);
  });
});
