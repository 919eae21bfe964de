/** The recovery of an instance, by its parameters and by what jetInit was given. */
import {
  JET_bitKeepDbAttachedAtEndOfRecovery,
  JET_bitRecoveryWithoutUndo,
  JET_bitReplayIgnoreLostLogs,
  JET_bitReplayIgnoreMissingDB,
  JET_bitReplayMissingMapEntryDB,
  JET_bitTruncateLogsAfterRecovery,
} from '../../include/grbits/instance';
import {
  JET_paramAlternateDatabaseRecoveryPath,
  JET_paramDeleteOutOfRangeLogs,
} from '../../include/parameters';
import type { Databases } from '../database/databases';
import { hostPath } from '../os/paths';
import type { ChangeRedo } from '../recovery/change-redo';
import { DatabaseMap } from '../recovery/database-map';
import { RecoveryProgress } from '../recovery/progress';
import type { RecoveredDatabases } from '../recovery/recovered-databases';
import { Recovery, type RecoveryOptions } from '../recovery/recovery';
import type { ParameterSet } from './parameters';
import type { StartOptions } from './parts';

/** What recovery needs of the parts of its instance. */
interface RecoveryParts {
  readonly databases: Databases;
  readonly parameters: ParameterSet;
  makeRedo(recovered: RecoveredDatabases): ChangeRedo;
}

/** The recovery that a start of the instance runs where it has to. */
export function recoveryOf(parts: RecoveryParts, options: StartOptions): Recovery {
  const progress = new RecoveryProgress(options.onProgress);
  return new Recovery(
    parts.databases,
    (recovered) => parts.makeRedo(recovered),
    optionsOf(parts, options),
    progress,
  );
}

function optionsOf(
  { databases, parameters }: RecoveryParts,
  { bits, restoreMap, stopAt }: StartOptions,
): RecoveryOptions {
  const has = (bit: number): boolean => (bits & bit) !== 0;
  const otherFolder = hostPath(parameters.text(JET_paramAlternateDatabaseRecoveryPath));
  return {
    map: new DatabaseMap(databases.host.files, restoreMap, otherFolder),
    findsUnmapped: has(JET_bitReplayMissingMapEntryDB),
    ignoresMissingDatabases: has(JET_bitReplayIgnoreMissingDB),
    ignoresLostLogs: has(JET_bitReplayIgnoreLostLogs),
    deletesBadLogs: parameters.flag(JET_paramDeleteOutOfRangeLogs),
    withoutUndo: has(JET_bitRecoveryWithoutUndo),
    truncatesLogs: has(JET_bitTruncateLogsAfterRecovery),
    keepsAttachments: has(JET_bitKeepDbAttachedAtEndOfRecovery),
    stopAt: stopAt === null ? null : { ...stopAt, segment: stopAt.sector, offset: stopAt.byte },
  };
}
