/**
 * What storing a value into a record can come to. These are expected outcomes, so they are numbers and no failures;
 * the table layer turns them into JET_wrnColumnMaxTruncated, JET_errRecordTooBig and so on, or tries another way.
 */
export const STORE_DONE = 0;
/** Stored, but cut to the size of the column. */
export const STORE_TRUNCATED = 1;
/** The record would become longer than it may be. */
export const STORE_TOO_BIG = 2;
/** A value of this length does not go into the column. */
export const STORE_INVALID_SIZE = 3;
/** Only the first value of a column can be compressed; store this one as it is. */
export const STORE_NOT_COMPRESSIBLE = 4;
