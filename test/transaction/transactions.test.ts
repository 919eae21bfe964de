/** What transactions see, whom they meet, and what is taken back. */
import { describe, expect, it } from '@jest/globals';
import { BTreeCursor } from '../../src/btree/cursor';
import {
  CHANGE_CONFLICT,
  CHANGE_DONE,
  CHANGE_DUPLICATE,
  CHANGE_MISSING,
} from '../../src/btree/change-result';
import { TreeWriter } from '../../src/btree/insert';
import type { Tree } from '../../src/btree/tree';
import { SearchKey } from '../../src/page/search-key';
import { Transactions } from '../../src/transaction/transactions';
import { Transaction } from '../../src/version/transaction';
import { VERSION_READ_LOCK } from '../../src/version/version';
import { VersionStore } from '../../src/version/version-store';
import { NewDatabase } from '../support/new-database';
import { Random } from '../support/random';

const LOTS = 1 << 26;

class Sessions {
  readonly made = new NewDatabase(4096, 64, 16);
  readonly versions: VersionStore;
  readonly transactions: Transactions;
  readonly writer: TreeWriter;
  readonly tree: Tree;
  readonly #target = new SearchKey();
  #lastSession = 20;

  constructor(mostBytes = LOTS, isUnique = true) {
    this.versions = new VersionStore(mostBytes);
    this.transactions = new Transactions({ log: null, rollbackFailed: () => undefined }, this.versions);
    this.writer = new TreeWriter(this.made.log, this.made.space, this.versions);
    this.made.file.versions = this.versions;
    this.transactions.addDatabase(this.writer);
    this.tree = this.made.createTree(undefined, { isUnique });
  }

  session(): Transaction {
    return new Transaction(this.#lastSession++);
  }

  begun(): Transaction {
    const session = this.session();
    this.transactions.begin(session, false);
    return session;
  }

  insert(by: Transaction, key: string, data: string): number {
    return this.writer.insert(this.tree, this.#aim(key), Buffer.from(data), 0, data.length, by);
  }

  replace(by: Transaction, key: string, data: string): number {
    return this.writer.replace(this.tree, this.#aim(key), Buffer.from(data), 0, data.length, by);
  }

  remove(by: Transaction, key: string): number {
    return this.writer.remove(this.tree, this.#aim(key), by);
  }

  add(by: Transaction, key: string, delta: number): number {
    return this.writer.addDelta(this.tree, this.#aim(key), 0, 4, BigInt(delta), by);
  }

  lock(by: Transaction, key: string): number {
    return this.writer.lock(this.tree, this.#aim(key), by);
  }

  lockForReading(by: Transaction, key: string): number {
    return this.writer.lock(this.tree, this.#aim(key), by, VERSION_READ_LOCK);
  }

  /** What a session sees, as text. */
  seen(by: Transaction | null): string {
    const cursor = new BTreeCursor(this.tree, by);
    const found: string[] = [];
    for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) {
      cursor.settle();
      const key = Buffer.alloc(cursor.node.keyLength);
      cursor.node.copyKey(this.tree.slab, key, 0, key.length);
      const { dataBytes, dataStart, dataLength } = cursor;
      found.push(
        `${key.toString()}=${Buffer.from(dataBytes).toString('latin1', dataStart, dataStart + dataLength)}`,
      );
    }
    return found.join(' ');
  }

  number(by: Transaction): number {
    const cursor = new BTreeCursor(this.tree, by);
    cursor.moveFirst();
    cursor.settle();
    return cursor.dataView.getInt32(cursor.dataStart, true);
  }

  #aim(key: string): SearchKey {
    const bytes = Buffer.from(key);
    this.#target.setKey(bytes, 0, bytes.length);
    return this.#target;
  }
}

describe('what a transaction sees', () => {
  it('is what was committed before it began, and its own changes', () => {
    const world = new Sessions();
    const setUp = world.begun();
    world.insert(setUp, 'a', '1');
    world.insert(setUp, 'b', '1');
    world.transactions.commit(setUp, true);
    const early = world.begun();
    const writer = world.begun();
    expect(world.replace(writer, 'a', 'two')).toBe(CHANGE_DONE);
    expect(world.remove(writer, 'b')).toBe(CHANGE_DONE);
    expect(world.insert(writer, 'c', 'new')).toBe(CHANGE_DONE);
    expect(world.seen(writer)).toBe('a=two c=new');
    expect(world.seen(early)).toBe('a=1 b=1');
    expect(world.seen(world.begun())).toBe('a=1 b=1');
    world.transactions.commit(writer, true);
    expect(world.seen(early)).toBe('a=1 b=1');
    expect(world.seen(world.begun())).toBe('a=two c=new');
    world.transactions.rollback(early);
  });

  it('outside of transactions is what was committed last', () => {
    const world = new Sessions();
    const writer = world.begun();
    world.insert(writer, 'a', '1');
    const reader = world.session();
    expect(world.seen(reader)).toBe('');
    world.transactions.commit(writer, true);
    expect(world.seen(reader)).toBe('a=1');
  });

  it('does not contain deltas of others, which add up', () => {
    const world = new Sessions();
    const setUp = world.begun();
    world.insert(setUp, 'n', '\0\0\0\0');
    world.transactions.commit(setUp, true);
    const [one, two, three] = [world.begun(), world.begun(), world.begun()];
    expect(world.add(one, 'n', 5)).toBe(CHANGE_DONE);
    expect(world.add(two, 'n', -70000)).toBe(CHANGE_DONE);
    expect([one, two, three].map((each) => world.number(each))).toEqual([5, -70000, 0]);
    expect(world.replace(three, 'n', 'four')).toBe(CHANGE_CONFLICT);
    world.transactions.rollback(one);
    expect(world.number(two)).toBe(-70000);
    world.transactions.commit(two, true);
    expect(world.number(three)).toBe(0);
    expect(world.number(world.begun())).toBe(-70000);
  });
});

describe('conflicts', () => {
  it('are with changes that are not committed, or not before one began', () => {
    const world = new Sessions();
    const setUp = world.begun();
    for (const key of ['a', 'b', 'c']) world.insert(setUp, key, '1');
    world.transactions.commit(setUp, true);
    const late = world.begun();
    const first = world.begun();
    world.replace(first, 'a', '2');
    world.remove(first, 'b');
    expect(world.lock(first, 'c')).toBe(CHANGE_DONE);
    for (const key of ['a', 'b', 'c']) {
      expect(world.replace(late, key, '3')).toBe(CHANGE_CONFLICT);
      expect(world.remove(late, key)).toBe(CHANGE_CONFLICT);
    }
    expect(world.insert(late, 'b', '9')).toBe(CHANGE_CONFLICT);
    expect(world.insert(late, 'a', '9')).toBe(CHANGE_DUPLICATE);
    world.transactions.commit(first, true);
    expect(world.replace(late, 'a', '3')).toBe(CHANGE_CONFLICT);
    expect(world.insert(late, 'b', '9')).toBe(CHANGE_CONFLICT);
    world.transactions.rollback(late);
    const next = world.begun();
    expect(world.replace(next, 'a', '3')).toBe(CHANGE_DONE);
    expect(world.remove(next, 'b')).toBe(CHANGE_MISSING);
    expect(world.insert(next, 'b', '9')).toBe(CHANGE_DONE);
    expect(world.seen(next)).toBe('a=3 b=9 c=1');
  });
});

describe('read locks', () => {
  /** Some sessions, begun after a row `a` and a number `n` were committed. */
  function among(): { world: Sessions; one: Transaction; two: Transaction; three: Transaction } {
    const world = new Sessions();
    const setUp = world.begun();
    world.insert(setUp, 'a', '1');
    world.insert(setUp, 'n', '\0\0\0\0');
    world.transactions.commit(setUp, true);
    return { world, one: world.begun(), two: world.begun(), three: world.begun() };
  }

  it('get along with each other, and with no change of others', () => {
    const { world, one, two, three } = among();
    expect(world.lockForReading(one, 'a')).toBe(CHANGE_DONE);
    expect(world.lockForReading(two, 'a')).toBe(CHANGE_DONE);
    for (const by of [one, two, three]) {
      expect(world.replace(by, 'a', '2')).toBe(CHANGE_CONFLICT);
      expect(world.remove(by, 'a')).toBe(CHANGE_CONFLICT);
      expect(world.lock(by, 'a')).toBe(CHANGE_CONFLICT);
    }
    world.transactions.commit(one, true);
    expect(world.replace(two, 'a', '2')).toBe(CHANGE_CONFLICT);
    world.transactions.rollback(two);
    expect(world.replace(three, 'a', '2')).toBe(CHANGE_CONFLICT);
    expect(world.replace(world.begun(), 'a', '2')).toBe(CHANGE_DONE);
  });

  it('become write locks where nobody else reads', () => {
    const { world, one, two } = among();
    world.lockForReading(one, 'a');
    expect(world.lock(one, 'a')).toBe(CHANGE_DONE);
    expect(world.lockForReading(two, 'a')).toBe(CHANGE_CONFLICT);
    expect(world.replace(one, 'a', '2')).toBe(CHANGE_DONE);
    world.transactions.rollback(one);
    expect(world.seen(null)).toMatch('a=1');
    expect(world.lockForReading(two, 'a')).toBe(CHANGE_DONE);
    world.transactions.rollback(two);
  });

  it.each(['one', 'two'] as const)('leave each other alone when %p is rolled back first', (first) => {
    const { world, three, ...both } = among();
    for (const by of [both.one, both.two]) world.lockForReading(by, 'a');
    world.transactions.rollback(both[first]);
    expect(world.replace(three, 'a', '2')).toBe(CHANGE_CONFLICT);
    world.transactions.rollback(both[first === 'one' ? 'two' : 'one']);
    expect(world.replace(three, 'a', '2')).toBe(CHANGE_DONE);
    world.transactions.rollback(three);
    expect(world.versions.count).toBe(0);
  });

  it('and locks keep additions of others away, also after an own one', () => {
    const { world, one, two } = among();
    world.add(one, 'n', 1);
    expect(world.lockForReading(two, 'n')).toBe(CHANGE_CONFLICT);
    expect(world.lock(one, 'n')).toBe(CHANGE_DONE);
    expect(world.add(two, 'n', 1)).toBe(CHANGE_CONFLICT);
    world.transactions.rollback(one);
    expect(world.lockForReading(two, 'n')).toBe(CHANGE_DONE);
  });
});

describe('a rollback', () => {
  it('takes back what its level did, and no more', () => {
    const world = new Sessions();
    const by = world.begun();
    world.insert(by, 'a', '1');
    world.transactions.begin(by, false);
    world.replace(by, 'a', 'much longer');
    world.remove(by, 'a');
    world.insert(by, 'a', 'again');
    world.insert(by, 'b', '2');
    world.transactions.begin(by, false);
    world.remove(by, 'b');
    world.transactions.commit(by, true);
    expect(world.seen(by)).toBe('a=again');
    world.transactions.rollback(by);
    expect(world.seen(by)).toBe('a=1');
    const savepoint = world.transactions.savepoint();
    world.insert(by, 'c', '3');
    world.remove(by, 'a');
    world.transactions.rollbackTo(by, savepoint);
    expect(world.seen(by)).toBe('a=1');
    world.transactions.commit(by, true);
    expect(world.seen(null)).toBe('a=1');
    expect(world.versions.count).toBe(0);
  });

  it('has room for what comes back, however others used what was given up', () => {
    const world = new Sessions();
    const setUp = world.begun();
    for (let n = 0; n < 40; n++) world.insert(setUp, `k${n}`, 'x'.repeat(500));
    world.transactions.commit(setUp, true);
    const before = world.seen(null);
    const shrinking = world.begun();
    const growing = world.begun();
    for (let n = 0; n < 40; n += 2) expect(world.replace(shrinking, `k${n}`, 'y')).toBe(CHANGE_DONE);
    for (let n = 0; n < 200; n++) world.insert(growing, `k${n % 40}+${n}`, 'z'.repeat(90));
    world.transactions.rollback(shrinking);
    world.transactions.rollback(growing);
    expect(world.seen(null)).toBe(before);
    expect(world.versions.count).toBe(0);
    expect(world.versions.shrunk).toBe(0);
  });
});

describe('the version store', () => {
  it('keeps versions while somebody sees the old state, and refuses more than fits', () => {
    const world = new Sessions(20_000);
    const reader = world.begun();
    const by = world.begun();
    let done = 0;
    expect(() => {
      for (; done < 1000; done++) world.insert(by, `key${done}`, 'data');
    }).toThrow();
    expect(done).toBeGreaterThan(50);
    world.transactions.commit(by, true);
    expect(world.versions.count).toBe(done);
    expect(world.seen(reader)).toBe('');
    world.transactions.commit(reader, true);
    expect(world.versions.count).toBe(0);
    expect(world.seen(null).split(' ')).toHaveLength(done);
  });
});

describe('a database that is to go', () => {
  it('is settled although somebody still sees the old state, and not while a change is open', () => {
    const world = new Sessions();
    const { file } = world.made;
    const reader = world.begun();
    const by = world.begun();
    world.insert(by, 'a', '1');
    world.insert(by, 'b', '1');
    expect(world.transactions.settleDatabase(file)).toBe(false);
    world.transactions.commit(by, true);
    const other = world.begun();
    world.remove(other, 'a');
    world.transactions.commit(other, true);
    expect(world.seen(reader)).toBe('');
    expect(world.versions.count).toBe(3);
    expect(world.transactions.settleDatabase(file)).toBe(true);
    expect(world.versions.count).toBe(0);
    expect(world.seen(null)).toBe('b=1');
    world.transactions.removeDatabase(file);
    world.transactions.commit(reader, true);
  });

  it('takes only its own versions with it', () => {
    const world = new Sessions();
    const reader = world.begun();
    const by = world.begun();
    world.insert(by, 'a', '1');
    world.transactions.commit(by, true);
    expect(world.transactions.settleDatabase({ versionsOfPage: new Map() })).toBe(true);
    expect(world.seen(reader)).toBe('');
    expect(world.versions.count).toBe(1);
    world.transactions.commit(reader, true);
    expect(world.versions.count).toBe(0);
  });
});

/** Sessions over a map each: what they see is the map they began with, and their own changes. */
describe('any interleaving of sessions', () => {
  it.each([1, 2, 3, 4, 5, 6])('is as in a model of snapshots (seed %i)', (seed) => {
    const world = new Sessions();
    const random = new Random(seed);
    const committed = new Map<string, { data: string; at: number }>();
    const writtenAt = new Map<string, number>();
    let clock = 0;
    const open: { by: Transaction; began: number; view: Map<string, string>; wrote: Set<string> }[] = [];
    for (let step = 0; step < 3000; step++) {
      const choice = random.below(20);
      if (open.length < 3 && choice < 4) {
        const view = new Map([...committed].map(([key, { data }]) => [key, data]));
        open.push({ by: world.begun(), began: clock++, view, wrote: new Set() });
        continue;
      }
      if (open.length === 0) continue;
      const at = random.below(open.length);
      const { by, began, view, wrote } = open[at];
      if (choice === 19 || choice === 18) {
        open.splice(at, 1);
        if (choice === 19) world.transactions.rollback(by);
        else {
          world.transactions.commit(by, true);
          clock++;
          for (const key of wrote) {
            writtenAt.set(key, clock);
            const data = view.get(key);
            if (data === undefined) committed.delete(key);
            else committed.set(key, { data, at: clock });
          }
        }
        continue;
      }
      const key = `k${random.below(60)}`;
      const data = String(step).repeat(1 + random.below(60));
      const isContested =
        (writtenAt.get(key) ?? -1) > began || open.some((other) => other.by !== by && other.wrote.has(key));
      let code: number;
      if (choice < 9) {
        code = world.insert(by, key, data);
        if (code === CHANGE_DONE) view.set(key, data);
      } else if (choice < 14) {
        code = world.replace(by, key, data);
        if (code === CHANGE_DONE) view.set(key, data);
      } else {
        code = world.remove(by, key);
        if (code === CHANGE_DONE) view.delete(key);
      }
      if (code === CHANGE_DONE) {
        expect(isContested).toBe(false);
        wrote.add(key);
      } else if (!isContested) expect([CHANGE_DUPLICATE, CHANGE_MISSING]).toContain(code);
      if (step % 7 === 0) {
        const wanted = [...view].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, d]) => `${k}=${d}`);
        expect(world.seen(by)).toBe(wanted.join(' '));
      }
    }
    for (const { by } of open) world.transactions.rollback(by);
    const rest = [...committed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, { data }]) => `${k}=${data}`);
    expect(world.seen(null)).toBe(rest.join(' '));
    expect(world.versions.count).toBe(0);
    expect(world.made.file.versionsOfPage.size).toBe(0);
  });
});

it('what may be done later is done when very much waits and no transaction is open, whoever never lets go', () => {
  const { transactions, made } = new Sessions();
  const [first, second] = [new Transaction(20), new Transaction(21)];
  let done = 0;
  const leaveMuch = (): void => {
    for (let i = 0; i < 5000; i++) transactions.doLater(made.file, () => done++);
  };
  transactions.begin(first, false);
  transactions.begin(second, false);
  leaveMuch();
  transactions.commit(first, true);
  expect(done).toBe(0);
  transactions.rollback(second);
  expect(done).toBe(5000);
  transactions.doLater(made.file, () => done++);
  transactions.begin(first, false);
  transactions.commit(first, true);
  expect(done).toBe(5000);
  transactions.abandon();
});
