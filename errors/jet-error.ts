/**
 * How the engine says no: a JET_ERR and the values that explain it. Failures are part of normal work (a full
 * disk, a damaged page, a conflict), so they cost no stack trace unless the environment sets ESENT_DEBUG.
 */
import type { JET_ERR } from '../include/handles';
import { errorName } from './info';

const KEEPS_STACKS = Boolean(process.env.ESENT_DEBUG);

export class JetError extends Error {
  constructor(
    readonly err: JET_ERR,
    readonly detail: string,
  ) {
    super(detail);
  }

  override toString(): string {
    return `${errorName(this.err)} (${this.err}): ${this.detail}`;
  }
}

/** Ends the running operation with `err`; `detail` carries values: page number, offset, expected, found. */
export function fail(err: JET_ERR, detail: string): never {
  if (KEEPS_STACKS) throw new JetError(err, detail);
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const failure = new JetError(err, detail);
  Error.stackTraceLimit = frames;
  throw failure;
}
