/**
 * Functions that the caller gives to the engine. What they return is a JET_ERR unless said otherwise; an exception
 * they throw becomes JET_errCallbackFailed of the call that ran them.
 */
import type {
  JET_API_PTR,
  JET_CBTYP,
  JET_DBID,
  JET_ERR,
  JET_GRBIT,
  JET_INSTANCE,
  JET_SESID,
  JET_SNP,
  JET_SNT,
  JET_TABLEID,
} from './handles';
import type { JET_COMMIT_ID } from './structs/transaction';

/**
 * Hears how a backup, restore or compaction goes; `pv` is a JET_SNPROG where `snt` reports progress.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-pfnstatus-callback-function
 */
export type JET_PFNSTATUS = (sesid: JET_SESID, snp: JET_SNP, snt: JET_SNT, pv: unknown) => JET_ERR;

/**
 * Hears of changes to a table, computes default values, frees local storage.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-callback-callback-function
 */
export type JET_CALLBACK = (
  sesid: JET_SESID,
  dbid: JET_DBID,
  tableid: JET_TABLEID,
  cbtyp: JET_CBTYP,
  pvArg1: unknown,
  pvArg2: unknown,
  pvContext: unknown,
  ulUnused: JET_API_PTR,
) => JET_ERR;

/** Hears which commits have reached the disk: JET_paramDurableCommitCallback. */
export type JET_PFNDURABLECOMMITCALLBACK = (
  instance: JET_INSTANCE,
  pCommitIdSeen: JET_COMMIT_ID,
  grbit: JET_GRBIT,
) => JET_ERR;

/**
 * Gives memory to JetEnumerateColumns: `cb` bytes in place of `pv`; null when there is none.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-pfnrealloc-callback-function
 */
export type JET_PFNREALLOC = (pvContext: unknown, pv: Uint8Array | null, cb: number) => Uint8Array | null;
