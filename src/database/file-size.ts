/**
 * Makes the file of a database longer while nobody has it attached. The database owns no more pages than before: it takes
 * them when it grows, and finds the file long enough then.
 */
import { JET_errDatabaseInUse, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { HEADER_PAGES, pageCountOf } from '../format/database-header';
import type { FileSystem } from '../os/file-system';
import { Databases } from './databases';
import { completePath, openDatabaseFile, requireExistingPath } from './open-file';

/** The system tables take as many. */
const LEAST_PAGES = 32;

/** Makes a clean database's file at least so many pages long, header pages not counted; returns how many it has. */
export function lengthenFile(files: FileSystem, path: string, pages: number, pageBytes: number): number {
  if (pages < LEAST_PAGES) fail(JET_errInvalidParameter, `a database of ${pages} pages`);
  const absolute = requireExistingPath(files, completePath(files, path));
  if (Databases.attachedAnywhere(files, absolute) !== null)
    fail(JET_errDatabaseInUse, `${absolute} is attached`);
  const { file } = openDatabaseFile(files, absolute, false, pageBytes);
  try {
    const found = pageCountOf(file.size(), pageBytes);
    if (found >= pages) return found;
    file.truncate((pages + HEADER_PAGES) * pageBytes);
    file.sync();
    return pages;
  } finally {
    file.close();
  }
}
