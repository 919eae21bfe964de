/**
 * The one place where a failure becomes a number. A JetError carries its own; an error of the operating
 * system maps by its errno name; an exhausted heap is JET_errOutOfMemory; everything else is a bug and leaves
 * as JET_errInternalError, after whoever watches for bugs (the tests do) has seen it.
 */
import type { JET_ERR } from '../include/handles';
import {
  JET_errDiskFull,
  JET_errDiskIO,
  JET_errFileAccessDenied,
  JET_errFileAlreadyExists,
  JET_errFileNotFound,
  JET_errInternalError,
  JET_errInvalidPath,
  JET_errOutOfFileHandles,
  JET_errOutOfMemory,
} from './codes';
import { JetError } from './jet-error';

const CODE_OF_ERRNO: ReadonlyMap<string, JET_ERR> = new Map([
  ['ENOENT', JET_errFileNotFound],
  ['EACCES', JET_errFileAccessDenied],
  ['EPERM', JET_errFileAccessDenied],
  ['EBUSY', JET_errFileAccessDenied],
  ['EAGAIN', JET_errFileAccessDenied],
  ['ETXTBSY', JET_errFileAccessDenied],
  ['EROFS', JET_errFileAccessDenied],
  ['EEXIST', JET_errFileAlreadyExists],
  ['ENOSPC', JET_errDiskFull],
  ['EDQUOT', JET_errDiskFull],
  ['EFBIG', JET_errDiskFull],
  ['EMFILE', JET_errOutOfFileHandles],
  ['ENFILE', JET_errOutOfFileHandles],
  ['EISDIR', JET_errInvalidPath],
  ['ENOTDIR', JET_errInvalidPath],
  ['ELOOP', JET_errInvalidPath],
  ['ENAMETOOLONG', JET_errInvalidPath],
  ['ERR_INVALID_ARG_VALUE', JET_errInvalidPath],
  ['ENOMEM', JET_errOutOfMemory],
  ['ERR_MEMORY_ALLOCATION_FAILED', JET_errOutOfMemory],
]);

type BugWatcher = (failure: unknown) => void;

let watcher: BugWatcher | null = null;

/** The JET_ERR of any failure. */
export function toJetErr(failure: unknown): JET_ERR {
  if (failure instanceof JetError) return failure.err;
  const code = systemCodeOf(failure);
  if (code !== null) return CODE_OF_ERRNO.get(code) ?? JET_errDiskIO;
  if (isExhaustedMemory(failure)) return JET_errOutOfMemory;
  watcher?.(failure);
  return JET_errInternalError;
}

/** Shows every bug to `next` before it becomes a number; `next` may throw it. Null ends the watch. */
export function watchBugs(next: BugWatcher | null): void {
  watcher = next;
}

/** The errno name of an error that the operating system or Node's file layer raised. */
function systemCodeOf(failure: unknown): string | null {
  if (!isErrorLike(failure) || !('code' in failure) || typeof failure.code !== 'string') return null;
  return 'errno' in failure || CODE_OF_ERRNO.has(failure.code) ? failure.code : null;
}

/** Node reports a failed allocation of a buffer as a RangeError, as it does a stack that is too deep. */
function isExhaustedMemory(failure: unknown): boolean {
  return isErrorLike(failure) && failure.name === 'RangeError' && /allocation failed/i.test(failure.message);
}

/** Not `instanceof`: Node's own errors come from another realm where the caller runs in a vm context. */
function isErrorLike(failure: unknown): failure is Error {
  return typeof failure === 'object' && failure !== null && 'name' in failure && 'message' in failure;
}
