/**
 * When lazy commits become durable, and who hears of it.
 *
 *   lazy commit with a limit ─▶ timer (the earliest of all limits counts) ─▶ flush ─▶ the listener hears
 *   log goes on disk for any other reason ──────────────────────────────────┘
 *
 * Invariants
 *  1. While a timer runs it fires no later than the earliest limit asked for. It does not keep the process alive.
 *  2. The listener hears of every place of the log once, in rising order, and that the log is lost once.
 *  3. It is called between calls of the API or at the end of one that commits, never while pages change. What it answers
 *     does not count, nor what it throws.
 */
import { JET_errCallbackFailed, JET_errSuccess } from '../../errors/codes';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import { JET_SIGNATURE } from '../../include/structs/log-marks';
import { JET_COMMIT_ID } from '../../include/structs/transaction';
import { placeOf } from '../btree/page-log';
import type { LogStream } from '../log/log-stream';

const GENERATION_UNIT = 1n << 32n;

/** Hears up to which place, without it, the log is durable. */
type DurableListener = (generation: number, place: number, isLogLost: boolean) => void;

/** Names a commit by its place in the log: names rise with every commit, and what is durable has a smaller one. */
export function commitIdOf(signature: Uint8Array, generation: number, place: number): JET_COMMIT_ID {
  const commitId = BigInt(generation) * GENERATION_UNIT + BigInt(place);
  return JET_COMMIT_ID({ signLog: JET_SIGNATURE.decode(signature), commitId });
}

export class DurableCommits {
  #timer: NodeJS.Timeout | null = null;
  #dueAt = Infinity;
  #generation: number;
  #place: number;
  #isNoticed = false;
  #isLost = false;

  constructor(
    readonly log: LogStream,
    readonly listener: DurableListener | null,
  ) {
    this.#generation = log.durableGeneration;
    this.#place = placeOf(log.durableSegment, log.durableOffset);
  }

  /** What is in the log now becomes durable within so many milliseconds. */
  within(milliseconds: number): void {
    const dueAt = performance.now() + milliseconds;
    if (dueAt >= this.#dueAt) return;
    this.#stopTimer();
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#flush(), Math.min(milliseconds, LONGEST_TIMER));
    this.#timer.unref();
  }

  /** More of the log may be durable: whoever is interested hears so soon, when no call runs. */
  notice(): void {
    if (this.listener === null || this.#isNoticed) return;
    this.#isNoticed = true;
    queueMicrotask(() => this.tell());
  }

  /** Tells the listener what it has not heard yet. */
  tell(): void {
    this.#isNoticed = false;
    if (this.listener === null) return;
    const { durableGeneration, durableSegment, durableOffset } = this.log;
    const place = placeOf(durableSegment, durableOffset);
    if (durableGeneration === this.#generation && place === this.#place) return;
    this.#generation = durableGeneration;
    this.#place = place;
    this.#call(false);
  }

  /** The log is lost: what is not durable yet never will be. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#stopTimer();
    if (this.listener !== null) queueMicrotask(() => this.#call(true));
  }

  /** The instance ends. */
  end(): void {
    this.#stopTimer();
    this.tell();
  }

  #flush(): JET_ERR {
    this.#stopTimer();
    try {
      this.log.flush();
    } catch (failure) {
      return toJetErr(failure);
    }
    this.tell();
    return JET_errSuccess;
  }

  #call(isLogLost: boolean): JET_ERR {
    try {
      this.listener?.(this.#generation, this.#place, isLogLost);
    } catch {
      return JET_errCallbackFailed;
    }
    return JET_errSuccess;
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#dueAt = Infinity;
  }
}

/** Timers of the host count with 31 bits. */
const LONGEST_TIMER = 0x7fffffff;
