import { JetError } from '../../errors/jet-error';

/** The JET_ERR with which `body` failed, or null when it did not; any other failure passes through. */
export function codeOf(body: () => unknown): number | null {
  try {
    body();
    return null;
  } catch (failure) {
    if (failure instanceof JetError) return failure.err;
    throw failure;
  }
}
