/**
 * The system parameters, one row each: what a parameter is called, what it holds, whom it belongs to, until when it
 * may be set, what it accepts and what it is before anybody sets it.
 *
 * `min` and `max` bound a number, and the length of a string in characters. `small` is the default under the small
 * configuration of JET_paramConfiguration, where it differs. Setting an `advanced` parameter does nothing while
 * JET_paramEnableAdvanced is off. An `ignored` one keeps its value and changes nothing else.
 */
import {
  JET_paramAccessDeniedRetryPeriod,
  JET_paramAlternateDatabaseRecoveryPath,
  JET_paramBaseName,
  JET_paramBatchIOBufferMax,
  JET_paramCachedClosedTables,
  JET_paramCachePriority,
  JET_paramCacheSize,
  JET_paramCacheSizeMax,
  JET_paramCacheSizeMin,
  JET_paramCheckFormatWhenOpenFail,
  JET_paramCheckpointDepthMax,
  JET_paramCheckpointIOMax,
  JET_paramCircularLog,
  JET_paramCleanupMismatchedLogFiles,
  JET_paramCommitDefault,
  JET_paramConfigStoreSpec,
  JET_paramConfiguration,
  JET_paramCreatePathIfNotExist,
  JET_paramDatabasePageSize,
  JET_paramDbExtensionSize,
  JET_paramDbScanIntervalMaxSec,
  JET_paramDbScanIntervalMinSec,
  JET_paramDbScanThrottle,
  JET_paramDefragmentSequentialBTrees,
  JET_paramDefragmentSequentialBTreesDensityCheckFrequency,
  JET_paramDeleteOldLogs,
  JET_paramDeleteOutOfRangeLogs,
  JET_paramDisableCallbacks,
  JET_paramDisablePerfmon,
  JET_paramDurableCommitCallback,
  JET_paramEnableAdvanced,
  JET_paramEnableBlockCache,
  JET_paramEnableBlockCacheDetach,
  JET_paramEnableDBScanInRecovery,
  JET_paramEnableDBScanSerialization,
  JET_paramEnableFileCache,
  JET_paramEnableIndexChecking,
  JET_paramEnableIndexCleanup,
  JET_paramEnableOnlineDefrag,
  JET_paramEnablePersistedCallbacks,
  JET_paramEnableRBS,
  JET_paramEnableShrinkDatabase,
  JET_paramEnableSqm,
  JET_paramEnableTempTableVersioning,
  JET_paramEnableViewCache,
  JET_paramErrorToString,
  JET_paramEventLogCache,
  JET_paramEventLoggingLevel,
  JET_paramEventSource,
  JET_paramEventSourceKey,
  JET_paramExceptionAction,
  JET_paramGlobalMinVerPages,
  JET_paramHungIOActions,
  JET_paramHungIOThreshold,
  JET_paramIgnoreLogVersion,
  JET_paramIndexTupleIncrement,
  JET_paramIndexTuplesLengthMax,
  JET_paramIndexTuplesLengthMin,
  JET_paramIndexTupleStart,
  JET_paramIndexTuplesToIndexMax,
  JET_paramIOPriority,
  JET_paramIOThrottlingTimeQuanta,
  JET_paramKeyMost,
  JET_paramLegacyFileNames,
  JET_paramLogBuffers,
  JET_paramLogCheckpointPeriod,
  JET_paramLogFileCreateAsynch,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramLogWaitingUserMax,
  JET_paramLRUKCorrInterval,
  JET_paramLRUKHistoryMax,
  JET_paramLRUKPolicy,
  JET_paramLRUKTimeout,
  JET_paramLRUKTrxCorrInterval,
  JET_paramLVChunkSizeMost,
  JET_paramMaxCoalesceReadGapSize,
  JET_paramMaxCoalesceReadSize,
  JET_paramMaxCoalesceWriteGapSize,
  JET_paramMaxCoalesceWriteSize,
  JET_paramMaxColtyp,
  JET_paramMaxCursors,
  JET_paramMaxInstances,
  JET_paramMaxOpenTables,
  JET_paramMaxSessions,
  JET_paramMaxTemporaryTables,
  JET_paramMaxTransactionSize,
  JET_paramMaxVerPages,
  JET_paramMinDataForXpress,
  JET_paramNoInformationEvent,
  JET_paramOneDatabasePerSession,
  JET_paramOSSnapshotTimeout,
  JET_paramOutstandingIOMax,
  JET_paramPageFragment,
  JET_paramPageHintCacheSize,
  JET_paramPageTempDBMin,
  JET_paramPerfmonRefreshInterval,
  JET_paramPreferredMaxOpenTables,
  JET_paramPreferredVerPages,
  JET_paramPrereadIOMax,
  JET_paramProcessFriendlyName,
  JET_paramRBSFilePath,
  JET_paramRecordUpgradeDirtyLevel,
  JET_paramRecovery,
  JET_paramRuntimeCallback,
  JET_paramStartFlushThreshold,
  JET_paramStopFlushThreshold,
  JET_paramSystemPath,
  JET_paramTableClass10Name,
  JET_paramTableClass11Name,
  JET_paramTableClass12Name,
  JET_paramTableClass13Name,
  JET_paramTableClass14Name,
  JET_paramTableClass15Name,
  JET_paramTableClass1Name,
  JET_paramTableClass2Name,
  JET_paramTableClass3Name,
  JET_paramTableClass4Name,
  JET_paramTableClass5Name,
  JET_paramTableClass6Name,
  JET_paramTableClass7Name,
  JET_paramTableClass8Name,
  JET_paramTableClass9Name,
  JET_paramTempPath,
  JET_paramUnicodeIndexDefault,
  JET_paramUseFlushForWriteDurability,
  JET_paramVerPageSize,
  JET_paramVersionStoreTaskQueueMax,
  JET_paramWaitLogFlush,
  JET_paramWaypointLatency,
  JET_paramZeroDatabaseDuringBackup,
} from '../../include/parameters';

/**
 * - `integer`, `grbit`, `pointer`: a number as it is
 * - `boolean`: 0 or 1, whatever was given
 * - `powerOfTwo`: a size in bytes
 * - `string`: text as it is
 * - `folder`: kept absolute, with a separator at its end
 * - `path`: a bare file name is kept, anything else is made absolute
 * - `custom`: the rules are those of this one parameter
 */
type ParameterKind =
  'integer' | 'boolean' | 'grbit' | 'powerOfTwo' | 'pointer' | 'string' | 'folder' | 'path' | 'custom';

type Settable = 'any time' | 'before init' | 'before any instance' | 'never';

export interface SystemParameter {
  readonly id: number;
  readonly name: string;
  readonly kind: ParameterKind;
  /** Whose value it is: the process', or each instance's own. */
  readonly scope: 'global' | 'instance';
  readonly settable: Settable;
  readonly min: number;
  readonly max: number;
  readonly default: number | string;
  readonly small: number | string;
  readonly advanced: boolean;
  readonly ignored: boolean;
}

/** No bound but that of a pointer-sized number. */
const UNLIMITED = 2 ** 64;

interface Extras {
  readonly small?: number;
  readonly advanced?: true;
  readonly ignored?: true;
}

/** One row; the first argument is the constant itself, by whose name the row is known. */
function parameter(
  named: Readonly<Record<string, number>>,
  kind: ParameterKind,
  scope: SystemParameter['scope'],
  settable: Settable,
  min: number,
  max: number,
  defaultValue: number | string,
  extras: Extras = {},
): SystemParameter {
  const [[name, id]] = Object.entries(named);
  const { small = defaultValue, advanced = false, ignored = false } = extras;
  return { id, name, kind, scope, settable, min, max, default: defaultValue, small, advanced, ignored };
}

export const SYSTEM_PARAMETERS: readonly SystemParameter[] = [
  parameter({ JET_paramSystemPath }, 'folder', 'instance', 'before init', 0, 246, '.\\'),
  parameter({ JET_paramTempPath }, 'path', 'instance', 'before init', 0, 247, 'tmp.edb'),
  parameter({ JET_paramLogFilePath }, 'folder', 'instance', 'before init', 0, 246, '.\\'),
  parameter({ JET_paramBaseName }, 'string', 'instance', 'before init', 3, 3, 'edb'),
  parameter({ JET_paramEventSource }, 'string', 'instance', 'before init', 0, 259, ''),
  parameter({ JET_paramMaxSessions }, 'integer', 'instance', 'before init', 0, 30_000, 16, {
    small: 30_000,
    advanced: true,
  }),
  parameter({ JET_paramMaxOpenTables }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 300, {
    small: 2_147_483_647,
    advanced: true,
  }),
  parameter({ JET_paramPreferredMaxOpenTables }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 0, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramMaxCursors }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 1024, {
    small: 2_147_483_647,
    advanced: true,
  }),
  parameter({ JET_paramMaxVerPages }, 'integer', 'instance', 'before init', 1, 2_147_483_647, 64, {
    small: 2_147_483_647,
    advanced: true,
  }),
  parameter({ JET_paramMaxTemporaryTables }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 20, {
    small: 2_147_483_647,
    advanced: true,
  }),
  parameter({ JET_paramLogFileSize }, 'integer', 'instance', 'before init', 64, 32_768, 5120, { small: 64 }),
  parameter({ JET_paramLogBuffers }, 'integer', 'instance', 'before init', 1, 2_147_483_647, 126, {
    small: 1,
    advanced: true,
  }),
  parameter({ JET_paramWaitLogFlush }, 'integer', 'instance', 'any time', 0, 2_147_483_647, 0, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramLogCheckpointPeriod }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 1024, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramLogWaitingUserMax }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 3, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramCommitDefault }, 'custom', 'instance', 'any time', 0, UNLIMITED, 0),
  parameter({ JET_paramCircularLog }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramDbExtensionSize }, 'integer', 'instance', 'any time', 1, 2_147_483_647, 256, {
    small: 16,
    advanced: true,
  }),
  parameter({ JET_paramPageTempDBMin }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 0, {
    small: 14,
    advanced: true,
  }),
  parameter({ JET_paramPageFragment }, 'integer', 'instance', 'before init', 0, 2_147_483_647, 8, {
    advanced: true,
  }),
  parameter({ JET_paramBatchIOBufferMax }, 'integer', 'global', 'any time', 0, UNLIMITED, 256, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramCacheSizeMax }, 'integer', 'global', 'any time', 1, UNLIMITED, 2_000_000_000, {
    small: 16,
    advanced: true,
  }),
  parameter({ JET_paramCheckpointDepthMax }, 'integer', 'instance', 'any time', 0, UNLIMITED, 20_971_520, {
    small: 65_536,
  }),
  parameter(
    { JET_paramLRUKCorrInterval },
    'integer',
    'global',
    'before any instance',
    0,
    UNLIMITED,
    128_000,
    { advanced: true },
  ),
  parameter({ JET_paramLRUKHistoryMax }, 'integer', 'global', 'before any instance', 0, UNLIMITED, 100_000, {
    small: 10,
    advanced: true,
  }),
  parameter({ JET_paramLRUKPolicy }, 'integer', 'global', 'before any instance', 1, 2, 2, { advanced: true }),
  parameter({ JET_paramLRUKTimeout }, 'integer', 'global', 'before any instance', 1, UNLIMITED, 100, {
    advanced: true,
  }),
  parameter({ JET_paramLRUKTrxCorrInterval }, 'integer', 'global', 'before any instance', 0, UNLIMITED, 0, {
    advanced: true,
    ignored: true,
  }),
  parameter({ JET_paramOutstandingIOMax }, 'integer', 'global', 'before any instance', 0, 65_536, 1024, {
    small: 16,
    advanced: true,
  }),
  parameter({ JET_paramStartFlushThreshold }, 'integer', 'global', 'any time', 0, UNLIMITED, 20_000_000, {
    small: 1,
    advanced: true,
  }),
  parameter({ JET_paramStopFlushThreshold }, 'integer', 'global', 'any time', 0, UNLIMITED, 40_000_000, {
    small: 2,
    advanced: true,
  }),
  parameter({ JET_paramRecovery }, 'string', 'instance', 'before init', 0, 259, 'on'),
  parameter({ JET_paramEnableOnlineDefrag }, 'grbit', 'instance', 'any time', 0, 65_535, 65_535),
  parameter({ JET_paramCacheSize }, 'custom', 'global', 'any time', 0, UNLIMITED, 0, { advanced: true }),
  parameter({ JET_paramCheckFormatWhenOpenFail }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 1, {
    ignored: true,
  }),
  parameter({ JET_paramEnableIndexChecking }, 'integer', 'instance', 'any time', 0, 2, 1),
  parameter({ JET_paramEnableTempTableVersioning }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 1),
  parameter({ JET_paramIgnoreLogVersion }, 'boolean', 'instance', 'before init', 0, 0, 0, { ignored: true }),
  parameter({ JET_paramDeleteOldLogs }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0, {
    ignored: true,
  }),
  parameter({ JET_paramEventSourceKey }, 'string', 'instance', 'before init', 0, 259, ''),
  parameter({ JET_paramNoInformationEvent }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0, {
    small: 1,
  }),
  parameter({ JET_paramEventLoggingLevel }, 'integer', 'instance', 'before init', 0, 100, 100),
  parameter({ JET_paramDeleteOutOfRangeLogs }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramAccessDeniedRetryPeriod }, 'integer', 'global', 'any time', 0, UNLIMITED, 10_000),
  parameter({ JET_paramEnableIndexCleanup }, 'boolean', 'instance', 'any time', 0, UNLIMITED, 1),
  parameter({ JET_paramCacheSizeMin }, 'integer', 'global', 'any time', 1, UNLIMITED, 1, {
    small: 16,
    advanced: true,
  }),
  parameter({ JET_paramPreferredVerPages }, 'integer', 'instance', 'any time', 1, 2_147_483_647, 58, {
    small: 2_147_483_647,
    advanced: true,
  }),
  parameter({ JET_paramDatabasePageSize }, 'powerOfTwo', 'global', 'before any instance', 4096, 32_768, 4096),
  parameter({ JET_paramDisableCallbacks }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramLogFileCreateAsynch }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 1, {
    advanced: true,
  }),
  parameter({ JET_paramErrorToString }, 'custom', 'global', 'never', 0, 0, 0),
  parameter({ JET_paramZeroDatabaseDuringBackup }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramUnicodeIndexDefault }, 'custom', 'instance', 'before init', 0, 0, 0),
  parameter({ JET_paramRuntimeCallback }, 'pointer', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramCleanupMismatchedLogFiles }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramRecordUpgradeDirtyLevel }, 'grbit', 'global', 'any time', 0, 3, 1, { advanced: true }),
  parameter(
    { JET_paramGlobalMinVerPages },
    'integer',
    'global',
    'before any instance',
    1,
    2_147_483_647,
    64,
    { small: 1, advanced: true },
  ),
  parameter({ JET_paramOSSnapshotTimeout }, 'integer', 'global', 'any time', 0, 2_147_483_647, 70_000),
  parameter({ JET_paramExceptionAction }, 'integer', 'global', 'any time', 0, UNLIMITED, 4),
  parameter({ JET_paramEventLogCache }, 'integer', 'global', 'before any instance', 0, 2_147_483_647, 0),
  parameter({ JET_paramCreatePathIfNotExist }, 'boolean', 'instance', 'any time', 0, UNLIMITED, 0),
  parameter(
    { JET_paramPageHintCacheSize },
    'integer',
    'global',
    'before any instance',
    0,
    2_147_483_647,
    262_144,
    { small: 32, advanced: true },
  ),
  parameter({ JET_paramOneDatabasePerSession }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramMaxInstances }, 'integer', 'global', 'before any instance', 1, 10_240, 16),
  parameter({ JET_paramVersionStoreTaskQueueMax }, 'integer', 'instance', 'any time', 1, 127, 4, {
    advanced: true,
  }),
  parameter({ JET_paramDisablePerfmon }, 'boolean', 'global', 'before any instance', 0, UNLIMITED, 0, {
    small: 1,
  }),
  parameter({ JET_paramIndexTuplesLengthMin }, 'integer', 'instance', 'before init', 2, 255, 3),
  parameter({ JET_paramIndexTuplesLengthMax }, 'integer', 'instance', 'before init', 2, 255, 10),
  parameter({ JET_paramIndexTuplesToIndexMax }, 'integer', 'instance', 'before init', 1, 32_767, 32_767),
  parameter({ JET_paramAlternateDatabaseRecoveryPath }, 'folder', 'instance', 'before init', 0, 246, ''),
  parameter({ JET_paramCachedClosedTables }, 'custom', 'instance', 'any time', 0, 2_147_483_647, 64, {
    advanced: true,
  }),
  parameter({ JET_paramEnableFileCache }, 'boolean', 'global', 'before any instance', 0, UNLIMITED, 0, {
    small: 1,
    advanced: true,
  }),
  parameter({ JET_paramEnableViewCache }, 'boolean', 'global', 'before any instance', 0, UNLIMITED, 0, {
    small: 1,
    advanced: true,
  }),
  parameter({ JET_paramVerPageSize }, 'powerOfTwo', 'global', 'before any instance', 1024, 65_536, 32_768, {
    small: 8192,
    advanced: true,
  }),
  parameter({ JET_paramConfiguration }, 'custom', 'instance', 'before init', 0, 2047, 1, { small: 17 }),
  parameter({ JET_paramEnableAdvanced }, 'boolean', 'instance', 'any time', 0, UNLIMITED, 1),
  parameter({ JET_paramMaxColtyp }, 'integer', 'global', 'never', 0, 0, 19),
  parameter({ JET_paramIndexTupleIncrement }, 'integer', 'instance', 'before init', 0, 32_767, 1),
  parameter({ JET_paramIndexTupleStart }, 'integer', 'instance', 'any time', 0, 32_767, 0),
  parameter({ JET_paramKeyMost }, 'custom', 'instance', 'never', 0, 0, 0),
  parameter({ JET_paramCheckpointIOMax }, 'integer', 'global', 'any time', 1, 1024, 1, { advanced: true }),
  parameter({ JET_paramLegacyFileNames }, 'grbit', 'instance', 'before init', 0, 255, 3),
  parameter({ JET_paramTableClass1Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass1'),
  parameter({ JET_paramTableClass2Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass2'),
  parameter({ JET_paramTableClass3Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass3'),
  parameter({ JET_paramTableClass4Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass4'),
  parameter({ JET_paramTableClass5Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass5'),
  parameter({ JET_paramTableClass6Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass6'),
  parameter({ JET_paramTableClass7Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass7'),
  parameter({ JET_paramTableClass8Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass8'),
  parameter({ JET_paramTableClass9Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass9'),
  parameter({ JET_paramTableClass10Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass10'),
  parameter({ JET_paramTableClass11Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass11'),
  parameter({ JET_paramTableClass12Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass12'),
  parameter({ JET_paramTableClass13Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass13'),
  parameter({ JET_paramTableClass14Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass14'),
  parameter({ JET_paramTableClass15Name }, 'string', 'global', 'before any instance', 1, 64, 'TableClass15'),
  parameter({ JET_paramIOPriority }, 'integer', 'instance', 'any time', 0, 7, 0, { advanced: true }),
  parameter({ JET_paramWaypointLatency }, 'integer', 'instance', 'before init', 0, 1023, 0),
  parameter({ JET_paramEnablePersistedCallbacks }, 'boolean', 'instance', 'before init', 0, UNLIMITED, 0),
  parameter({ JET_paramDefragmentSequentialBTrees }, 'boolean', 'instance', 'any time', 0, UNLIMITED, 1),
  parameter(
    { JET_paramDefragmentSequentialBTreesDensityCheckFrequency },
    'integer',
    'instance',
    'before init',
    0,
    UNLIMITED,
    10,
  ),
  parameter({ JET_paramIOThrottlingTimeQuanta }, 'integer', 'global', 'before any instance', 1, 10_000, 100),
  parameter({ JET_paramLVChunkSizeMost }, 'custom', 'global', 'never', 0, 0, 0),
  parameter(
    { JET_paramMaxCoalesceReadSize },
    'integer',
    'global',
    'before any instance',
    0,
    10_485_760,
    524_288,
    { advanced: true },
  ),
  parameter(
    { JET_paramMaxCoalesceWriteSize },
    'integer',
    'global',
    'before any instance',
    0,
    10_485_760,
    524_288,
    { advanced: true },
  ),
  parameter(
    { JET_paramMaxCoalesceReadGapSize },
    'integer',
    'global',
    'before any instance',
    0,
    10_485_760,
    524_288,
    { advanced: true },
  ),
  parameter(
    { JET_paramMaxCoalesceWriteGapSize },
    'integer',
    'global',
    'before any instance',
    0,
    10_485_760,
    524_288,
    { advanced: true },
  ),
  parameter({ JET_paramEnableDBScanInRecovery }, 'integer', 'instance', 'any time', 0, 2, 0, {
    advanced: true,
  }),
  parameter({ JET_paramDbScanThrottle }, 'integer', 'instance', 'any time', 0, 60_000, 20, {
    advanced: true,
  }),
  parameter({ JET_paramDbScanIntervalMinSec }, 'integer', 'instance', 'before init', 0, 1_814_400, 86_400, {
    advanced: true,
  }),
  parameter(
    { JET_paramDbScanIntervalMaxSec },
    'integer',
    'instance',
    'before init',
    1,
    1_576_800_000,
    604_800,
    { advanced: true },
  ),
  parameter({ JET_paramCachePriority }, 'integer', 'instance', 'any time', 0, 1000, 100, { advanced: true }),
  parameter({ JET_paramMaxTransactionSize }, 'integer', 'instance', 'any time', 1, 100, 100, {
    advanced: true,
  }),
  parameter({ JET_paramPrereadIOMax }, 'integer', 'instance', 'any time', 0, 256, 8, { advanced: true }),
  parameter({ JET_paramEnableDBScanSerialization }, 'boolean', 'instance', 'before init', 0, 1, 0, {
    advanced: true,
  }),
  parameter(
    { JET_paramHungIOThreshold },
    'integer',
    'global',
    'before any instance',
    11_000,
    1_800_000,
    30_000,
    { advanced: true },
  ),
  parameter({ JET_paramHungIOActions }, 'integer', 'global', 'before any instance', 0, 31, 1, {
    advanced: true,
  }),
  parameter(
    { JET_paramMinDataForXpress },
    'integer',
    'global',
    'before any instance',
    0,
    2_147_483_647,
    1024,
    { advanced: true },
  ),
  parameter({ JET_paramEnableShrinkDatabase }, 'custom', 'instance', 'before init', 0, 65_535, 0),
  parameter({ JET_paramProcessFriendlyName }, 'string', 'global', 'before any instance', 0, 64, ''),
  parameter({ JET_paramDurableCommitCallback }, 'pointer', 'instance', 'before init', 0, UNLIMITED, 0, {
    advanced: true,
  }),
  parameter({ JET_paramEnableSqm }, 'integer', 'instance', 'before init', 0, 2, 1, { ignored: true }),
  parameter({ JET_paramConfigStoreSpec }, 'custom', 'instance', 'before init', 0, 10_000, ''),
  parameter({ JET_paramUseFlushForWriteDurability }, 'boolean', 'instance', 'before init', 0, 1, 1, {
    advanced: true,
  }),
  parameter({ JET_paramEnableRBS }, 'boolean', 'instance', 'any time', 0, 1, 0, { advanced: true }),
  parameter({ JET_paramRBSFilePath }, 'folder', 'instance', 'before init', 0, 246, '.\\'),
  parameter(
    { JET_paramPerfmonRefreshInterval },
    'integer',
    'global',
    'before any instance',
    0,
    86_400_000,
    100,
  ),
  parameter({ JET_paramEnableBlockCache }, 'boolean', 'global', 'before any instance', 0, 1, 0, {
    advanced: true,
  }),
  parameter({ JET_paramEnableBlockCacheDetach }, 'boolean', 'global', 'before any instance', 0, 1, 0, {
    advanced: true,
  }),
];

const BY_ID: readonly (SystemParameter | undefined)[] = SYSTEM_PARAMETERS.reduce(
  (byId: (SystemParameter | undefined)[], each) => {
    byId[each.id] = each;
    return byId;
  },
  [],
);

/** The parameter of that number, if there is one. */
export const systemParameter = (id: number): SystemParameter | undefined => BY_ID[id];
