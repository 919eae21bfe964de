/** Structs: what the header of a database says. */
import { defineFixedStruct, type StructOf } from '../struct';
import { bits, i32, over, structSize, u32 } from '../struct-members';
import { JET_BKINFO, JET_LGPOS, JET_LOGTIME, JET_SIGNATURE } from './log-marks';

/**
 * What an upgrade of a database would need.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-dbinfoupgrade-structure
 */
export const JET_DBINFOUPGRADE = defineFixedStruct('JET_DBINFOUPGRADE', 28, {
  cbStruct: structSize,
  cbFilesizeLow: u32,
  cbFilesizeHigh: u32,
  cbFreeSpaceRequiredLow: u32,
  cbFreeSpaceRequiredHigh: u32,
  csecToUpgrade: u32,
  ulFlags: u32,
  fUpgradable: over('ulFlags', bits(u32, 0, 1)),
  fAlreadyUpgraded: over('ulFlags', bits(u32, 1, 1)),
});
export type JET_DBINFOUPGRADE = StructOf<typeof JET_DBINFOUPGRADE>;

const JET_DBINFOMISC_MEMBERS = {
  ulVersion: u32,
  ulUpdate: u32,
  signDb: JET_SIGNATURE.member,
  dbstate: u32,
  lgposConsistent: JET_LGPOS.member,
  logtimeConsistent: JET_LOGTIME.member,
  logtimeAttach: JET_LOGTIME.member,
  lgposAttach: JET_LGPOS.member,
  logtimeDetach: JET_LOGTIME.member,
  lgposDetach: JET_LGPOS.member,
  signLog: JET_SIGNATURE.member,
  bkinfoFullPrev: JET_BKINFO.member,
  bkinfoIncPrev: JET_BKINFO.member,
  bkinfoFullCur: JET_BKINFO.member,
  fShadowingDisabled: u32,
  fUpgradeDb: u32,
  dwMajorVersion: u32,
  dwMinorVersion: u32,
  dwBuildNumber: u32,
  lSPNumber: i32,
  cbPageSize: u32,
};

/**
 * The header of a database.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-dbinfomisc-structure
 */
export const JET_DBINFOMISC = defineFixedStruct('JET_DBINFOMISC', 216, JET_DBINFOMISC_MEMBERS);
export type JET_DBINFOMISC = StructOf<typeof JET_DBINFOMISC>;

const JET_DBINFOMISC2_MEMBERS = {
  ...JET_DBINFOMISC_MEMBERS,
  genMinRequired: u32,
  genMaxRequired: u32,
  logtimeGenMaxCreate: JET_LOGTIME.member,
  ulRepairCount: u32,
  logtimeRepair: JET_LOGTIME.member,
  ulRepairCountOld: u32,
  ulECCFixSuccess: u32,
  logtimeECCFixSuccess: JET_LOGTIME.member,
  ulECCFixSuccessOld: u32,
  ulECCFixFail: u32,
  logtimeECCFixFail: JET_LOGTIME.member,
  ulECCFixFailOld: u32,
  ulBadChecksum: u32,
  logtimeBadChecksum: JET_LOGTIME.member,
  ulBadChecksumOld: u32,
};

/**
 * The header of a database, with required logs and repair counts.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-dbinfomisc2-structure
 */
export const JET_DBINFOMISC2 = defineFixedStruct('JET_DBINFOMISC2', 296, JET_DBINFOMISC2_MEMBERS);
export type JET_DBINFOMISC2 = StructOf<typeof JET_DBINFOMISC2>;

const JET_DBINFOMISC3_MEMBERS = {
  ...JET_DBINFOMISC2_MEMBERS,
  genCommitted: u32,
};

/**
 * The header of a database, with the committed generation.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-dbinfomisc3-structure
 */
export const JET_DBINFOMISC3 = defineFixedStruct('JET_DBINFOMISC3', 300, JET_DBINFOMISC3_MEMBERS);
export type JET_DBINFOMISC3 = StructOf<typeof JET_DBINFOMISC3>;

/**
 * The header of a database, with copy and differential backups.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-dbinfomisc4-structure
 */
export const JET_DBINFOMISC4 = defineFixedStruct('JET_DBINFOMISC4', 348, {
  ...JET_DBINFOMISC3_MEMBERS,
  bkinfoCopyPrev: JET_BKINFO.member,
  bkinfoDiffPrev: JET_BKINFO.member,
});
export type JET_DBINFOMISC4 = StructOf<typeof JET_DBINFOMISC4>;
