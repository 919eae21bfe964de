/**
 * What a client of the engine was told, kept outside of the engine: which commits it called, which were answered, and
 * which of those are durable. After a crash the databases hold the state of one of the commits that are possible then.
 *
 *   commits    0 ── 1 ── 2 ── 3 ── 4 ── 5          one thread: commits are in one order, and the log keeps it
 *                        │              └ the last one called before the crash
 *                        └ the last durable one answered before the crash: states 2, 3, 4 and 5 are possible
 */

/** A row, a table, or a database; what it holds is text for each field. */
export interface Item {
  readonly fields: ReadonlyMap<string, string>;
  /** How the client finds the row again. */
  readonly bookmark: Uint8Array | null;
  /** The whole long value of a row, for what is added to it. */
  readonly long: Uint8Array | null;
}

/** Items by place: `/path.edb`, `/path.edb table`, `/path.edb table key`. */
export type State = ReadonlyMap<string, Item>;

/** One step of a transaction on one item; no item means that there is none. */
export interface Change {
  readonly place: string;
  readonly apply: (before: Item | undefined) => Item | undefined;
}

interface Commit {
  /** How much had happened on the disk when it was called; answered, or null while it is not. */
  readonly calledAt: number;
  answeredAt: number | null;
  /** From when on it cannot be lost. */
  durableAt: number | null;
  readonly state: State;
}

export class Ledger {
  readonly #commits: Commit[];
  #state: State;

  /** `now` counts what has happened on the disk; `start` is there before anything is done. */
  constructor(
    readonly now: () => number,
    start: State = new Map(),
  ) {
    this.#state = start;
    this.#commits = [{ calledAt: 0, answeredAt: 0, durableAt: 0, state: start }];
  }

  /** What is committed, as far as that was answered. */
  get state(): State {
    return this.#state;
  }

  get commitCount(): number {
    return this.#commits.length - 1;
  }

  /**
   * Calls a commit, and answers what `call` does: true when it is answered, false when it was refused and is none. When
   * `call` throws nobody knows.
   */
  commit(changes: readonly Change[], isDurable: boolean, call: () => boolean): boolean {
    const state = changes.length === 0 ? this.state : appliedTo(this.state, changes);
    const commit: Commit = { calledAt: this.now(), answeredAt: null, durableAt: null, state };
    this.#commits.push(commit);
    if (!call()) {
      this.#commits.pop();
      return false;
    }
    this.#state = state;
    commit.answeredAt = this.now();
    if (isDurable) commit.durableAt = commit.answeredAt;
    return true;
  }

  /** All that was answered so far is durable. */
  becameDurable(): void {
    for (const commit of this.#commits) if (commit.answeredAt !== null) commit.durableAt ??= this.now();
  }

  /** The states that a crash after so much had happened may leave, the newest first. */
  possibleStates(crashedAt: number): State[] {
    let last = this.#commits.length - 1;
    while (this.#commits[last].calledAt > crashedAt) last--;
    let first = last;
    while (!isDurableAt(this.#commits[first], crashedAt)) first--;
    const states = this.#commits.slice(first, last + 1).map(({ state }) => state);
    return [...new Set(states)].reverse();
  }
}

const isDurableAt = ({ durableAt }: Commit, crashedAt: number): boolean =>
  durableAt !== null && durableAt <= crashedAt;

/** A state after changes; the state itself stays. */
function appliedTo(state: State, changes: readonly Change[]): State {
  const next = new Map(state);
  for (const { place, apply } of changes) {
    const item = apply(next.get(place));
    if (item === undefined) next.delete(place);
    else next.set(place, item);
  }
  return next;
}

/** What is in one state and not in the other, in words; empty when they are the same. */
export function differences(expected: State, found: State): string[] {
  const texts: string[] = [];
  for (const [place, item] of expected) {
    const other = found.get(place);
    if (other === undefined) texts.push(`${place} is missing`);
    else texts.push(...fieldDifferences(place, item, other));
  }
  for (const place of found.keys()) if (!expected.has(place)) texts.push(`${place} should not be there`);
  return texts;
}

function fieldDifferences(place: string, { fields }: Item, found: Item): string[] {
  const names = new Set([...fields.keys(), ...found.fields.keys()]);
  return [...names].flatMap((name) => {
    const [wanted, is] = [fields.get(name), found.fields.get(name)];
    return wanted === is ? [] : [`${place}: ${name} is ${is}, not ${wanted}`];
  });
}
