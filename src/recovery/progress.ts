/** How far recovery is, for whoever wants to know: in percent of the generations that there are to read. */
import {
  JET_snpRestore,
  JET_sntBegin,
  JET_sntComplete,
  JET_sntFail,
  JET_sntProgress,
} from '../../include/callback-types';
import { JET_SNPROG } from '../../include/structs/callback';
import type { LogSurvey } from '../log/log-survey';

type Listener = (snp: number, snt: number, progress: JET_SNPROG) => unknown;

const WHOLE = 100;

export class RecoveryProgress {
  #done = 0;

  constructor(readonly listener: Listener | null) {}

  begin(): void {
    this.#tell(JET_sntBegin);
  }

  /** A generation was read. */
  advance(generation: number, { checkpoint, archived, current }: LogSurvey): void {
    const first = checkpoint?.position.generation ?? archived.at(0)?.generation ?? generation;
    const last = current?.generation ?? archived.at(-1)?.generation ?? generation;
    const part = (generation - first + 1) / (last - first + 1);
    this.#done = Math.max(this.#done, Math.min(WHOLE - 1, Math.floor(WHOLE * part)));
    this.#tell(JET_sntProgress);
  }

  complete(): void {
    this.#done = WHOLE;
    this.#tell(JET_sntComplete);
  }

  fail(): void {
    this.#done = WHOLE;
    this.#tell(JET_sntFail);
  }

  #tell(state: number): void {
    this.listener?.(JET_snpRestore, state, JET_SNPROG({ cunitDone: this.#done, cunitTotal: WHOLE }));
  }
}
