/**
 * A session: the thread of work that transactions, cursors and open databases belong to.
 *
 * Levels 0 (no transaction) to 7; each `begin` adds one, `commit` and `rollback` take one away.
 *
 * Invariants
 *  1. `gate` is what every call that takes this session returns before it does anything: 0 while the way is open. The
 *     instance keeps it true. `exemptGate` is the same for the calls that a stopped service still allows.
 *  2. Listeners hear of a beginning in the order they were added, of an end in the reverse, and before the level
 *     changes; a listener that fails to commit leaves the transaction open.
 *  3. While callbacks run for a session, they end no transaction that was open before, and not the session.
 *  4. A session that ended has level 0 and no listeners, and its handle is stale.
 */
import { assert } from '../../errors/assert';
import {
  JET_errInvalidParameter,
  JET_errNotInTransaction,
  JET_errSessionContextAlreadySet,
  JET_errSessionContextNotSetByThisThread,
  JET_errSuccess,
  JET_errTransTooDeep,
} from '../../errors/codes';
import { JET_bitCommitLazyFlush } from '../../include/grbits/transaction';
import type { JET_ERR } from '../../include/handles';
import { Transaction } from '../version/transaction';
import type { Instance } from './instance';
import { requireCommitBits } from './parameters';
import type { CommitOptions } from './parts';

const MOST_LEVELS = 7;
const HIGHEST_SESSION_ID = 0xffff;
const CONTEXT_BYTES = 8;

/** Somebody who takes part in a session's transactions. */
export interface SessionListener {
  /** `session.level` is the new level already. */
  began(session: Session): void;
  /** `session.level` is still the level that ends. */
  committing(session: Session, options: CommitOptions): void;
  /** `session.level` is still the level that ends. */
  rollingBack(session: Session): void;
  /** The session ends; its transactions were rolled back. */
  ended(session: Session): void;
  /** The session is gone with its instance, and nothing is carried out any more: what it had is forgotten. */
  abandoned(session: Session): void;
}

export class Session {
  gate: JET_ERR = JET_errSuccess;
  exemptGate: JET_ERR = JET_errSuccess;
  /** How many transactions are open, one inside the other. */
  level = 0;
  /** Whether the outermost transaction said that it would change nothing. */
  isReadOnly = false;
  openCursors = 0;
  commitDefault: number;
  correlationId = 0;
  /** The bytes of the caller's JET_OPERATIONCONTEXT. */
  readonly operationContext = new Uint8Array(CONTEXT_BYTES);
  readonly listeners: SessionListener[] = [];
  /** Its open transactions, as the engine below sees them. */
  readonly transaction: Transaction;
  #handle = 0;
  #context: number | null = null;
  #callbacks = 0;
  /** The level that was open when the innermost callback was called. */
  #floor = 0;

  constructor(readonly instance: Instance) {
    this.commitDefault = instance.commitDefault;
    this.transaction = new Transaction(nextSessionId());
  }

  get handle(): number {
    assert(this.#handle !== 0, 'the session has its handle');
    return this.#handle;
  }

  set handle(handle: number) {
    assert(this.#handle === 0, 'a session gets its handle once');
    this.#handle = handle;
  }

  get hasContext(): boolean {
    return this.#context !== null;
  }

  begin(isReadOnly: boolean): JET_ERR {
    if (this.level === MOST_LEVELS) return JET_errTransTooDeep;
    if (this.level === 0) this.isReadOnly = isReadOnly;
    this.level++;
    for (const listener of this.listeners) listener.began(this);
    return JET_errSuccess;
  }

  /** Ends the innermost transaction; a lazy commit may ask to be durable within some milliseconds. */
  commit(isLazy: boolean, durableWithinMs: number): JET_ERR {
    if (this.level === this.#floor) return JET_errNotInTransaction;
    const lazy = isLazy || (this.commitDefault & JET_bitCommitLazyFlush) !== 0;
    if (!lazy && durableWithinMs !== 0) return JET_errInvalidParameter;
    const options: CommitOptions = { lazy, durableWithinMs };
    for (let index = this.listeners.length - 1; index >= 0; index--)
      this.listeners[index].committing(this, options);
    this.level--;
    return JET_errSuccess;
  }

  /** Undoes the innermost transaction, or all of them. */
  rollback(all: boolean): JET_ERR {
    if (this.level === this.#floor) return JET_errNotInTransaction;
    const target = all ? this.#floor : this.level - 1;
    while (this.level > target) {
      for (let index = this.listeners.length - 1; index >= 0; index--)
        this.listeners[index].rollingBack(this);
      this.level--;
    }
    return JET_errSuccess;
  }

  /** Whether it waits for a callback. */
  get isCalling(): boolean {
    return this.#callbacks > 0;
  }

  /** A callback is called; what it answers is for `endCallback`. */
  beginCallback(): number {
    const floor = this.#floor;
    this.#floor = this.level;
    this.#callbacks++;
    return floor;
  }

  /** The callback is back: what it has begun and not ended is taken back. */
  endCallback(floor: number): void {
    if (this.level > this.#floor) this.rollback(true);
    this.#floor = floor;
    this.#callbacks--;
  }

  setCommitDefault(bits: number): void {
    requireCommitBits(bits);
    this.commitDefault = bits;
  }

  setContext(context: number): JET_ERR {
    if (this.#context !== null) return JET_errSessionContextAlreadySet;
    this.#context = context;
    return JET_errSuccess;
  }

  resetContext(): JET_ERR {
    if (this.#context === null) return JET_errSessionContextNotSetByThisThread;
    this.#context = null;
    return JET_errSuccess;
  }

  /** Rolls back what is open and lets everybody go; the instance makes the handle stale. */
  end(): void {
    if (this.level > 0) this.rollback(true);
    while (this.listeners.length > 0) this.listeners.pop()?.ended(this);
    assert(this.level === 0, 'nothing is open when a session ends');
  }

  /** Lets everybody go who has not been told of an end. */
  abandon(): void {
    while (this.listeners.length > 0) this.listeners.pop()?.abandoned(this);
  }
}

/** 0 is nobody's, and 1 to 15 are the engine's own. */
const FIRST_SESSION_ID = 16;

let lastSessionId = FIRST_SESSION_ID - 1;

/** The number of a session in log records: 16 bits, given out in turn. */
function nextSessionId(): number {
  lastSessionId = lastSessionId >= HIGHEST_SESSION_ID ? FIRST_SESSION_ID : lastSessionId + 1;
  return lastSessionId;
}
