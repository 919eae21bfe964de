/**
 * Moves the checkpoint: so that a recovery never has more than JET_paramCheckpointDepthMax of log to read, pages whose
 * oldest change lies too far back are written.
 *
 *   log  ──┼──── mark ────┼──── mark ────┼──── mark ────┼─ now        a mark every quarter of the depth
 *                 ▲ pages changed before the third last mark are written, then the checkpoint goes there
 *
 * Invariants
 *  1. The checkpoint stays at or before the oldest change of any page that is not durable, and at or before the begin of
 *     the oldest open transaction that the log knows.
 *  2. It moves after the files have been synced.
 */
import type { CachedFile, PageCache } from '../cache/page-cache';
import { placeOf } from '../btree/page-log';
import type { LogStream } from '../log/log-stream';
import type { Transactions } from '../transaction/transactions';

/** A place in the log: its generation, and segment and offset in it as one number. */
interface Place {
  readonly generation: number;
  readonly place: number;
}

interface CheckpointHost {
  readonly log: LogStream;
  readonly cache: PageCache;
  readonly transactions: Transactions;
  depthBytes(): number;
  /** The files of logged databases. */
  files(): readonly { readonly file: CachedFile; sync(): void }[];
}

const MARKS = 4;
const OFFSETS = 0x1000;
const LEAST_STEP = 0x10000;

export class Checkpointer {
  readonly #marks: Place[] = [];
  #nextMark: number;

  constructor(readonly host: CheckpointHost) {
    this.#nextMark = host.log.appendedBytes + this.#step();
  }

  /** To be called now and then; does something once every quarter of the depth. */
  considerMoving(): void {
    const { log } = this.host;
    if (log.appendedBytes < this.#nextMark) return;
    this.#nextMark = log.appendedBytes + this.#step();
    const { generation, segment, offset } = log.tip;
    this.#marks.push({ generation, place: placeOf(segment, offset) });
    if (this.#marks.length < MARKS - 1) return;
    const [target] = this.#marks.splice(0, 1);
    this.moveTo(target);
  }

  /** Writes what was changed before a place, and moves the checkpoint there, or as far as open transactions let it. */
  moveTo(target: Place): void {
    const { cache, log, transactions } = this.host;
    for (const { file, sync } of this.host.files()) {
      cache.flushOlder(file, target.generation, target.place);
      sync();
    }
    const { generation, segment, offset } = log.tip;
    let oldest: Place = { generation, place: placeOf(segment, offset) };
    for (const other of [cache.oldestChange(), transactions.oldestLogged()])
      if (other !== null && isBefore(other, oldest)) oldest = other;
    const current = log.checkpoint.position;
    const isForward = isBefore(
      { generation: current.generation, place: placeOf(current.segment, current.offset) },
      oldest,
    );
    if (!isForward) return;
    const { place } = oldest;
    log.moveCheckpoint({
      generation: oldest.generation,
      segment: Math.floor(place / OFFSETS),
      offset: place % OFFSETS,
    });
  }

  #step(): number {
    return Math.max(LEAST_STEP, Math.floor(this.host.depthBytes() / MARKS));
  }
}

const isBefore = (a: Place, b: Place): boolean =>
  a.generation === b.generation ? a.place < b.place : a.generation < b.generation;
