/**
 * The kinds of log records and how long each is. The first byte of a record is its type; its fixed part, and for some
 * types the lengths in it, say where the record ends.
 *
 * Invariant
 *  1. `recordBytes` looks at the fixed part only, and only when all of it is there.
 */
import { u16, u32 } from '../format/layout';

/** The types, by number. */
export const RECORD = {
  /** Fills space; as long as itself. */
  nop: 0,
  initOld: 1,
  termOld: 2,
  endOfGeneration: 4,
  begin: 5,
  commit: 6,
  rollback: 7,
  beginOutermost: 8,
  commitOutermost: 9,
  refresh: 10,
  macroBegin: 11,
  macroCommit: 12,
  macroAbort: 13,
  createDatabase: 14,
  attachDatabase: 15,
  detachDatabase: 16,
  recoveryUndoOld: 17,
  recoveryQuitOld: 18,
  fullBackup: 19,
  incrementalBackup: 20,
  jetOperation: 21,
  trace: 22,
  shutDownMark: 23,
  createMultipleExtentTree: 24,
  createSingleExtentTree: 25,
  convertTreeOld: 26,
  splitOld: 27,
  mergeOld: 28,
  insert: 29,
  flagInsert: 30,
  flagInsertAndReplace: 31,
  flagDelete: 32,
  replace: 33,
  replaceDifference: 34,
  delete: 35,
  undoInfo: 36,
  delta: 37,
  setExternalHeader: 38,
  undo: 39,
  externalRestoreOld: 45,
  backupOld: 46,
  emptyTree: 48,
  init: 49,
  term: 50,
  recoveryUndo: 51,
  recoveryQuit: 52,
  beginDistributed: 53,
  prepareCommit: 54,
  forceWrite: 57,
  convertTree: 58,
  externalRestore: 59,
  backup: 60,
  forceRoll: 61,
  split: 62,
  merge: 63,
  scrub: 64,
  pageMove: 65,
  pagePatchRequest: 66,
  macroInfo: 67,
  extendDatabase: 68,
  /** Fills space; says its length, its bytes mean nothing. */
  filler: 71,
  reattach: 72,
  macroInfo2: 73,
  fragmentBegin: 76,
  fragment: 77,
  shrinkDatabaseOld: 78,
  createDatabaseFinish: 79,
  recoveryQuitKeepAttachments: 80,
  trimDatabase: 81,
  setDatabaseVersion: 92,
  delta64: 93,
  shrinkDatabase: 94,
  newPage: 95,
  rootPageMove: 96,
  signalAttach: 97,
  scanCheck: 98,
  shrinkDatabaseTimed: 99,
  extentFreed: 100,
  extentFreedTimed: 101,
} as const;

const LAST_SKIPPABLE_OF_FIRST_GROUP = 75;
const FIRST_SKIPPABLE_OF_SECOND_GROUP = 82;
const LAST_SKIPPABLE_OF_SECOND_GROUP = 91;

/** A record broken over segments begins with this part: type, whole length, length of the first piece. */
export const FRAGMENT_BEGIN_BYTES = 7;
/** The later pieces: type, length of the piece. */
export const FRAGMENT_BYTES = 3;

const TYPES = 256;
const MOST_LENGTHS = 4;
const names: (string | undefined)[] = [];
/** Of each type the bytes of its fixed part; 0 for a type that is not known. */
const fixedBytesOf = new Uint16Array(TYPES);
/** The places, in the fixed part, of the 16-bit and of the 32-bit lengths that add to it; behind the last one there is a 0. */
const places16 = new Uint8Array(MOST_LENGTHS * TYPES);
const places32 = new Uint8Array(MOST_LENGTHS * TYPES);

function fixed(type: number, name: string, fixedBytes: number): void {
  grows(type, name, fixedBytes, []);
}

function grows(
  type: number,
  name: string,
  fixedBytes: number,
  lengths16: readonly number[],
  lengths32: readonly number[] = [],
): void {
  names[type] = name;
  fixedBytesOf[type] = fixedBytes;
  places16.set(lengths16, MOST_LENGTHS * type);
  places32.set(lengths32, MOST_LENGTHS * type);
}

fixed(RECORD.nop, 'NOP', 1);
fixed(RECORD.initOld, 'Init', 568);
fixed(RECORD.termOld, 'Term', 18);
fixed(RECORD.endOfGeneration, 'End', 1);
fixed(RECORD.begin, 'Begin', 4);
fixed(RECORD.commit, 'Commit', 4);
fixed(RECORD.rollback, 'Rollback', 4);
fixed(RECORD.beginOutermost, 'Begin0', 8);
fixed(RECORD.commitOutermost, 'Commit0', 8);
fixed(RECORD.refresh, 'Refresh', 7);
fixed(RECORD.macroBegin, 'MacroBegin', 11);
fixed(RECORD.macroCommit, 'MacroCommit', 11);
fixed(RECORD.macroAbort, 'MacroAbort', 11);
grows(RECORD.createDatabase, 'CreateDB', 43, [40]);
grows(RECORD.attachDatabase, 'AttachDB', 75, [72]);
grows(RECORD.detachDatabase, 'DetachDB', 7, [4]);
fixed(RECORD.recoveryUndoOld, 'RecoveryUndo', 1);
fixed(RECORD.recoveryQuitOld, 'RecoveryQuit', 18);
grows(RECORD.fullBackup, 'FullBackup', 3, [1]);
grows(RECORD.incrementalBackup, 'IncBackup', 3, [1]);
fixed(RECORD.jetOperation, 'JetOp', 4);
grows(RECORD.trace, 'Trace', 5, [3]);
fixed(RECORD.shutDownMark, 'ShutDownMark', 1);
fixed(RECORD.createMultipleExtentTree, 'CreateMultipleExtentFDP', 56);
fixed(RECORD.createSingleExtentTree, 'CreateSingleExtentFDP', 48);
fixed(RECORD.convertTreeOld, 'ConvertFDP', 60);
grows(RECORD.splitOld, 'Split', 102, [96, 98, 100]);
grows(RECORD.mergeOld, 'Merge', 88, [86]);
grows(RECORD.insert, 'Insert', 50, [44, 46, 48]);
grows(RECORD.flagInsert, 'FlagInsert', 48, [44, 46]);
grows(RECORD.flagInsertAndReplace, 'FlagInsertAndReplaceData', 52, [44, 46]);
fixed(RECORD.flagDelete, 'FlagDelete', 44);
grows(RECORD.replace, 'Replace', 50, [44]);
grows(RECORD.replaceDifference, 'ReplaceD', 50, [44]);
fixed(RECORD.delete, 'Delete', 44);
grows(RECORD.undoInfo, 'UndoInfo', 56, [44, 46, 54]);
grows(RECORD.delta, 'Delta', 54, [44, 46]);
grows(RECORD.setExternalHeader, 'SetExternalHeader', 46, [44]);
grows(RECORD.undo, 'Undo', 51, [44, 46]);
grows(RECORD.externalRestoreOld, 'ExtRestore', 3, [1]);
grows(RECORD.backupOld, 'Backup', 5, [3]);
grows(RECORD.emptyTree, 'EmptyTree', 46, [44]);
fixed(RECORD.init, 'Init2', 576);
fixed(RECORD.term, 'Term2', 26);
fixed(RECORD.recoveryUndo, 'RecoveryUndo2', 9);
fixed(RECORD.recoveryQuit, 'RecoveryQuit2', 26);
fixed(RECORD.beginDistributed, 'BeginDT', 8);
grows(RECORD.prepareCommit, 'PrepCommit', 7, [], [3]);
fixed(RECORD.forceWrite, 'ForceWriteLog', 3);
fixed(RECORD.convertTree, 'ConvertFDP2', 68);
grows(RECORD.externalRestore, 'ExtRestore2', 3, [1]);
grows(RECORD.backup, 'Backup2', 35, [33]);
grows(RECORD.forceRoll, 'ForceLogRollover', 5, [3]);
grows(RECORD.split, 'Split2', 110, [96, 98, 100], [106]);
grows(RECORD.merge, 'Merge2', 96, [86], [92]);
grows(RECORD.scrub, 'Scrub', 54, [52]);
grows(RECORD.pageMove, 'PageMove', 96, [], [88, 92]);
fixed(RECORD.pagePatchRequest, 'PagePatchRequest', 46);
grows(RECORD.fragmentBegin, 'FragmentBegin', FRAGMENT_BEGIN_BYTES, [5]);
grows(RECORD.fragment, 'Fragment', FRAGMENT_BYTES, [1]);
fixed(RECORD.shrinkDatabaseOld, 'ShrinkDB', 10);
fixed(RECORD.createDatabaseFinish, 'CreateDBFinish', 4);
fixed(RECORD.recoveryQuitKeepAttachments, 'RecoveryQuitKeepAttachments', 26);
fixed(RECORD.trimDatabase, 'TrimDB', 10);
fixed(RECORD.setDatabaseVersion, 'SetDbVersion', 14);
grows(RECORD.delta64, 'Delta64', 58, [44, 46]);
fixed(RECORD.shrinkDatabase, 'ShrinkDB2', 10);
fixed(RECORD.newPage, 'NewPage', 20);
fixed(RECORD.rootPageMove, 'RootPageMove', 16);
fixed(RECORD.signalAttach, 'SignalAttachDb', 2);
fixed(RECORD.scanCheck, 'ScanCheck2', 27);
fixed(RECORD.shrinkDatabaseTimed, 'ShrinkDB3', 18);
fixed(RECORD.extentFreed, 'ExtentFreed', 14);
fixed(RECORD.extentFreedTimed, 'ExtentFreed2', 22);

const SKIPPABLE_NAMES: Readonly<Record<number, string>> = {
  [RECORD.macroInfo]: 'MacroInfo',
  [RECORD.extendDatabase]: 'ExtendDB',
  69: 'CommitCtx',
  70: 'ScanCheck',
  [RECORD.filler]: 'NOP2',
  [RECORD.reattach]: 'ReAttach',
  [RECORD.macroInfo2]: 'MacroInfo2',
  74: 'FreeFDP',
};

/** Types that an engine which does not know them passes over: type, 32-bit length of the rest. */
function skippable(first: number, last: number): void {
  for (let type = first; type <= last; type++)
    grows(type, SKIPPABLE_NAMES[type] ?? `Ignored${type}`, 5, [], [1]);
}

/** Whether an engine that does not know the type passes over it. */
export const isSkippable = (type: number): boolean =>
  (type >= RECORD.macroInfo && type <= LAST_SKIPPABLE_OF_FIRST_GROUP) ||
  (type >= FIRST_SKIPPABLE_OF_SECOND_GROUP && type <= LAST_SKIPPABLE_OF_SECOND_GROUP);

skippable(RECORD.macroInfo, LAST_SKIPPABLE_OF_FIRST_GROUP);
skippable(FIRST_SKIPPABLE_OF_SECOND_GROUP, LAST_SKIPPABLE_OF_SECOND_GROUP);

/** Bit of ReplaceD's length that says how differences are written. */
const SECOND_DIFFERENCE_FORM = 0x8000;
/** The flag byte of CreateDB, and its bit for the four bytes of version behind the fixed part. */
const CREATE_FLAGS_AT = 42;
const CREATE_HAS_VERSION = 0x4;
const CREATE_VERSION_BYTES = 4;

/** No record: the type is not known. */
export const UNKNOWN_RECORD = 0;
/** No record yet: its fixed part does not end before `end`. */
export const CUT_RECORD = -1;

/** The length of the record at `at`, of which bytes up to `end` may be looked at; or one of the two constants. */
export function recordBytes(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at];
  let length = fixedBytesOf[type];
  if (length === 0) return UNKNOWN_RECORD;
  if (at + length > end) return CUT_RECORD;
  const places = MOST_LENGTHS * type;
  for (let i = places; places16[i] !== 0; i++) length += u16.read(bytes, at + places16[i]);
  for (let i = places; places32[i] !== 0; i++) length += u32.read(bytes, at + places32[i]);
  return length + adjustment(bytes, at);
}

/** The two types whose length fields need reading twice. */
function adjustment(bytes: Uint8Array, at: number): number {
  const type = bytes[at];
  if (type === RECORD.replace || type === RECORD.replaceDifference)
    return -(u16.read(bytes, at + 44) & SECOND_DIFFERENCE_FORM);
  const isVersioned =
    type === RECORD.createDatabase && (bytes[at + CREATE_FLAGS_AT] & CREATE_HAS_VERSION) !== 0;
  return isVersioned ? CREATE_VERSION_BYTES : 0;
}

/** The name of a type, for messages. */
export function recordName(type: number): string {
  return names[type] ?? `record type ${type}`;
}
