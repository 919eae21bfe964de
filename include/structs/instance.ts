/** Structs: instances, their parameters and their recovery. */
import type { JET_PFNSTATUS } from '../callbacks';
import { defineStruct, type StructOf } from '../struct';
import { handle, i32, pointer, structSize, u32 } from '../struct-members';
import { JET_LGPOS, JET_LOGTIME } from './log-marks';

/**
 * One database and the name it gets when it is restored.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-rstmap-structure
 */
export const JET_RSTMAP = defineStruct('JET_RSTMAP', 16, {
  szDatabaseName: pointer<string>(),
  szNewDatabaseName: pointer<string>(),
});
export type JET_RSTMAP = StructOf<typeof JET_RSTMAP>;

/**
 * How JetInit3 recovers.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-rstinfo-structure
 */
export const JET_RSTINFO = defineStruct('JET_RSTINFO', 48, {
  cbStruct: structSize,
  rgrstmap: pointer<JET_RSTMAP[]>(),
  crstmap: i32,
  lgposStop: JET_LGPOS.member,
  logtimeStop: JET_LOGTIME.member,
  pfnStatus: pointer<JET_PFNSTATUS>(),
});
export type JET_RSTINFO = StructOf<typeof JET_RSTINFO>;

/**
 * A system parameter to be set.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-setsysparam-structure
 */
export const JET_SETSYSPARAM = defineStruct('JET_SETSYSPARAM', 32, {
  paramid: u32,
  lParam: handle,
  sz: pointer<string>(),
  err: i32,
});
export type JET_SETSYSPARAM = StructOf<typeof JET_SETSYSPARAM>;

/**
 * A running instance and its databases.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-instance-info-structure
 */
export const JET_INSTANCE_INFO = defineStruct('JET_INSTANCE_INFO', 48, {
  hInstanceId: handle,
  szInstanceName: pointer<string>(),
  cDatabases: handle,
  szDatabaseFileName: pointer<string[]>(),
  szDatabaseDisplayName: pointer<string[]>(),
  szDatabaseSLVFileName_Obsolete: pointer<string[]>(),
});
export type JET_INSTANCE_INFO = StructOf<typeof JET_INSTANCE_INFO>;
