/**
 * The other half of error handling: `fail` is for what a caller, a disk or a crash can cause, `assert` for
 * what only a bug of our own can cause.
 */

/** A broken invariant: a bug, never the caller's fault. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/** Says what must be true here. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new AssertionFailure(invariant);
}

/** Says that `condition` is sometimes true and sometimes not, and that both are fine. */
export function maybe(condition: boolean): boolean {
  return condition || !condition;
}
