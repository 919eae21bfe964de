/**
 * The lines of the reference on backups (its parts B and C) that no test here has the name of, each with its reason.
 * `coverage.test.ts` holds that a line is here or in the name of a test.
 */
export const LINES: Readonly<Record<string, number>> = {
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

export const UNOBSERVABLE: Readonly<Record<string, string>> = {
  'B2.2': DIRECTORY,
  'B2.25': 'needs JetCreateDatabase, which does not exist yet; B7.23 is tested with a database that appears',
  'B2.27': SNAPSHOT,
  'B2.28': SNAPSHOT,
  'B2.29': SNAPSHOT,
  'B2.30': 'needs restore, which does not exist yet',
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
