/**
 * What jetStopService has stopped of an instance.
 *
 * Invariants
 *  1. A service that is stopped as a whole stays so.
 *  2. Resume without further bits undoes what `change` stopped and nothing else; the older `stopForGood` is not
 *     recorded there.
 */
import {
  JET_errClientRequestToStopJetService,
  JET_errInvalidGrbit,
  JET_errSuccess,
} from '../../errors/codes';
import {
  JET_bitStopServiceAll,
  JET_bitStopServiceBackgroundUserTasks,
  JET_bitStopServiceQuiesceCaches,
  JET_bitStopServiceResume,
} from '../../include/grbits/instance';
import type { JET_ERR } from '../../include/handles';

const RESUMABLE = JET_bitStopServiceBackgroundUserTasks | JET_bitStopServiceQuiesceCaches;
/** Marks in `#stopped` that everything was stopped; no public bit has this value. */
const EVERYTHING = 1;

export class Service {
  #isStopped = false;
  #stopped = 0;

  /** Whether calls are refused. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether the background work of the engine is to pause. */
  get pausesBackgroundWork(): boolean {
    return (this.#stopped & JET_bitStopServiceBackgroundUserTasks) !== 0;
  }

  /** Whether the checkpoint is to follow the log as closely as it can. */
  get quiescesCaches(): boolean {
    return (this.#stopped & JET_bitStopServiceQuiesceCaches) !== 0;
  }

  stopForGood(): void {
    this.#isStopped = true;
  }

  change(bits: number): JET_ERR {
    const unsigned = bits >>> 0;
    const isResume = unsigned >= JET_bitStopServiceResume;
    const parts = isResume ? unsigned - JET_bitStopServiceResume : unsigned;
    if ((parts & ~RESUMABLE) !== 0) return JET_errInvalidGrbit;
    if (isResume) return this.#resume(parts === 0 ? this.#stopped : parts);
    if (parts === JET_bitStopServiceAll) {
      this.#stopped |= RESUMABLE | EVERYTHING;
      this.#isStopped = true;
    }
    this.#stopped |= parts;
    return JET_errSuccess;
  }

  #resume(parts: number): JET_ERR {
    if ((parts & EVERYTHING) !== 0) return JET_errClientRequestToStopJetService;
    this.#stopped &= ~parts;
    return JET_errSuccess;
  }
}
