/** Paths in the host's form, where a `\` separates as well, so that `.\logs\` means the same everywhere. */
import { constants } from 'node:os';
import { sep } from 'node:path';

const ERRNO: Readonly<Record<string, number>> = constants.errno;

/** The path with the host's separators. */
export function hostPath(path: string): string {
  return sep === '\\' ? path : path.replaceAll('\\', sep);
}

/** An error in the shape of the host's own. */
export function errnoError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), {
    errno: -(ERRNO[code] ?? 0),
    code,
    syscall,
    path,
  });
}

/** The code of an error of the host, such as ENOENT; null for any other failure. */
export function errnoCodeOf(failure: unknown): string | null {
  const isErrno = typeof failure === 'object' && failure !== null && 'code' in failure;
  return isErrno && typeof failure.code === 'string' ? failure.code : null;
}
