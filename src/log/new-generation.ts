/**
 * Making the file of a log generation: at its full size before anything relies on it, under a temporary name, and
 * owned by this process before it gets its own name. When the disk has no room, a reserve file gives up its space, the
 * last one first.
 */
import { JET_errFileAccessDenied, JET_errLogDiskFull } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { encodeLogHeader, LOG_HEADER_BYTES, LOG_RESERVE_USED, type LogHeader } from '../format/log-header';
import { LOG_SEGMENT_BYTES } from '../format/log-segment';
import type { FileSystem, OpenFile } from '../os/file-system';
import { errnoCodeOf } from '../os/paths';
import type { LogFolder } from './log-folder';

const ZEROS = new Uint8Array(1 << 16);

/** The file of a generation under its temporary name, durable but for the name itself. */
export function makeGeneration(folder: LogFolder, header: LogHeader): OpenFile {
  const bytes = header.fileSegments * LOG_SEGMENT_BYTES;
  const made = makeZeroed(folder.files, folder.temporary, bytes);
  const file = made ?? takeReserve(folder, bytes);
  try {
    if (!file.tryLock('exclusive')) fail(JET_errFileAccessDenied, `${file.path} belongs to another process`);
    const flags = header.flags | (made === null ? LOG_RESERVE_USED : 0);
    file.write(encodeLogHeader({ ...header, flags }), 0, LOG_HEADER_BYTES, 0);
    file.sync();
    return file;
  } catch (failure) {
    file.close();
    throw failure;
  }
}

/** Makes the reserve files that are not there at their right size; false when the disk is full before all are. */
export function makeReserves(folder: LogFolder, bytes: number): boolean {
  for (const path of folder.reserves) {
    if (isReserve(folder.files, path, bytes)) continue;
    const file = makeZeroed(folder.files, path, bytes);
    if (file === null) return false;
    file.close();
  }
  return true;
}

/** Whether all reserve files are there. */
export const hasReserves = ({ files, reserves }: LogFolder, bytes: number): boolean =>
  reserves.every((path) => isReserve(files, path, bytes));

const isReserve = (files: FileSystem, path: string, bytes: number): boolean =>
  files.exists(path) && files.size(path) === bytes;

/** A file of zeros that has its blocks on disk; null when there is no room for it. */
function makeZeroed(files: FileSystem, path: string, bytes: number): OpenFile | null {
  let file: OpenFile | null = null;
  try {
    file = files.open(path, 'replace');
    for (let at = 0; at < bytes; at += ZEROS.length)
      file.write(ZEROS, 0, Math.min(ZEROS.length, bytes - at), at);
    file.sync();
    return file;
  } catch (failure) {
    file?.close();
    if (!isDiskFull(failure)) throw failure;
    if (file !== null) files.remove(path);
    return null;
  }
}

function takeReserve(folder: LogFolder, bytes: number): OpenFile {
  const { files } = folder;
  const reserve = [...folder.reserves].reverse().find((path) => isReserve(files, path, bytes));
  if (reserve === undefined) return fail(JET_errLogDiskFull, `no room for a log of ${bytes} bytes`);
  files.rename(reserve, folder.temporary);
  return files.open(folder.temporary, 'write');
}

/** Whether the host had no space left. */
export function isDiskFull(failure: unknown): boolean {
  const code = errnoCodeOf(failure);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
