/**
 * The lines of the reference on instances and backups (its parts A, B and C) that no test here has the name of, each
 * with its reason.
 * `coverage.test.ts` holds that a line is here or in the name of a test.
 */
export const LINES: Readonly<Record<string, number>> = {
  'A1.': 18,
  'A2.': 20,
  'A3.': 33,
  'A4.': 14,
  'A5.': 1,
  'A6.': 8,
  'B2.': 38,
  'B3.': 14,
  'B4.': 12,
  'B5.': 20,
  'B6.': 8,
  'B7.': 25,
  'C1.': 20,
  'C2.': 10,
  'C3.': 12,
};

const SNAPSHOT = 'needs OS snapshots, which do not exist yet';
const DIRECTORY = 'needs backup to a directory, which does not exist yet';

const RESTORE = 'needs restore, which does not exist yet';
const ONE_THREAD = 'there is one thread: no call runs while another one is on its way';

export const UNOBSERVABLE: Readonly<Record<string, string>> = {
  'A1.6': RESTORE,
  'A1.9': RESTORE,
  'A1.10': RESTORE,
  'A1.13': 'nothing but its arguments makes the first instance fail to be made',
  'A1.15': RESTORE,
  'A1.16': RESTORE,
  'A2.16': ONE_THREAD,
  'A2.17': ONE_THREAD,
  'A2.19': RESTORE,
  'A4.4': ONE_THREAD,
  'A4.13': ONE_THREAD,
  'B2.2': DIRECTORY,
  'B2.27': SNAPSHOT,
  'B2.28': SNAPSHOT,
  'B2.29': SNAPSHOT,
  'B2.30': RESTORE,
  'B2.31': SNAPSHOT,
  'B2.32': SNAPSHOT,
  'B2.33': SNAPSHOT,
  'B2.34': SNAPSHOT,
  'B2.35': SNAPSHOT,
  'B2.36': SNAPSHOT,
  'B2.37': SNAPSHOT,
  'B2.38': SNAPSHOT,
  'B4.5': 'there is no ANSI form: the one form of each call delivers what fits',
  'B6.5': 'is a statement on recovery; B6.4 tests the generations it relies on',
  'B6.6': 'there is one thread: nothing is written while a read is under way',
  'B7.14': SNAPSHOT,
  'B7.15': SNAPSHOT,
  'B7.22': 'there is one thread; no call of a backup takes a session',
  'C1.16': DIRECTORY,
  'C1.17': DIRECTORY,
  'C1.18': DIRECTORY,
  'C1.19': SNAPSHOT,
  'C2.7': SNAPSHOT,
  'C2.8': 'a long operation that is inside cannot be told to stop by the thread that is in it',
};
