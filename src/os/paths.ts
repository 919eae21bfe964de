/** Paths in the host's form, where a `\` separates as well, so that `.\logs\` means the same everywhere. */
import { sep } from 'node:path';

/** The path with the host's separators; EINVAL for one that no host can have. */
export function hostPath(path: string): string {
  if (path.includes('\0')) throw errnoError('EINVAL', 'path', path);
  return sep === '\\' ? path : path.replaceAll('\\', sep);
}

/** An error in the shape of the host's own. */
export function errnoError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}
