/** A database header in the shape in which callers see it. */
import {
  HEADER_SHADOW_CATALOG_DISABLED,
  STATE_DIRTY,
  STATE_DIRTY_AND_PATCHED,
  type DatabaseHeader,
} from '../format/database-header';
import { backupInfo } from '../format/backup-info';
import type { FieldType } from '../format/layout';
import { logPosition } from '../format/log-position';
import { logTime } from '../format/log-time';
import { signature } from '../format/signature';
import type { FixedStruct } from '../../include/struct';
import { JET_DBINFOMISC4 } from '../../include/structs/database';
import { JET_BKINFO, JET_LGPOS, JET_LOGTIME, JET_SIGNATURE } from '../../include/structs/log-marks';

const HEADER_UPGRADED_OLD = 0x2;
const DEFAULT_PAGE_BYTES = 4096;

const asPosition = conversion(logPosition, JET_LGPOS);
const asTime = conversion(logTime, JET_LOGTIME);
const asSignature = conversion(signature, JET_SIGNATURE);
const asBackup = conversion(backupInfo, JET_BKINFO);

/** The largest of the JET_DBINFOMISC structs; the smaller ones are its beginning. */
export function describeHeader(header: Readonly<DatabaseHeader>): JET_DBINFOMISC4 {
  return JET_DBINFOMISC4({
    ...identityOf(header),
    ...positionsOf(header),
    ...backupsOf(header),
    ...countsOf(header),
  });
}

function identityOf(header: Readonly<DatabaseHeader>): Partial<JET_DBINFOMISC4> {
  return {
    ulVersion: header.version,
    ulUpdate: header.updateMajor,
    signDb: asSignature(header.databaseSignature),
    dbstate: header.state === STATE_DIRTY_AND_PATCHED ? STATE_DIRTY : header.state,
    signLog: asSignature(header.logSignature),
    fShadowingDisabled: Number((header.flags & HEADER_SHADOW_CATALOG_DISABLED) !== 0),
    fUpgradeDb: Number((header.flags & HEADER_UPGRADED_OLD) !== 0),
    dwMajorVersion: header.osMajor,
    dwMinorVersion: header.osMinor,
    dwBuildNumber: header.osBuild,
    lSPNumber: header.osServicePack,
    cbPageSize: header.pageBytes === 0 ? DEFAULT_PAGE_BYTES : header.pageBytes,
  };
}

function positionsOf(header: Readonly<DatabaseHeader>): Partial<JET_DBINFOMISC4> {
  return {
    lgposConsistent: asPosition(header.consistentPosition),
    logtimeConsistent: asTime(header.consistentAt),
    logtimeAttach: asTime(header.attachedAt),
    lgposAttach: asPosition(header.attachPosition),
    logtimeDetach: asTime(header.detachedAt),
    lgposDetach: asPosition(header.detachPosition),
    genMinRequired: header.minimumRequired,
    genMaxRequired: header.maximumRequired,
    logtimeGenMaxCreate: asTime(header.maximumCreatedAt),
    genCommitted: header.maximumCommitted,
  };
}

function backupsOf(header: Readonly<DatabaseHeader>): Partial<JET_DBINFOMISC4> {
  return {
    bkinfoFullPrev: asBackup(header.previousFullBackup),
    bkinfoIncPrev: asBackup(header.previousIncrementalBackup),
    bkinfoFullCur: asBackup(header.currentFullBackup),
    bkinfoCopyPrev: asBackup(header.previousCopyBackup),
    bkinfoDiffPrev: asBackup(header.previousDifferentialBackup),
  };
}

function countsOf(header: Readonly<DatabaseHeader>): Partial<JET_DBINFOMISC4> {
  return {
    ulRepairCount: header.repairCount,
    logtimeRepair: asTime(header.repairedAt),
    ulRepairCountOld: header.repairCountOld,
    ulECCFixSuccess: header.fixedBitCount,
    logtimeECCFixSuccess: asTime(header.fixedBitAt),
    ulECCFixSuccessOld: header.fixedBitCountOld,
    ulECCFixFail: header.fixFailureCount,
    logtimeECCFixFail: asTime(header.fixFailureAt),
    ulECCFixFailOld: header.fixFailureCountOld,
    ulBadChecksum: header.badChecksumCount,
    logtimeBadChecksum: asTime(header.badChecksumAt),
    ulBadChecksumOld: header.badChecksumCountOld,
  };
}

/** Two declarations of the same bytes: what the one writes the other reads. */
function conversion<T, V extends object>(field: FieldType<T>, struct: FixedStruct<V>): (value: T) => V {
  return (value) => {
    const bytes = new Uint8Array(field.size);
    field.write(bytes, 0, value);
    return struct.decode(bytes);
  };
}
