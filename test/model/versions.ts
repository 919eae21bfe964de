/**
 * The model's own idea of versions: for each key of a tree all changes that were ever made and are not taken back, the
 * oldest first. What somebody sees of a key is what the changes that he sees make of nothing.
 *
 *   key ─▶ [ insert by A, committed at 3 │ delta by B, open │ delta by A, open ]
 *
 * Invariants
 *  1. A change is seen by who made it, by whom it was committed before his transaction began, and outside of
 *     transactions as soon as it is committed.
 *  2. `journal` of a transaction has its changes in their order; a rollback takes away the last ones.
 *
 * Nothing of the engine is used here.
 */

type Kind = 'insert' | 'replace' | 'delete' | 'lock' | 'delta';

interface Change<V> {
  readonly by: ModelTransaction;
  readonly kind: Kind;
  value: V | undefined;
  readonly delta: number;
  level: number;
  committedAt: number | null;
}

export type Outcome = 'done' | 'duplicate' | 'missing' | 'conflict';

/** One clock for all transactions. */
export class ModelClock {
  #now = 0;

  next(): number {
    return ++this.#now;
  }
}

interface Entry {
  readonly change: Change<unknown>;
  forget(): void;
}

/** The open transactions of one session. */
export class ModelTransaction {
  level = 0;
  beganAt = 0;
  #journal: Entry[] = [];

  constructor(readonly clock: ModelClock) {}

  begin(): void {
    if (this.level++ === 0) this.beganAt = this.clock.next();
  }

  commit(): void {
    this.level--;
    if (this.level > 0) {
      for (const { change } of this.#journal) change.level = Math.min(change.level, this.level);
      return;
    }
    const now = this.clock.next();
    for (const { change } of this.#journal) change.committedAt = now;
    this.#journal = [];
  }

  rollback(): void {
    while (this.#journal.length > 0 && this.#journal[this.#journal.length - 1].change.level >= this.level)
      this.#journal.pop()?.forget();
    this.level--;
  }

  get savepoint(): number {
    return this.#journal.length;
  }

  rollbackTo(savepoint: number): void {
    while (this.#journal.length > savepoint) this.#journal.pop()?.forget();
  }

  remember(entry: Entry): void {
    this.#journal.push(entry);
  }

  /** What takes back something else than a change of a tree. */
  onRollback(forget: () => void): void {
    const { level } = this;
    const change = { by: this, kind: 'lock', value: undefined, delta: 0, level, committedAt: null } as const;
    this.remember({ change: { ...change }, forget });
  }

  sees({ by, committedAt }: Change<unknown>): boolean {
    return by === this && committedAt === null
      ? true
      : committedAt !== null && (this.level === 0 || committedAt < this.beganAt);
  }
}

/** What cursors need of a tree. */
export interface Walkable {
  seen(key: string, by: ModelTransaction): unknown;
  after(key: string, orEqual: boolean, by: ModelTransaction): string | null;
  before(key: string, orEqual: boolean, by: ModelTransaction): string | null;
  first(by: ModelTransaction): string | null;
  last(by: ModelTransaction): string | null;
}

/** Keys are strings of bytes, which compare as the bytes do. */
export class ModelTree<V> implements Walkable {
  readonly #nodes = new Map<string, Change<V>[]>();
  #sorted: string[] | null = null;

  constructor(readonly plus: (value: V, delta: number) => V) {}

  seen(key: string, by: ModelTransaction): V | undefined {
    return this.#fold(this.#nodes.get(key) ?? [], (change) => by.sees(change));
  }

  /** As it is for whom sees everything, committed or not. */
  newest(key: string): V | undefined {
    return this.#fold(this.#nodes.get(key) ?? [], () => true);
  }

  newestValues(): V[] {
    return [...this.#nodes.values()].flatMap((changes) => this.#fold(changes, () => true) ?? []);
  }

  /** The first key beyond `key` that has a value for somebody; with `orEqual` it may be `key` itself. */
  after(key: string, orEqual: boolean, by: ModelTransaction): string | null {
    const keys = this.#keys();
    for (let at = placeIn(keys, key, orEqual); at < keys.length; at++)
      if (this.seen(keys[at], by) !== undefined) return keys[at];
    return null;
  }

  /** The same in the other direction. */
  before(key: string, orEqual: boolean, by: ModelTransaction): string | null {
    const keys = this.#keys();
    for (let at = placeIn(keys, key, !orEqual) - 1; at >= 0; at--)
      if (this.seen(keys[at], by) !== undefined) return keys[at];
    return null;
  }

  first(by: ModelTransaction): string | null {
    return this.after('', true, by);
  }

  last(by: ModelTransaction): string | null {
    const keys = this.#keys();
    return keys.length === 0 ? null : this.before(keys[keys.length - 1], true, by);
  }

  insert(key: string, value: V, by: ModelTransaction): Outcome {
    if (this.newest(key) !== undefined) return 'duplicate';
    return this.#change(key, 'insert', value, 0, by);
  }

  replace(key: string, value: V, by: ModelTransaction): Outcome {
    return this.#changeSeen(key, 'replace', value, 0, by);
  }

  remove(key: string, by: ModelTransaction): Outcome {
    return this.#changeSeen(key, 'delete', undefined, 0, by);
  }

  lock(key: string, by: ModelTransaction): Outcome {
    return this.#changeSeen(key, 'lock', undefined, 0, by);
  }

  add(key: string, delta: number, by: ModelTransaction): Outcome {
    return this.#changeSeen(key, 'delta', undefined, delta, by);
  }

  /** Gives all values there ever were another form. */
  amend(form: (value: V) => V): void {
    for (const changes of this.#nodes.values())
      for (const change of changes) if (change.value !== undefined) change.value = form(change.value);
  }

  /** Forgets which transactions made what there is: all of it is committed, and nobody looks at the past. */
  settle(nobody: ModelTransaction): void {
    for (const [key, changes] of this.#nodes) {
      const value = this.#fold(changes, () => true);
      if (value === undefined) this.#nodes.delete(key);
      else this.#nodes.set(key, [{ by: nobody, kind: 'insert', value, delta: 0, level: 0, committedAt: 0 }]);
    }
    this.#sorted = null;
  }

  #fold(changes: readonly Change<V>[], counts: (change: Change<V>) => boolean): V | undefined {
    let value: V | undefined;
    for (const change of changes) {
      if (change.kind === 'lock' || !counts(change)) continue;
      if (change.kind !== 'delta') ({ value } = change);
      else if (value !== undefined) value = this.plus(value, change.delta);
    }
    return value;
  }

  #changeSeen(key: string, kind: Kind, value: V | undefined, delta: number, by: ModelTransaction): Outcome {
    if (this.seen(key, by) === undefined) return 'missing';
    return this.#change(key, kind, value, delta, by);
  }

  #change(key: string, kind: Kind, value: V | undefined, delta: number, by: ModelTransaction): Outcome {
    let changes = this.#nodes.get(key);
    if (changes !== undefined && isContested(changes, kind, by)) return 'conflict';
    if (changes === undefined) {
      changes = [];
      this.#nodes.set(key, changes);
      this.#sorted = null;
    }
    const own = changes;
    const change: Change<V> = { by, kind, value, delta, level: by.level, committedAt: null };
    own.push(change);
    by.remember({
      change,
      forget: () => {
        own.splice(own.indexOf(change), 1);
        if (own.length === 0 && this.#nodes.get(key) === own) {
          this.#nodes.delete(key);
          this.#sorted = null;
        }
      },
    });
    return 'done';
  }

  #keys(): string[] {
    this.#sorted ??= [...this.#nodes.keys()].sort(compareKeys);
    return this.#sorted;
  }
}

const compareKeys = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Where the first key is that is greater than `key`, or with `orEqual` not less. */
function placeIn(keys: readonly string[], key: string, orEqual: boolean): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (orEqual ? keys[middle] < key : keys[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether others have changed a key and have not committed, or not before `by` began. Additions get along. */
function isContested(changes: readonly Change<unknown>[], kind: Kind, by: ModelTransaction): boolean {
  const isForeign = (change: Change<unknown>): boolean =>
    !(change.by === by && change.committedAt === null) &&
    (change.committedAt === null || change.committedAt > by.beganAt);
  if (kind !== 'delta') return changes.some(isForeign);
  return changes.some((change) => isForeign(change) && change.kind !== 'delta');
}
