/**
 * Category and text of every code. Invariants: 1. every name of `codes.ts` has a row; a missing one does not
 * compile; 2. a row describes a code or says which code its name repeats; 3. `errorInfo` finds a code by its
 * number and never answers with a repeated name; 4. codes that only old documentation knows are not found,
 * as in the engine; 5. codes the public header lacks are rows too, because the engine knows their numbers.
 */
import {
  JET_errcatApi,
  JET_errcatCorruption,
  JET_errcatData,
  JET_errcatDisk,
  JET_errcatError,
  JET_errcatFatal,
  JET_errcatFragmentation,
  JET_errcatIO,
  JET_errcatInconsistent,
  JET_errcatMemory,
  JET_errcatObsolete,
  JET_errcatOperation,
  JET_errcatQuota,
  JET_errcatResource,
  JET_errcatState,
  JET_errcatUnknown,
  JET_errcatUsage,
  type JET_ERRCAT,
} from '../include/error-categories';
import type { JET_ERR } from '../include/handles';
import * as codes from './codes';

/** The categories, each with its number and the one it refines. */
const CATEGORIES = {
  unknown: { value: JET_errcatUnknown, parent: null },
  error: { value: JET_errcatError, parent: null },
  operation: { value: JET_errcatOperation, parent: 'error' },
  fatal: { value: JET_errcatFatal, parent: 'operation' },
  io: { value: JET_errcatIO, parent: 'operation' },
  resource: { value: JET_errcatResource, parent: 'operation' },
  memory: { value: JET_errcatMemory, parent: 'resource' },
  quota: { value: JET_errcatQuota, parent: 'resource' },
  disk: { value: JET_errcatDisk, parent: 'resource' },
  data: { value: JET_errcatData, parent: 'error' },
  corruption: { value: JET_errcatCorruption, parent: 'data' },
  inconsistent: { value: JET_errcatInconsistent, parent: 'data' },
  fragmentation: { value: JET_errcatFragmentation, parent: 'data' },
  api: { value: JET_errcatApi, parent: 'error' },
  usage: { value: JET_errcatUsage, parent: 'api' },
  state: { value: JET_errcatState, parent: 'api' },
  obsolete: { value: JET_errcatObsolete, parent: 'api' },
} as const satisfies Record<string, Category>;

interface Category {
  readonly value: JET_ERRCAT;
  readonly parent: string | null;
}

type CategoryName = keyof typeof CATEGORIES;

interface CodeInfo {
  readonly category: CategoryName;
  readonly text: string;
}

interface RepeatedName {
  readonly sameAs: keyof typeof codes;
}

/** A code of the documentation that the engine does not know any more. */
interface ForgottenCode {
  readonly forgotten: string;
}

/** What is known of one number. */
export interface ErrorInfo extends CodeInfo {
  readonly err: JET_ERR;
  readonly name: string;
}

/** The row of a number, or undefined for a number the engine does not know. */
export function errorInfo(err: JET_ERR): ErrorInfo | undefined {
  return INFO_OF_NUMBER.get(err);
}

/** The name of a code for people: messages, tools, tests. */
export function errorName(err: JET_ERR): string {
  return INFO_OF_NUMBER.get(err)?.name ?? `JET_ERR ${err}`;
}

/** The number of a category. */
export function categoryValue(category: CategoryName): JET_ERRCAT {
  return CATEGORIES[category].value;
}

/** The categories from the root down to `category`; `unknown` has no path. */
export function categoryPath(category: CategoryName): JET_ERRCAT[] {
  const path: JET_ERRCAT[] = [];
  let name: CategoryName | null = category === 'unknown' ? null : category;
  while (name !== null) {
    path.unshift(CATEGORIES[name].value);
    name = CATEGORIES[name].parent;
  }
  return path;
}

export const ERROR_INFO = {
  JET_errSuccess: { category: 'state', text: 'Successful Operation' },
  JET_wrnNyi: { category: 'usage', text: 'This call has no implementation yet.' },
  JET_errRfsFailure: { category: 'unknown', text: 'The fault-injection simulator forced a failure.' },
  JET_errRfsNotArmed: {
    category: 'unknown',
    text: 'The fault-injection simulator was used before being set up.',
  },
  JET_errFileClose: { category: 'unknown', text: 'Closing a file failed.' },
  JET_errOutOfThreads: { category: 'memory', text: 'No new thread could be created.' },
  JET_errTooManyIO: {
    category: 'resource',
    text: 'Too many outstanding I/O requests; the system is saturated.',
  },
  JET_errTaskDropped: {
    category: 'resource',
    text: 'A queued asynchronous task was discarded instead of run.',
  },
  JET_errInternalError: { category: 'operation', text: 'The engine hit an unexpected internal failure.' },
  JET_errDisabledFunctionality: {
    category: 'usage',
    text: 'This reduced build of the engine leaves the feature out.',
  },
  JET_errUnloadableOSFunctionality: {
    category: 'fatal',
    text: 'A needed operating system library or entry point would not load.',
  },
  JET_errDatabaseBufferDependenciesCorrupted: {
    category: 'corruption',
    text: 'Page buffer flush ordering became invalid; recovery cannot go on.',
  },
  JET_wrnRemainingVersions: {
    category: 'state',
    text: 'Version cleanup finished with some versions still outstanding.',
  },
  JET_errPreviousVersion: {
    category: 'corruption',
    text: 'Recovery met a version that was already present.',
  },
  JET_errPageBoundary: { category: 'unknown', text: 'The end of the page was hit.' },
  JET_errKeyBoundary: { category: 'unknown', text: 'The end of the key range was hit.' },
  JET_errBadPageLink: { category: 'corruption', text: 'Links between sibling pages are damaged.' },
  JET_errBadBookmark: { category: 'unknown', text: 'The bookmark resolves to no location in the database.' },
  JET_errNTSystemCallFailed: { category: 'operation', text: 'An operating system call returned a failure.' },
  JET_errBadParentPageLink: { category: 'corruption', text: 'The link to a parent page is damaged.' },
  JET_errSPAvailExtCacheOutOfSync: {
    category: 'unknown',
    text: 'Cached available extents disagree with the space tree.',
  },
  JET_errSPAvailExtCorrupted: { category: 'corruption', text: 'The tree of available extents is corrupt.' },
  JET_errSPAvailExtCacheOutOfMemory: {
    category: 'unknown',
    text: 'No memory for another available-extent cache entry.',
  },
  JET_errSPOwnExtCorrupted: { category: 'corruption', text: 'The tree of owned extents is corrupt.' },
  JET_errDbTimeCorrupted: {
    category: 'corruption',
    text: 'A page carries a later dbtime than the whole database.',
  },
  JET_wrnUniqueKey: {
    category: 'state',
    text: 'The non-unique index holds exactly one entry with this key.',
  },
  JET_errKeyTruncated: { category: 'state', text: 'The key needed truncation, which this index forbids.' },
  JET_errDatabaseLeakInSpace: {
    category: 'state',
    text: 'Unreachable pages were found; offline defragmentation recovers their space.',
  },
  JET_errBadEmptyPage: {
    category: 'corruption',
    text: 'A search reached a page that should not be empty; corruption.',
  },
  JET_errBadLineCount: {
    category: 'corruption',
    text: 'A page holds fewer lines than the operation refers to.',
  },
  JET_errPageTagCorrupted: {
    category: 'corruption',
    text: 'A page tag has an impossible offset, size or count.',
  },
  JET_errNodeCorrupted: { category: 'corruption', text: "A node's key sizes do not fit inside its line." },
  JET_wrnSeparateLongValue: { category: 'state', text: 'The long value is stored apart from its record.' },
  JET_wrnRecordFoundGreater: { sameAs: 'JET_wrnSeekNotEqual' },
  JET_wrnRecordFoundLess: { sameAs: 'JET_wrnSeekNotEqual' },
  JET_errColumnIllegalNull: { sameAs: 'JET_errNullInvalid' },
  JET_errKeyTooBig: { category: 'unknown', text: 'The key exceeds the allowed size.' },
  JET_errCannotSeparateIntrinsicLV: {
    category: 'usage',
    text: 'A long value required to stay in the record was separated.',
  },
  JET_errSeparatedLongValue: {
    category: 'state',
    text: 'Long values stored outside the record do not support this.',
  },
  JET_errMustBeSeparateLongValue: {
    category: 'usage',
    text: 'Only columns able to hold separated long values can be preread.',
  },
  JET_errInvalidPreread: {
    category: 'usage',
    text: 'Long values cannot be preread while on a secondary index.',
  },
  JET_errInvalidLoggedOperation: {
    category: 'unknown',
    text: 'Recovery cannot replay this logged operation.',
  },
  JET_errLogFileCorrupt: { category: 'corruption', text: 'The transaction log file is damaged.' },
  JET_errNoBackupDirectory: { category: 'usage', text: 'No destination folder was given for the backup.' },
  JET_errBackupDirectoryNotEmpty: {
    category: 'usage',
    text: 'The backup destination already contains files.',
  },
  JET_errBackupInProgress: { category: 'state', text: 'Another backup is already running.' },
  JET_errRestoreInProgress: { category: 'state', text: 'A restore is running.' },
  JET_errMissingPreviousLogFile: {
    category: 'corruption',
    text: 'The log the checkpoint points at is absent.',
  },
  JET_errLogWriteFail: { category: 'io', text: 'Writing the transaction log failed.' },
  JET_errLogDisabledDueToRecoveryFailure: {
    category: 'fatal',
    text: 'Logging was attempted although recovery had failed.',
  },
  JET_errCannotLogDuringRecoveryRedo: {
    category: 'state',
    text: 'Logging was attempted during the redo phase.',
  },
  JET_errLogGenerationMismatch: {
    category: 'inconsistent',
    text: "The log's name disagrees with the generation inside it.",
  },
  JET_errBadLogVersion: {
    category: 'inconsistent',
    text: 'This engine cannot read that log format version.',
  },
  JET_errInvalidLogSequence: {
    category: 'corruption',
    text: "The next log's creation time breaks the chain.",
  },
  JET_errLoggingDisabled: { category: 'usage', text: 'Logging is off, and this operation needs it.' },
  JET_errLogBufferTooSmall: {
    category: 'usage',
    text: 'A log record exceeds the log buffer or one log file.',
  },
  JET_errLogSequenceEnd: { category: 'fragmentation', text: 'The log generation numbers are used up.' },
  JET_errNoBackup: { category: 'state', text: 'No backup has been started.' },
  JET_errInvalidBackupSequence: {
    category: 'usage',
    text: 'Backup functions were called in the wrong order.',
  },
  JET_errBackupNotAllowedYet: {
    category: 'state',
    text: 'The engine is not in a state that permits backup.',
  },
  JET_errDeleteBackupFileFail: { category: 'io', text: 'An old backup file could not be removed.' },
  JET_errMakeBackupDirectoryFail: {
    category: 'io',
    text: 'The temporary backup folder could not be created.',
  },
  JET_errInvalidBackup: {
    category: 'usage',
    text: 'Incremental backup is impossible under circular logging.',
  },
  JET_errRecoveredWithErrors: {
    category: 'state',
    text: 'Restore ended, but problems occurred along the way.',
  },
  JET_errMissingLogFile: { category: 'corruption', text: 'The current log file is absent.' },
  JET_errLogDiskFull: { category: 'disk', text: 'The log volume has no free space.' },
  JET_errBadLogSignature: { category: 'inconsistent', text: "A log file's signature does not match." },
  JET_errBadDbSignature: { category: 'unknown', text: "A database file's signature does not match." },
  JET_errBadCheckpointSignature: {
    category: 'inconsistent',
    text: "The checkpoint file's signature does not match.",
  },
  JET_errCheckpointCorrupt: { category: 'corruption', text: 'The checkpoint file is absent or damaged.' },
  JET_errMissingPatchPage: { category: 'unknown', text: 'Recovery needs a page the patch file lacks.' },
  JET_errBadPatchPage: { category: 'inconsistent', text: 'A page in the patch file is invalid.' },
  JET_errRedoAbruptEnded: {
    category: 'corruption',
    text: 'Replay stopped because the logs suddenly became unreadable.',
  },
  JET_errPatchFileMissing: {
    category: 'unknown',
    text: 'The backup set lacks the patch file hard restore needs.',
  },
  JET_errDatabaseLogSetMismatch: {
    category: 'inconsistent',
    text: 'The database belongs to a different log stream.',
  },
  JET_errDatabaseStreamingFileMismatch: {
    category: 'unknown',
    text: 'The database and its streaming file are not a pair.',
  },
  JET_errLogFileSizeMismatch: {
    category: 'usage',
    text: 'Existing logs differ in size from JET_paramLogFileSize.',
  },
  JET_errCheckpointFileNotFound: {
    category: 'inconsistent',
    text: 'The checkpoint file is not where it should be.',
  },
  JET_errRequiredLogFilesMissing: {
    category: 'inconsistent',
    text: 'Logs that recovery depends on are absent.',
  },
  JET_errSoftRecoveryOnBackupDatabase: {
    category: 'usage',
    text: 'A backup copy needs restore, not ordinary crash recovery.',
  },
  JET_errLogFileSizeMismatchDatabasesConsistent: {
    category: 'state',
    text: 'Recovery succeeded, though log size differs from JET_paramLogFileSize.',
  },
  JET_errLogSectorSizeMismatch: {
    category: 'fragmentation',
    text: 'The logs were written with a different disk sector size.',
  },
  JET_errLogSectorSizeMismatchDatabasesConsistent: {
    category: 'state',
    text: "Recovery succeeded, though the log sector size differs from the volume's.",
  },
  JET_errLogSequenceEndDatabasesConsistent: {
    category: 'fragmentation',
    text: 'Recovery succeeded, but generations ran out; remove logs and checkpoint.',
  },
  JET_errStreamingDataNotLogged: {
    category: 'unknown',
    text: 'A streaming file operation cannot replay because its data went unlogged.',
  },
  JET_errDatabaseDirtyShutdown: {
    category: 'inconsistent',
    text: 'The database was not closed cleanly and needs recovery first.',
  },
  JET_errDatabaseInconsistent: { sameAs: 'JET_errDatabaseDirtyShutdown' },
  JET_errConsistentTimeMismatch: {
    category: 'inconsistent',
    text: "The database's last consistent time disagrees with the log.",
  },
  JET_errDatabasePatchFileMismatch: {
    category: 'unknown',
    text: 'The patch file comes from another backup.',
  },
  JET_errEndingRestoreLogTooLow: {
    category: 'inconsistent',
    text: 'The last log supplied is too early for this restore.',
  },
  JET_errStartingRestoreLogTooHigh: {
    category: 'inconsistent',
    text: 'The first log supplied is too late for this restore.',
  },
  JET_errGivenLogFileHasBadSignature: {
    category: 'inconsistent',
    text: 'A log supplied for restore carries the wrong signature.',
  },
  JET_errGivenLogFileIsNotContiguous: {
    category: 'inconsistent',
    text: 'The logs supplied for restore have a gap.',
  },
  JET_errMissingRestoreLogFiles: {
    category: 'inconsistent',
    text: 'Logs needed for the restore are absent.',
  },
  JET_wrnExistingLogFileHasBadSignature: {
    category: 'unknown',
    text: 'A log already present carries the wrong signature.',
  },
  JET_wrnExistingLogFileIsNotContiguous: {
    category: 'unknown',
    text: 'The logs already present have a gap.',
  },
  JET_errMissingFullBackup: { category: 'state', text: 'Incremental backup needs an earlier full backup.' },
  JET_errBadBackupDatabaseSize: {
    category: 'unknown',
    text: 'The backed-up file is not a whole number of pages.',
  },
  JET_errDatabaseAlreadyUpgraded: { category: 'state', text: 'The database already has the current format.' },
  JET_errDatabaseIncompleteUpgrade: {
    category: 'state',
    text: 'A format upgrade stopped halfway; restore from backup.',
  },
  JET_wrnSkipThisRecord: { category: 'unknown', text: 'Engine-private signal to pass over a record.' },
  JET_errMissingCurrentLogFiles: {
    category: 'inconsistent',
    text: 'Current logs needed to continue the restore are absent.',
  },
  JET_errDbTimeTooOld: { category: 'corruption', text: 'A page is older than the log record expects.' },
  JET_errDbTimeTooNew: { category: 'corruption', text: 'A page is newer than the log record expects.' },
  JET_errMissingFileToBackup: {
    category: 'inconsistent',
    text: 'A log or patch file to be backed up is absent.',
  },
  JET_errLogTornWriteDuringHardRestore: {
    category: 'corruption',
    text: 'A backup-set log has a partly written sector.',
  },
  JET_errLogTornWriteDuringHardRecovery: {
    category: 'corruption',
    text: 'A log outside the backup set has a partly written sector.',
  },
  JET_errLogCorruptDuringHardRestore: { category: 'corruption', text: 'A backup-set log is damaged.' },
  JET_errLogCorruptDuringHardRecovery: {
    category: 'corruption',
    text: 'A log outside the backup set is damaged.',
  },
  JET_errMustDisableLoggingForDbUpgrade: {
    category: 'unknown',
    text: 'Turn logging off before upgrading the database.',
  },
  JET_errBadRestoreTargetInstance: {
    category: 'usage',
    text: 'The restore target instance is unknown or its logs differ.',
  },
  JET_wrnTargetInstanceRunning: { category: 'state', text: 'The instance chosen as restore target is live.' },
  JET_errRecoveredWithoutUndo: { category: 'state', text: 'Redo finished; the undo phase was left out.' },
  JET_errDatabasesNotFromSameSnapshot: {
    category: 'unknown',
    text: 'The databases come from different shadow copies.',
  },
  JET_errSoftRecoveryOnSnapshot: {
    category: 'unknown',
    text: 'Crash recovery was attempted on a shadow copy backup.',
  },
  JET_errCommittedLogFilesMissing: {
    category: 'corruption',
    text: 'Logs holding committed work are gone; recent transactions would be lost.',
  },
  JET_errSectorSizeNotSupported: {
    category: 'fatal',
    text: "The disk's physical sector size is not supported for this file.",
  },
  JET_errRecoveredWithoutUndoDatabasesConsistent: {
    category: 'state',
    text: 'Redo finished and no undo was needed; databases are clean.',
  },
  JET_wrnCommittedLogFilesLost: {
    category: 'state',
    text: 'Some committed logs were not replayed; the database stays consistent.',
  },
  JET_errCommittedLogFileCorrupt: {
    category: 'corruption',
    text: 'A log holding committed work is damaged; recent transactions at risk.',
  },
  JET_wrnCommittedLogFilesRemoved: {
    category: 'state',
    text: 'Damaged committed logs were dropped; the database stays consistent.',
  },
  JET_wrnFinishWithUndo: {
    category: 'state',
    text: 'Client signal that initialization ended with the undo phase.',
  },
  JET_errLogSequenceChecksumMismatch: {
    category: 'corruption',
    text: 'The running checksum breaks between two consecutive logs.',
  },
  JET_wrnDatabaseRepaired: { category: 'state', text: 'Damage was found and repaired.' },
  JET_errPageInitializedMismatch: {
    category: 'corruption',
    text: 'Replicas disagree: page blank remotely, in use here.',
  },
  JET_errUnicodeTranslationBufferTooSmall: {
    category: 'state',
    text: 'The buffer for Unicode conversion is too short.',
  },
  JET_errUnicodeTranslationFail: { category: 'operation', text: 'Unicode text could not be normalized.' },
  JET_errUnicodeNormalizationNotSupported: {
    category: 'usage',
    text: 'No Unicode normalization is available from the OS or a callback.',
  },
  JET_errUnicodeLanguageValidationFailure: {
    category: 'operation',
    text: 'The language could not be verified.',
  },
  JET_errExistingLogFileHasBadSignature: {
    category: 'inconsistent',
    text: 'A log already on disk carries the wrong signature.',
  },
  JET_errExistingLogFileIsNotContiguous: {
    category: 'inconsistent',
    text: 'Logs already on disk have a gap.',
  },
  JET_errLogReadVerifyFailure: { category: 'corruption', text: 'A log read for backup failed its checksum.' },
  JET_errCheckpointDepthTooDeep: {
    category: 'quota',
    text: 'The checkpoint lags too many log generations behind.',
  },
  JET_errRestoreOfNonBackupDatabase: {
    category: 'usage',
    text: 'Hard recovery was asked for on a non-backup database.',
  },
  JET_errLogFileNotCopied: { category: 'usage', text: 'Logs cannot be truncated before all are copied.' },
  JET_errTransactionTooLong: { category: 'quota', text: 'The transaction spans too many log generations.' },
  JET_errEngineFormatVersionNoLongerSupportedTooLow: {
    category: 'usage',
    text: 'The requested engine format version is no longer supported.',
  },
  JET_errEngineFormatVersionNotYetImplementedTooHigh: {
    category: 'usage',
    text: 'The requested engine format version is newer than this engine.',
  },
  JET_errEngineFormatVersionParamTooLowForRequestedFeature: {
    category: 'usage',
    text: 'The feature needs a higher engine format version setting.',
  },
  JET_errEngineFormatVersionSpecifiedTooLowForLogVersion: {
    category: 'state',
    text: 'The logs already use a newer format than the setting allows.',
  },
  JET_errEngineFormatVersionSpecifiedTooLowForDatabaseVersion: {
    category: 'state',
    text: 'The database already uses a newer format than the setting allows.',
  },
  JET_errDbTimeBeyondMaxRequired: {
    category: 'corruption',
    text: 'A page outside the required range is newer than its log record.',
  },
  JET_errLogOperationInconsistentWithDatabase: {
    category: 'corruption',
    text: 'A log record contradicts the present state of the database.',
  },
  JET_errBackupAbortByCaller: {
    category: 'unknown',
    text: 'The client broke off the backup or its connection failed.',
  },
  JET_errBackupAbortByServer: { category: 'operation', text: 'The backup was stopped by the server side.' },
  JET_errInvalidGrbit: { category: 'usage', text: 'The option bits are invalid or conflict.' },
  JET_errTermInProgress: { category: 'operation', text: 'The engine is shutting down.' },
  JET_errFeatureNotAvailable: { category: 'usage', text: 'This feature is not offered.' },
  JET_errInvalidName: { category: 'usage', text: 'The object name breaks the naming rules.' },
  JET_errInvalidParameter: { category: 'usage', text: 'An argument is not acceptable.' },
  JET_wrnColumnNull: { category: 'state', text: 'The column holds NULL.' },
  JET_wrnBufferTruncated: { category: 'state', text: 'The buffer was short, so the data was cut off.' },
  JET_wrnDatabaseAttached: { category: 'state', text: 'The database was attached before this call.' },
  JET_errDatabaseFileReadOnly: {
    category: 'usage',
    text: 'A read-only file cannot be attached for writing.',
  },
  JET_wrnSortOverflow: { category: 'memory', text: 'The sort spilled out of memory.' },
  JET_errInvalidDatabaseId: { category: 'usage', text: 'The database id is not valid.' },
  JET_errOutOfMemory: { category: 'memory', text: 'Memory could not be allocated.' },
  JET_errOutOfDatabaseSpace: { category: 'quota', text: 'The database has reached its size limit.' },
  JET_errOutOfCursors: { category: 'memory', text: 'No cursor is left to allocate.' },
  JET_errOutOfBuffers: { category: 'memory', text: 'No page buffer is left in the cache.' },
  JET_errTooManyIndexes: { category: 'usage', text: 'The table has reached its index limit.' },
  JET_errTooManyKeys: { category: 'usage', text: 'The index names too many key columns.' },
  JET_errRecordDeleted: { category: 'state', text: 'The record under the cursor has been removed.' },
  JET_errReadVerifyFailure: { category: 'corruption', text: 'A database page failed its checksum.' },
  JET_errPageNotInitialized: { category: 'corruption', text: 'A page expected to hold data is blank.' },
  JET_errOutOfFileHandles: { category: 'memory', text: 'No more files can be opened.' },
  JET_errDiskReadVerificationFailure: {
    category: 'corruption',
    text: 'The disk reported a CRC failure while reading.',
  },
  JET_errDiskIO: { category: 'io', text: 'A disk read or write failed.' },
  JET_errInvalidPath: { category: 'usage', text: 'The file path is not usable.' },
  JET_errInvalidSystemPath: { category: 'usage', text: 'The system path is not usable.' },
  JET_errInvalidLogDirectory: { category: 'usage', text: 'The log folder is not usable.' },
  JET_errRecordTooBig: { category: 'state', text: 'The record would outgrow its size limit.' },
  JET_errTooManyOpenDatabases: { category: 'unknown', text: 'No further database can be opened.' },
  JET_errInvalidDatabase: { category: 'usage', text: 'The file is not a database.' },
  JET_errNotInitialized: { category: 'usage', text: 'The engine has not been started.' },
  JET_errAlreadyInitialized: { category: 'usage', text: 'The engine is already running.' },
  JET_errInitInProgress: { category: 'operation', text: 'The engine is still starting.' },
  JET_errFileAccessDenied: { category: 'io', text: 'The file is locked or access was refused.' },
  JET_errBufferTooSmall: { category: 'state', text: 'The output buffer is not large enough.' },
  JET_wrnSeekNotEqual: { category: 'state', text: 'The seek settled on a neighbouring key.' },
  JET_errTooManyColumns: { category: 'usage', text: 'The table has reached its column limit.' },
  JET_errContainerNotEmpty: { category: 'unknown', text: 'The container still holds objects.' },
  JET_errInvalidFilename: { category: 'unknown', text: 'The file name is not acceptable.' },
  JET_errInvalidBookmark: { category: 'usage', text: 'The bookmark is not acceptable.' },
  JET_errColumnInUse: { category: 'usage', text: 'An index refers to the column.' },
  JET_errInvalidBufferSize: { category: 'state', text: 'The buffer length does not suit the data.' },
  JET_errColumnNotUpdatable: { category: 'usage', text: 'The column cannot be written here.' },
  JET_errIndexInUse: { category: 'state', text: 'Someone is using the index.' },
  JET_errLinkNotSupported: { category: 'unknown', text: 'Links are not supported.' },
  JET_errNullKeyDisallowed: { category: 'usage', text: 'The index does not accept a NULL key.' },
  JET_errNotInTransaction: { category: 'usage', text: 'The session must first begin a transaction.' },
  JET_wrnNoErrorInfo: { category: 'unknown', text: 'There is nothing more to report about the error.' },
  JET_errMustRollback: {
    category: 'usage',
    text: 'An unversioned update failed, so the transaction can only roll back.',
  },
  JET_wrnNoIdleActivity: { category: 'usage', text: 'There was no background work to do.' },
  JET_errTooManyActiveUsers: { category: 'usage', text: 'Sessions are still active in the database.' },
  JET_errInvalidCountry: { category: 'unknown', text: 'The country or region code is not recognized.' },
  JET_errInvalidLanguageId: { category: 'usage', text: 'The locale or language is not recognized.' },
  JET_errInvalidCodePage: { category: 'usage', text: 'The code page is not recognized.' },
  JET_errInvalidLCMapStringFlags: { category: 'usage', text: 'The string mapping flags are not acceptable.' },
  JET_errVersionStoreEntryTooBig: { category: 'usage', text: 'A version entry would not fit in one bucket.' },
  JET_errVersionStoreOutOfMemoryAndCleanupTimedOut: {
    category: 'usage',
    text: 'The version store is full and cleanup ran out of time.',
  },
  JET_wrnNoWriteLock: { category: 'unknown', text: 'No write lock is held outside transactions.' },
  JET_wrnColumnSetNull: { category: 'state', text: 'The column was assigned NULL.' },
  JET_errVersionStoreOutOfMemory: {
    category: 'quota',
    text: 'The version store is full even after cleanup.',
  },
  JET_errCannotIndex: { category: 'usage', text: 'An escrow column may not be indexed.' },
  JET_errRecordNotDeleted: { category: 'operation', text: 'The record is still present.' },
  JET_errTooManyMempoolEntries: { category: 'memory', text: 'The memory pool ran out of entries.' },
  JET_errOutOfObjectIDs: {
    category: 'fragmentation',
    text: 'Object ids are exhausted; offline defragmentation frees some.',
  },
  JET_errOutOfLongValueIDs: {
    category: 'fragmentation',
    text: 'Long-value ids are exhausted; offline defragmentation frees some.',
  },
  JET_errOutOfAutoincrementValues: {
    category: 'fragmentation',
    text: 'The auto-increment counter is exhausted for good.',
  },
  JET_errOutOfDbtimeValues: {
    category: 'fragmentation',
    text: 'The dbtime counter is exhausted; offline defragmentation resets it.',
  },
  JET_errOutOfSequentialIndexValues: {
    category: 'fragmentation',
    text: 'The sequential index counter is exhausted; offline defragmentation resets it.',
  },
  JET_errRunningInOneInstanceMode: {
    category: 'usage',
    text: 'The process runs in single-instance mode, which excludes this call.',
  },
  JET_errRunningInMultiInstanceMode: {
    category: 'usage',
    text: 'The process runs in multi-instance mode, which excludes this call.',
  },
  JET_errSystemParamsAlreadySet: { category: 'state', text: 'Global parameters were set earlier.' },
  JET_errSystemPathInUse: { category: 'usage', text: 'Another instance already uses this system path.' },
  JET_errLogFilePathInUse: { category: 'usage', text: 'Another instance already uses this log path.' },
  JET_errTempPathInUse: { category: 'usage', text: 'Another instance already uses this temporary path.' },
  JET_errInstanceNameInUse: { category: 'usage', text: 'Another instance already has this name.' },
  JET_errSystemParameterConflict: {
    category: 'usage',
    text: 'Global parameters were set earlier to values that differ.',
  },
  JET_errInstanceUnavailable: {
    category: 'fatal',
    text: 'A fatal error has taken the instance out of service.',
  },
  JET_errDatabaseUnavailable: {
    category: 'unknown',
    text: 'A fatal error has taken the database out of service.',
  },
  JET_errInstanceUnavailableDueToFatalLogDiskFull: {
    category: 'fatal',
    text: 'The instance is out of service because its log disk filled.',
  },
  JET_errInvalidSesparamId: { category: 'usage', text: 'The session parameter id is unknown.' },
  JET_errTooManyRecords: { category: 'state', text: 'The count overflows 32 bits; call a 64-bit variant.' },
  JET_errInvalidDbparamId: { category: 'usage', text: 'The database parameter id is unknown.' },
  JET_errOutOfSessions: { category: 'memory', text: 'No session is left to allocate.' },
  JET_errWriteConflict: { category: 'state', text: 'Another session is changing the same record.' },
  JET_errTransTooDeep: { category: 'usage', text: 'Transactions are nested beyond the limit.' },
  JET_errInvalidSesid: { category: 'usage', text: 'The session handle is not valid.' },
  JET_errWriteConflictPrimaryIndex: {
    category: 'state',
    text: 'The record depends on a primary index still uncommitted.',
  },
  JET_errInTransaction: { category: 'usage', text: 'Not permitted while a transaction is open.' },
  JET_errRollbackRequired: { category: 'unknown', text: 'The transaction can only be rolled back.' },
  JET_errTransReadOnly: { category: 'usage', text: 'A read-only transaction may not change data.' },
  JET_errSessionWriteConflict: {
    category: 'usage',
    text: 'Two cursors of one session replaced the same record.',
  },
  JET_errRecordTooBigForBackwardCompatibility: {
    category: 'state',
    text: 'The record would not fit the older database format.',
  },
  JET_errCannotMaterializeForwardOnlySort: {
    category: 'usage',
    text: 'The options given rule out a forward-only temporary table.',
  },
  JET_errSesidTableIdMismatch: { category: 'usage', text: 'The table handle belongs to another session.' },
  JET_errInvalidInstance: { category: 'usage', text: 'The instance handle is not valid.' },
  JET_errDirtyShutdown: {
    category: 'state',
    text: 'Shutdown succeeded, leaving databases dirty as requested.',
  },
  JET_errReadPgnoVerifyFailure: {
    category: 'corruption',
    text: "The page read back carries another page's number.",
  },
  JET_errReadLostFlushVerifyFailure: {
    category: 'corruption',
    text: 'The page read back lacks an earlier write.',
  },
  JET_errFileSystemCorruption: {
    category: 'corruption',
    text: 'The file system reported that it is damaged.',
  },
  JET_wrnShrinkNotPossible: {
    category: 'state',
    text: 'Not enough free or movable space to shrink the file.',
  },
  JET_errRecoveryVerifyFailure: {
    category: 'corruption',
    text: 'Recovery read a page that is not in the expected state.',
  },
  JET_errFilteredMoveNotSupported: {
    category: 'usage',
    text: 'A cursor filter is not supported in this situation.',
  },
  JET_errDatabaseDuplicate: { category: 'usage', text: 'A database by that name exists already.' },
  JET_errDatabaseInUse: { category: 'usage', text: 'The database is being used.' },
  JET_errDatabaseNotFound: { category: 'usage', text: 'The database cannot be found.' },
  JET_errDatabaseInvalidName: { category: 'usage', text: 'The database name is not acceptable.' },
  JET_errDatabaseInvalidPages: { category: 'usage', text: 'The page count is not acceptable.' },
  JET_errDatabaseCorrupted: {
    category: 'corruption',
    text: 'The database is damaged or is no database at all.',
  },
  JET_errDatabaseLocked: { category: 'usage', text: 'Another session holds the database exclusively.' },
  JET_errCannotDisableVersioning: { category: 'usage', text: 'Versioning must stay on for this database.' },
  JET_errInvalidDatabaseVersion: {
    category: 'inconsistent',
    text: 'The database format and this engine are incompatible.',
  },
  JET_errDatabase200Format: { category: 'unknown', text: 'The database has the obsolete 200 format.' },
  JET_errDatabase400Format: { category: 'unknown', text: 'The database has the obsolete 400 format.' },
  JET_errDatabase500Format: { category: 'unknown', text: 'The database has the obsolete 500 format.' },
  JET_errPageSizeMismatch: {
    category: 'inconsistent',
    text: 'The database uses another page size than the engine.',
  },
  JET_errTooManyInstances: { category: 'quota', text: 'The instance limit has been reached.' },
  JET_errDatabaseSharingViolation: {
    category: 'usage',
    text: 'Another instance or session has the database attached.',
  },
  JET_errAttachedDatabaseMismatch: {
    category: 'inconsistent',
    text: 'An attached database is absent or differs from what recovery expects.',
  },
  JET_errDatabaseInvalidPath: { category: 'usage', text: 'The path to the database file is not acceptable.' },
  JET_errDatabaseIdInUse: { category: 'unknown', text: 'The database id is already assigned.' },
  JET_errForceDetachNotAllowed: {
    category: 'usage',
    text: 'A forced detach needs a failed normal detach first.',
  },
  JET_errCatalogCorrupted: { category: 'corruption', text: 'The system catalog is damaged.' },
  JET_errPartiallyAttachedDB: {
    category: 'usage',
    text: 'The attach stopped halfway and cannot be completed.',
  },
  JET_errDatabaseSignInUse: { category: 'usage', text: 'Another attached database has the same signature.' },
  JET_errDatabaseCorruptedNoRepair: {
    category: 'usage',
    text: 'The database is damaged and repair is not permitted.',
  },
  JET_errInvalidCreateDbVersion: {
    category: 'inconsistent',
    text: 'Recovery replayed a database creation from an incompatible engine version.',
  },
  JET_errDatabaseNotReady: {
    category: 'usage',
    text: 'Recovery has not progressed far enough to allow access.',
  },
  JET_errDatabaseAttachedForRecovery: {
    category: 'usage',
    text: 'The database is attached for recovery only; attach it explicitly.',
  },
  JET_errTransactionsNotReadyDuringRecovery: {
    category: 'state',
    text: 'Recovery has not yet met any transaction begin or commit.',
  },
  JET_wrnTableEmpty: { category: 'unknown', text: 'The opened table contains no records.' },
  JET_errTableLocked: { category: 'usage', text: 'Someone holds the table exclusively.' },
  JET_errTableDuplicate: { category: 'state', text: 'A table by that name exists already.' },
  JET_errTableInUse: { category: 'state', text: 'The table is being used and cannot be locked.' },
  JET_errObjectNotFound: { category: 'state', text: 'The table or object cannot be found.' },
  JET_errDensityInvalid: { category: 'usage', text: 'The page density is out of range.' },
  JET_errTableNotEmpty: { category: 'usage', text: 'The table contains records.' },
  JET_errInvalidTableId: { category: 'usage', text: 'The table handle is not valid.' },
  JET_errTooManyOpenTables: { category: 'quota', text: 'No further table can be opened even after cleanup.' },
  JET_errIllegalOperation: { category: 'usage', text: 'This table does not support the operation.' },
  JET_errTooManyOpenTablesAndCleanupTimedOut: {
    category: 'usage',
    text: 'No further table can be opened; cleanup ran out of time.',
  },
  JET_errObjectDuplicate: { category: 'unknown', text: 'An object by that name exists already.' },
  JET_errInvalidObject: { category: 'unknown', text: 'The object does not support the operation.' },
  JET_errCannotDeleteTempTable: {
    category: 'usage',
    text: 'Temporary tables go away on close, not by deletion.',
  },
  JET_errCannotDeleteSystemTable: { category: 'usage', text: 'System tables may not be deleted.' },
  JET_errCannotDeleteTemplateTable: { category: 'usage', text: 'Template tables may not be deleted.' },
  JET_errExclusiveTableLockRequired: {
    category: 'usage',
    text: 'The table must be opened exclusively first.',
  },
  JET_errFixedDDL: { category: 'usage', text: "The table's schema is frozen." },
  JET_errFixedInheritedDDL: { category: 'usage', text: 'Schema inherited from a template is frozen.' },
  JET_errCannotNestDDL: { category: 'usage', text: 'Template tables may not themselves be derived.' },
  JET_errDDLNotInheritable: { category: 'usage', text: 'The named table is not a template table.' },
  JET_wrnTableInUseBySystem: { category: 'state', text: 'Background cleanup has the table open.' },
  JET_errInvalidSettings: {
    category: 'usage',
    text: 'The combination of system parameters is not acceptable.',
  },
  JET_errClientRequestToStopJetService: {
    category: 'operation',
    text: 'The client asked the engine to stop service.',
  },
  JET_errCannotAddFixedVarColumnToDerivedTable: {
    category: 'unknown',
    text: 'The template forbids fixed and variable columns in derived tables.',
  },
  JET_errIndexCantBuild: { category: 'unknown', text: 'Building the index failed.' },
  JET_errIndexHasPrimary: { category: 'usage', text: 'The table already has a primary index.' },
  JET_errIndexDuplicate: { category: 'usage', text: 'An index by that name exists already.' },
  JET_errIndexNotFound: { category: 'state', text: 'The index cannot be found.' },
  JET_errIndexMustStay: { category: 'usage', text: 'The clustered index may not be deleted.' },
  JET_errIndexInvalidDef: { category: 'usage', text: 'The index definition is not acceptable.' },
  JET_errInvalidCreateIndex: { category: 'usage', text: 'The index creation structure is not acceptable.' },
  JET_errTooManyOpenIndexes: { category: 'memory', text: 'No index descriptor is left to allocate.' },
  JET_errMultiValuedIndexViolation: {
    category: 'usage',
    text: 'One record produced duplicate keys in a multi-valued unique index.',
  },
  JET_errIndexBuildCorrupted: {
    category: 'corruption',
    text: 'The new secondary index does not match the primary index.',
  },
  JET_errPrimaryIndexCorrupted: {
    category: 'corruption',
    text: 'The primary index is damaged; defragment or drop the table.',
  },
  JET_errSecondaryIndexCorrupted: {
    category: 'corruption',
    text: 'A secondary index is damaged; defragment or drop the index.',
  },
  JET_wrnCorruptIndexDeleted: { category: 'state', text: 'An outdated index was dropped.' },
  JET_errInvalidIndexId: { category: 'usage', text: 'The index id is not valid.' },
  JET_wrnPrimaryIndexOutOfDate: {
    category: 'corruption',
    text: 'The primary index uses an incompatible sort version; avoid updates.',
  },
  JET_wrnSecondaryIndexOutOfDate: {
    category: 'corruption',
    text: 'A secondary index uses an incompatible sort version; rebuild it.',
  },
  JET_errIndexTuplesSecondaryIndexOnly: {
    category: 'usage',
    text: 'A tuple index cannot be the primary index.',
  },
  JET_errIndexTuplesTooManyColumns: { category: 'usage', text: 'A tuple index names too many columns.' },
  JET_errIndexTuplesOneColumnOnly: { sameAs: 'JET_errIndexTuplesTooManyColumns' },
  JET_errIndexTuplesNonUniqueOnly: { category: 'usage', text: 'A tuple index cannot be unique.' },
  JET_errIndexTuplesTextBinaryColumnsOnly: {
    category: 'usage',
    text: 'A tuple index needs a text or binary column.',
  },
  JET_errIndexTuplesTextColumnsOnly: { sameAs: 'JET_errIndexTuplesTextBinaryColumnsOnly' },
  JET_errIndexTuplesVarSegMacNotAllowed: {
    category: 'usage',
    text: 'A tuple index may not set cbVarSegMac.',
  },
  JET_errIndexTuplesInvalidLimits: {
    category: 'usage',
    text: 'The tuple length or count limits are out of range.',
  },
  JET_errIndexTuplesCannotRetrieveFromIndex: {
    category: 'usage',
    text: 'Column data cannot be retrieved from a tuple index.',
  },
  JET_errIndexTuplesKeyTooSmall: { category: 'usage', text: 'The key is shorter than the smallest tuple.' },
  JET_errInvalidLVChunkSize: { category: 'usage', text: 'The long-value chunk size is not supported.' },
  JET_errColumnCannotBeEncrypted: {
    category: 'usage',
    text: 'Only long columns lacking a default can be encrypted.',
  },
  JET_errCannotIndexOnEncryptedColumn: { category: 'usage', text: 'Encrypted columns may not be indexed.' },
  JET_errColumnLong: { category: 'unknown', text: 'The column holds a long value.' },
  JET_errColumnNoChunk: { category: 'usage', text: 'The long value has no chunk at that offset.' },
  JET_errColumnDoesNotFit: { category: 'usage', text: 'There is no room in the record for the column.' },
  JET_errNullInvalid: { category: 'usage', text: 'The column requires a value.' },
  JET_errColumnIndexed: { category: 'unknown', text: 'The column cannot be deleted while indexed.' },
  JET_errColumnTooBig: { category: 'usage', text: "The value exceeds the column's maximum length." },
  JET_errColumnNotFound: { category: 'usage', text: 'The column cannot be found.' },
  JET_errColumnDuplicate: { category: 'usage', text: 'A column by that name exists already.' },
  JET_errMultiValuedColumnMustBeTagged: {
    category: 'usage',
    text: 'Only a tagged column may be multi-valued.',
  },
  JET_errColumnRedundant: {
    category: 'usage',
    text: 'The table already has an auto-increment or version column.',
  },
  JET_errInvalidColumnType: { category: 'usage', text: 'The column type does not allow this.' },
  JET_wrnColumnMaxTruncated: {
    category: 'usage',
    text: "The column's maximum length was lowered to the limit.",
  },
  JET_errTaggedNotNULL: { category: 'unknown', text: 'A tagged column cannot be declared NOT NULL.' },
  JET_errNoCurrentIndex: { category: 'usage', text: 'This needs a current index, and none is set.' },
  JET_errKeyIsMade: { category: 'usage', text: 'The search key already covers every key column.' },
  JET_errBadColumnId: { category: 'usage', text: 'The column id is out of range.' },
  JET_errBadItagSequence: { category: 'state', text: 'The multi-value sequence number is not acceptable.' },
  JET_errColumnInRelationship: {
    category: 'unknown',
    text: 'The column cannot be deleted: a relationship uses it.',
  },
  JET_wrnCopyLongValue: { category: 'state', text: 'A shared long value was copied before the update.' },
  JET_errCannotBeTagged: {
    category: 'usage',
    text: 'Auto-increment, version and escrow columns cannot be tagged.',
  },
  JET_errDefaultValueTooBig: { category: 'usage', text: 'The default value is longer than allowed.' },
  JET_errMultiValuedDuplicate: {
    category: 'state',
    text: 'The multi-valued column already holds that value.',
  },
  JET_errLVCorrupted: { category: 'corruption', text: 'The long-value tree is damaged.' },
  JET_errMultiValuedDuplicateAfterTruncation: {
    category: 'state',
    text: 'Multi-values coincide once normalized and truncated.',
  },
  JET_errDerivedColumnCorruption: {
    category: 'corruption',
    text: 'A derived table has an inconsistent column.',
  },
  JET_errInvalidPlaceholderColumn: {
    category: 'usage',
    text: 'The column cannot serve as a primary index placeholder.',
  },
  JET_wrnColumnSkipped: { category: 'state', text: 'The value was left out as the caller requested.' },
  JET_wrnColumnNotLocal: { category: 'state', text: 'The value was left out: it is not held locally.' },
  JET_wrnColumnMoreTags: { category: 'state', text: 'Further column values exist beyond those requested.' },
  JET_wrnColumnTruncated: { category: 'state', text: 'The value was cut at the requested limit.' },
  JET_wrnColumnPresent: { category: 'state', text: 'A value exists and was withheld as requested.' },
  JET_wrnColumnSingleValue: { category: 'state', text: 'The single value is given in compressed form.' },
  JET_wrnColumnDefault: { category: 'state', text: 'The value was left out because it equals the default.' },
  JET_errColumnCannotBeCompressed: { category: 'usage', text: 'Only long columns can be compressed.' },
  JET_wrnColumnNotInRecord: {
    category: 'state',
    text: 'The value was left out: it lies outside the record.',
  },
  JET_errColumnNoEncryptionKey: { category: 'usage', text: 'Encrypted columns need a key, and none is set.' },
  JET_wrnColumnReference: {
    category: 'state',
    text: 'A reference was returned because the value lies outside the record.',
  },
  JET_errRecordNotFound: { category: 'state', text: 'The search matched no record.' },
  JET_errRecordNoCopy: { category: 'usage', text: 'There is no copy buffer.' },
  JET_errNoCurrentRecord: { category: 'state', text: 'The cursor is not on a record.' },
  JET_errRecordPrimaryChanged: { category: 'usage', text: 'A replace may not alter the primary key.' },
  JET_errKeyDuplicate: { category: 'state', text: 'A record with this unique key exists already.' },
  JET_errAlreadyPrepared: { category: 'usage', text: 'The cursor already has an update prepared.' },
  JET_errKeyNotMade: { category: 'usage', text: 'The cursor has no search key.' },
  JET_errUpdateNotPrepared: { category: 'usage', text: 'The cursor has no update prepared.' },
  JET_wrnDataHasChanged: { category: 'unknown', text: 'The data changed in the meantime.' },
  JET_errDataHasChanged: {
    category: 'unknown',
    text: 'The data changed in the meantime, so the operation stopped.',
  },
  JET_wrnKeyChanged: { category: 'unknown', text: 'The cursor moved on to a different key.' },
  JET_errLanguageNotSupported: {
    category: 'unknown',
    text: 'The operating system lacks support for the language.',
  },
  JET_errDecompressionFailed: { category: 'corruption', text: 'Stored data would not decompress.' },
  JET_errUpdateMustVersion: {
    category: 'usage',
    text: 'Unversioned updates need a table not yet committed.',
  },
  JET_errDecryptionFailed: { category: 'corruption', text: 'Stored data would not decrypt.' },
  JET_errEncryptionBadItag: {
    category: 'usage',
    text: 'Only the first value of a tagged column can be encrypted.',
  },
  JET_errSetAutoIncrementTooHigh: {
    category: 'usage',
    text: 'The explicit auto-increment value is above the limit.',
  },
  JET_errAutoIncrementNotSet: {
    category: 'usage',
    text: 'This table needs an explicit auto-increment value.',
  },
  JET_errTooManySorts: { category: 'memory', text: 'No further temporary table can be created.' },
  JET_errInvalidOnSort: { category: 'unknown', text: 'A temporary table does not support this.' },
  JET_errTempFileOpenError: { category: 'unknown', text: 'The temporary file would not open.' },
  JET_errTooManyAttachedDatabases: {
    category: 'usage',
    text: 'The instance has reached its attached database limit.',
  },
  JET_errDiskFull: { category: 'disk', text: 'The volume has no free space.' },
  JET_errPermissionDenied: { category: 'usage', text: 'Write permission is lacking.' },
  JET_errFileNotFound: { category: 'state', text: 'The file cannot be found.' },
  JET_errFileInvalidType: { category: 'inconsistent', text: 'The file has an unexpected type.' },
  JET_wrnFileOpenReadOnly: { category: 'state', text: 'The database file was opened without write access.' },
  JET_errFileAlreadyExists: { category: 'inconsistent', text: 'The file exists already.' },
  JET_errAfterInitialization: { category: 'usage', text: 'Restore is only possible before initialization.' },
  JET_errLogCorrupted: { category: 'corruption', text: 'The logs make no sense.' },
  JET_errInvalidOperation: { category: 'usage', text: 'The operation does not apply here.' },
  JET_errAccessDenied: { category: 'unknown', text: 'Access was refused.' },
  JET_wrnIdleFull: { category: 'quota', text: 'The table of idle callbacks is full.' },
  JET_errTooManySplits: { category: 'unknown', text: 'Page splitting does not come to an end.' },
  JET_errSessionSharingViolation: { category: 'usage', text: 'Two threads used one session at once.' },
  JET_errEntryPointNotFound: { category: 'usage', text: 'A required library function is absent.' },
  JET_errSessionContextAlreadySet: { category: 'usage', text: 'The session is already bound to a context.' },
  JET_errSessionContextNotSetByThisThread: {
    category: 'usage',
    text: 'A different thread bound the session context.',
  },
  JET_errSessionInUse: { category: 'usage', text: 'The session is busy and cannot end.' },
  JET_errRecordFormatConversionFailed: {
    category: 'corruption',
    text: 'Converting the record format internally failed.',
  },
  JET_errOneDatabasePerSession: {
    category: 'usage',
    text: 'JET_paramOneDatabasePerSession limits sessions to one open database.',
  },
  JET_errRollbackError: { category: 'fatal', text: 'Rolling back failed.' },
  JET_errFlushMapVersionUnsupported: {
    category: 'usage',
    text: 'This engine cannot read that flush map version.',
  },
  JET_errFlushMapDatabaseMismatch: { category: 'usage', text: 'The flush map belongs to another database.' },
  JET_errFlushMapUnrecoverable: {
    category: 'state',
    text: 'The flush map on disk is beyond reconstruction.',
  },
  JET_wrnDefragAlreadyRunning: {
    category: 'state',
    text: 'Defragmentation is already under way for this database.',
  },
  JET_wrnDefragNotRunning: { category: 'state', text: 'Defragmentation is not under way for this database.' },
  JET_errDatabaseAlreadyRunningMaintenance: {
    category: 'usage',
    text: 'Maintenance is already under way for this database.',
  },
  JET_wrnCallbackNotRegistered: {
    category: 'state',
    text: 'The callback to unregister was never registered.',
  },
  JET_errCallbackFailed: { category: 'state', text: 'A callback function reported failure.' },
  JET_errCallbackNotResolved: { category: 'usage', text: 'The callback function could not be located.' },
  JET_errSpaceHintsInvalid: { category: 'usage', text: 'The space hints contain an unusable setting.' },
  JET_errOSSnapshotInvalidSequence: {
    category: 'usage',
    text: 'Snapshot functions were called in the wrong order.',
  },
  JET_errOSSnapshotTimeOut: { category: 'operation', text: 'The snapshot ran out of time.' },
  JET_errOSSnapshotNotAllowed: { category: 'state', text: 'Backup or recovery prevents a snapshot now.' },
  JET_errOSSnapshotInvalidSnapId: { category: 'usage', text: 'The snapshot id is not valid.' },
  JET_errLSCallbackNotSpecified: {
    category: 'usage',
    text: 'Local storage needs a runtime callback, and none is set.',
  },
  JET_errLSAlreadySet: { category: 'usage', text: 'The object already has local storage.' },
  JET_errLSNotSet: { category: 'state', text: 'The object has no local storage.' },
  JET_errFileIOSparse: { category: 'unknown', text: 'The I/O fell on a sparse region.' },
  JET_errFileIOBeyondEOF: { category: 'corruption', text: 'The read started past the end of the file.' },
  JET_errFileIOAbort: { category: 'unknown', text: 'I/O callback verdict: abort the request.' },
  JET_errFileIORetry: { category: 'unknown', text: 'I/O callback verdict: try the request again.' },
  JET_errFileIOFail: { category: 'unknown', text: 'I/O callback verdict: fail the request.' },
  JET_errFileCompressed: { category: 'usage', text: 'Compressed files cannot be read or written.' },
  JET_errClientSpaceBegin: { category: 'usage', text: 'First code of the range set aside for clients.' },
  JET_errClientSpaceEnd: { category: 'usage', text: 'Last code of the range set aside for clients.' },
  JET_errBadSLVSignature: { forgotten: 'Obsolete: the streaming file carries the wrong signature.' },
  JET_errSLVReadVerifyFailure: { forgotten: 'Obsolete: a streaming file page failed its checksum.' },
  JET_errInvalidgrbit: { sameAs: 'JET_errInvalidGrbit' },
  JET_errCannotDeletetemporary: { sameAs: 'JET_errCannotDeleteTempTable' },
} as const satisfies Record<keyof typeof codes, CodeInfo | RepeatedName | ForgottenCode>;

/** Codes the engine knows and the public header does not list. */
const UNLISTED: readonly ErrorInfo[] = [
  {
    err: -114,
    name: 'JET_errDeviceMissing',
    category: 'fatal',
    text: 'Hardware or a device feature the engine needs is absent.',
  },
  {
    err: -115,
    name: 'JET_errDeviceMisconfigured',
    category: 'fatal',
    text: 'A needed hardware device is set up wrongly outside the engine.',
  },
  {
    err: -116,
    name: 'JET_errDeviceTimeout',
    category: 'operation',
    text: 'A hardware device did not answer in time.',
  },
  {
    err: -118,
    name: 'JET_errDeviceFailure',
    category: 'operation',
    text: 'A hardware device behaved incorrectly.',
  },
  {
    err: -426,
    name: 'JET_errInvalidColumnReference',
    category: 'state',
    text: 'The supplied column reference is malformed.',
  },
  {
    err: -427,
    name: 'JET_errStaleColumnReference',
    category: 'state',
    text: 'The column reference no longer matches the stored data.',
  },
  {
    err: 428,
    name: 'JET_wrnNoMoreRecords',
    category: 'state',
    text: 'Record streaming has reached its end.',
  },
  {
    err: -431,
    name: 'JET_errCompressionIntegrityCheckFailed',
    category: 'corruption',
    text: 'Decompressed data failed its checksum, indicating damage.',
  },
  {
    err: 432,
    name: 'JET_wrnIndexDeferredPopulateIncomplete',
    category: 'state',
    text: 'A deferred index is only partly filled.',
  },
  {
    err: 433,
    name: 'JET_wrnIndexDeferredPopulateHalted',
    category: 'state',
    text: 'Filling a deferred index stopped before it was finished.',
  },
  {
    err: -434,
    name: 'JET_errIndexDeferredPopulateCurrentlyUnavailable',
    category: 'state',
    text: 'Deferred indexes may not be filled right now.',
  },
  {
    err: -617,
    name: 'JET_errSurrogateBackupInProgress',
    category: 'state',
    text: 'A surrogate backup is running.',
  },
  { err: -1034, name: 'JET_errQueryNotSupported', category: 'usage', text: 'Queries are not supported.' },
  {
    err: -1035,
    name: 'JET_errSQLLinkNotSupported',
    category: 'unknown',
    text: 'SQL links are not supported.',
  },
  {
    err: -1070,
    name: 'JET_errCurrencyStackOutOfMemory',
    category: 'unknown',
    text: 'Unused: the currency stack is exhausted.',
  },
  {
    err: -1150,
    name: 'JET_errMustCommitDistributedTransactionToLevel0',
    category: 'unknown',
    text: 'A distributed transaction can be prepared only at the outermost level.',
  },
  {
    err: -1151,
    name: 'JET_errDistributedTransactionAlreadyPreparedToCommit',
    category: 'unknown',
    text: 'The distributed transaction is prepared and accepts no further updates.',
  },
  {
    err: -1152,
    name: 'JET_errNotInDistributedTransaction',
    category: 'unknown',
    text: 'The open transaction is not a distributed one.',
  },
  {
    err: -1153,
    name: 'JET_errDistributedTransactionNotYetPreparedToCommit',
    category: 'unknown',
    text: 'The distributed transaction must be prepared before it is committed.',
  },
  {
    err: -1154,
    name: 'JET_errCannotNestDistributedTransactions',
    category: 'unknown',
    text: 'A distributed transaction must start at level 0.',
  },
  {
    err: -1160,
    name: 'JET_errDTCMissingCallback',
    category: 'unknown',
    text: 'No coordinator callback was configured for distributed transactions.',
  },
  {
    err: -1161,
    name: 'JET_errDTCMissingCallbackOnRecovery',
    category: 'unknown',
    text: 'Recovery met a distributed transaction without a coordinator callback.',
  },
  {
    err: -1162,
    name: 'JET_errDTCCallbackUnexpectedError',
    category: 'unknown',
    text: 'The coordinator callback returned an unexpected code.',
  },
  {
    err: 1163,
    name: 'JET_wrnDTCCommitTransaction',
    category: 'unknown',
    text: 'Coordinator callback result: commit the transaction.',
  },
  {
    err: 1164,
    name: 'JET_wrnDTCRollbackTransaction',
    category: 'unknown',
    text: 'Coordinator callback result: roll the transaction back.',
  },
  {
    err: -1226,
    name: 'JET_errDatabaseIncompleteIncrementalReseed',
    category: 'inconsistent',
    text: 'An unfinished incremental reseed blocks attaching the database.',
  },
  {
    err: -1227,
    name: 'JET_errDatabaseInvalidIncrementalReseed',
    category: 'usage',
    text: "The database's state does not allow an incremental reseed.",
  },
  {
    err: -1228,
    name: 'JET_errDatabaseFailedIncrementalReseed',
    category: 'state',
    text: 'The incremental reseed failed; a full reseed is needed.',
  },
  {
    err: -1229,
    name: 'JET_errNoAttachmentsFailedIncrementalReseed',
    category: 'state',
    text: 'The incremental reseed failed: the minimum log lists no attachments.',
  },
  {
    err: -1419,
    name: 'JET_errCantUseDeferredPopulateIndex',
    category: 'usage',
    text: 'The deferred index is not completely filled yet.',
  },
  {
    err: 1523,
    name: 'JET_wrnTaggedColumnsRemaining',
    category: 'unknown',
    text: 'The copy buffer filled before all tagged columns were returned.',
  },
  {
    err: -1921,
    name: 'JET_errRBSFileCorrupt',
    category: 'corruption',
    text: 'The revert snapshot file is damaged.',
  },
  {
    err: -1922,
    name: 'JET_errRBSHeaderCorrupt',
    category: 'corruption',
    text: 'The revert snapshot header is damaged.',
  },
  {
    err: -1923,
    name: 'JET_errRBSDbMismatch',
    category: 'inconsistent',
    text: 'The revert snapshot and database are out of step.',
  },
  {
    err: -1925,
    name: 'JET_errBadRBSVersion',
    category: 'state',
    text: 'This engine cannot read that revert snapshot version.',
  },
  {
    err: -1926,
    name: 'JET_errOutOfRBSSpace',
    category: 'fragmentation',
    text: 'The revert snapshot file is at its size limit.',
  },
  {
    err: -1927,
    name: 'JET_errRBSInvalidSign',
    category: 'state',
    text: 'The revert snapshot header has no signature.',
  },
  {
    err: -1928,
    name: 'JET_errRBSInvalidRecord',
    category: 'state',
    text: 'The revert snapshot contains a malformed record.',
  },
  {
    err: -1929,
    name: 'JET_errRBSRCInvalidRBS',
    category: 'state',
    text: 'Invalid snapshots block reverting to that time.',
  },
  {
    err: -1930,
    name: 'JET_errRBSRCNoRBSFound',
    category: 'state',
    text: 'No snapshot reaches back to that time.',
  },
  {
    err: -1931,
    name: 'JET_errRBSRCBadDbState',
    category: 'state',
    text: "The database's state prevents the revert.",
  },
  {
    err: -1932,
    name: 'JET_errRBSMissingReqLogs',
    category: 'state',
    text: 'Logs the revert snapshot depends on are absent.',
  },
  {
    err: -1933,
    name: 'JET_errRBSLogDivergenceFailed',
    category: 'state',
    text: 'Logs for the snapshot diverge from those on disk.',
  },
  {
    err: -1934,
    name: 'JET_errRBSRCCopyLogsRevertState',
    category: 'state',
    text: 'An earlier revert is copying logs; going further back is refused.',
  },
  {
    err: -1935,
    name: 'JET_errDatabaseIncompleteRevert',
    category: 'state',
    text: 'An unfinished revert blocks attaching the database.',
  },
  { err: -1936, name: 'JET_errRBSRCRevertCancelled', category: 'state', text: 'The revert was cancelled.' },
  {
    err: -1937,
    name: 'JET_errRBSRCInvalidDbFormatVersion',
    category: 'state',
    text: 'The database format does not support applying revert snapshots.',
  },
  {
    err: -1938,
    name: 'JET_errRBSCannotDetermineDivergence',
    category: 'state',
    text: 'Missing logs leave log divergence undecidable.',
  },
  {
    err: -1941,
    name: 'JET_errRBSDeleteTableTooBig',
    category: 'state',
    text: 'The table is too large to delete on this copy.',
  },
  {
    err: -1942,
    name: 'JET_errRBSDeleteTableTooSoon',
    category: 'state',
    text: 'The table is too recent for a non-revertable delete.',
  },
  {
    err: -1943,
    name: 'JET_errRBSFDPToBeDeleted',
    category: 'state',
    text: 'The table is due for deletion after a partial revert.',
  },
  {
    err: -1944,
    name: 'JET_errRBSRevertableDeleteNotPossible',
    category: 'state',
    text: 'A revertable delete is ruled out by an earlier non-revertable one.',
  },
  {
    err: -1947,
    name: 'JET_errRBSRedeleteFDPUnexpected',
    category: 'corruption',
    text: 'A reverted table unexpectedly carries the delete flag.',
  },
  {
    err: -1948,
    name: 'JET_errRBSRCPageFDPDeleteFileCorrupt',
    category: 'corruption',
    text: "The revert's root-page state file is damaged.",
  },
  {
    err: 2002,
    name: 'JET_wrnDatabaseScanAlreadyRunning',
    category: 'state',
    text: 'A database scan is already under way.',
  },
  {
    err: 2003,
    name: 'JET_wrnDatabaseScanNotRunning',
    category: 'state',
    text: 'No database scan is under way.',
  },
  {
    err: -2006,
    name: 'JET_errRootSpaceLeakEstimationAlreadyRunning',
    category: 'usage',
    text: 'A root space leak estimate is already under way.',
  },
  {
    err: -2501,
    name: 'JET_errTooManyTestInjections',
    category: 'usage',
    text: 'The test injection limit was reached.',
  },
  {
    err: -2502,
    name: 'JET_errTestInjectionNotSupported',
    category: 'state',
    text: 'Test injection is not available.',
  },
  {
    err: -2601,
    name: 'JET_errInvalidLogDataSequence',
    category: 'state',
    text: "The log data supplied does not follow the instance's state.",
  },
  {
    err: 2602,
    name: 'JET_wrnPreviousLogFileIncomplete',
    category: 'state',
    text: 'The log stream jumped ahead; the unfinished log was removed.',
  },
];

const INFO_OF_NUMBER: ReadonlyMap<JET_ERR, ErrorInfo> = indexByNumber();

function indexByNumber(): Map<JET_ERR, ErrorInfo> {
  const index = new Map<JET_ERR, ErrorInfo>();
  const numbers = new Map<string, JET_ERR>(Object.entries(codes));
  for (const [name, row] of Object.entries(ERROR_INFO)) {
    const err = numbers.get(name);
    if (err !== undefined && 'category' in row) index.set(err, { err, name, ...row });
  }
  for (const info of UNLISTED) index.set(info.err, info);
  return index;
}
