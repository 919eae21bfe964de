/** The records of a log sequence's own life: its start and end, and databases that come and go. */
import { dbmsParameters, type DbmsParameters } from '../format/dbms-parameters';
import { defineLayout, u16, u32, u8, type RecordOf } from '../format/layout';
import { logPosition, type LogPosition } from '../format/log-position';
import { logTime, type LogTime } from '../format/log-time';
import { signature } from '../format/signature';
import { RECORD } from './record-types';

// prettier-ignore
const INIT = defineLayout('Init2', 576, {
  type:       [  0, u8,             'lrtyp',      ''],
  parameters: [  1, dbmsParameters, 'dbms_param', 'settings of the writer'],
  at:         [568, logTime,        'logtime',    'when the instance started'],
});

// prettier-ignore
const TERM = defineLayout('Term2', 26, {
  type:     [ 0, u8,          'lrtyp',         ''],
  position: [ 1, logPosition, 'lgpos',         'where the run began'],
  redoFrom: [ 9, logPosition, 'lgposRedoFrom', 'of a recovery: where it began'],
  isHard:   [17, u8,          'fHard',         'of a recovery: from a backup'],
  at:       [18, logTime,     'logtime',       'when the instance ended'],
});

// prettier-ignore
const ATTACH = defineLayout('AttachDB', 75, {
  type:               [ 0, u8,          'lrtyp',              ''],
  sessionId:          [ 1, u16,         'le_procid',          ''],
  databaseId:         [ 3, u8,          'dbid',               ''],
  maximumPages:       [ 4, u32,         'cpgDatabaseSizeMax', '0 for no limit'],
  consistentPosition: [ 8, logPosition, 'lgposConsistent',    'where the database was clean, in its own log'],
  databaseSignature:  [16, signature,   'signDb',             ''],
  logSignature:       [44, signature,   'signLog',            'log sequence of the attach before'],
  pathBytes:          [72, u16,         'cbPath',             ''],
  flags:              [74, u8,          'fLRAttachDbFlags',   'UNICODE_PATH_OF_ATTACH'],
});

// prettier-ignore
const DETACH = defineLayout('DetachDB', 7, {
  type:       [0, u8,  'lrtyp',            ''],
  sessionId:  [1, u16, 'le_procid',        ''],
  databaseId: [3, u8,  'dbid',             ''],
  pathBytes:  [4, u16, 'cbPath',           ''],
  flags:      [6, u8,  'fLRDetachDbFlags', 'UNICODE_PATH_OF_DETACH'],
});

const UNICODE_PATH_OF_ATTACH = 0x8;
const UNICODE_PATH_OF_DETACH = 0x10;

/** The instance has started. */
export function encodeInit(parameters: DbmsParameters, at: LogTime): Uint8Array {
  const bytes = new Uint8Array(INIT.size);
  INIT.encode(bytes, { type: RECORD.init, parameters, at });
  return bytes;
}

/** The instance has ended, and nothing is left to do. */
export function encodeTerm(runBegan: LogPosition, at: LogTime): Uint8Array {
  const bytes = new Uint8Array(TERM.size);
  const redoFrom = { generation: 0, segment: 0, offset: 0 };
  TERM.encode(bytes, { type: RECORD.term, position: runBegan, redoFrom, isHard: 0, at });
  return bytes;
}

// prettier-ignore
const RECOVERY_UNDO = defineLayout('RecoveryUndo2', 9, {
  type: [0, u8,      'lrtyp',   ''],
  at:   [1, logTime, 'logtime', 'when recovery began to undo'],
});

/** Recovery has read the log to its end, and undoes what was not committed. */
export function encodeRecoveryUndo(at: LogTime): Uint8Array {
  const bytes = new Uint8Array(RECOVERY_UNDO.size);
  RECOVERY_UNDO.encode(bytes, { type: RECORD.recoveryUndo, at });
  return bytes;
}

/** Everything up to here is on disk: where databases that recovery leaves clean are clean. */
export const encodeShutDownMark = (): Uint8Array => Uint8Array.of(RECORD.shutDownMark);

interface RecoveryEnd {
  readonly undoBegan: LogPosition;
  /** Where reading the log began. */
  readonly redoFrom: LogPosition;
  /** Whether the databases stay attached. */
  readonly keepsAttachments: boolean;
  readonly at: LogTime;
}

/** Recovery has ended, and nothing is left to do. */
export function encodeRecoveryQuit({ undoBegan, redoFrom, keepsAttachments, at }: RecoveryEnd): Uint8Array {
  const bytes = new Uint8Array(TERM.size);
  const type = keepsAttachments ? RECORD.recoveryQuitKeepAttachments : RECORD.recoveryQuit;
  TERM.encode(bytes, { type, position: undoBegan, redoFrom, isHard: 0, at });
  return bytes;
}

type AttachRecord = Omit<RecordOf<typeof ATTACH>, 'type' | 'pathBytes' | 'flags'> & {
  readonly path: string;
};

/** A database is attached for writing. */
export function encodeAttach({ path, ...rest }: AttachRecord): Uint8Array {
  const encodedPath = Buffer.from(`${path}\0`, 'utf16le');
  const bytes = new Uint8Array(ATTACH.size + encodedPath.length);
  const flags = UNICODE_PATH_OF_ATTACH;
  ATTACH.encode(bytes, { ...rest, type: RECORD.attachDatabase, pathBytes: encodedPath.length, flags });
  bytes.set(encodedPath, ATTACH.size);
  return bytes;
}

type DetachRecord = Omit<RecordOf<typeof DETACH>, 'type' | 'pathBytes' | 'flags'> & {
  readonly path: string;
};

/** A database is clean and no longer attached. */
export function encodeDetach({ path, ...rest }: DetachRecord): Uint8Array {
  const encodedPath = Buffer.from(`${path}\0`, 'utf16le');
  const bytes = new Uint8Array(DETACH.size + encodedPath.length);
  const flags = UNICODE_PATH_OF_DETACH;
  DETACH.encode(bytes, { ...rest, type: RECORD.detachDatabase, pathBytes: encodedPath.length, flags });
  bytes.set(encodedPath, DETACH.size);
  return bytes;
}

/** The fields of an AttachDB record that `LogReader` stands on. */
export function decodeAttach(bytes: Uint8Array, start: number): AttachRecord {
  const { type, pathBytes, flags, ...rest } = ATTACH.decode(bytes, start);
  return { ...rest, path: decodePath(bytes, start + ATTACH.size, pathBytes, flags & UNICODE_PATH_OF_ATTACH) };
}

/** The fields of a DetachDB record that `LogReader` stands on. */
export function decodeDetach(bytes: Uint8Array, start: number): DetachRecord {
  const { type, pathBytes, flags, ...rest } = DETACH.decode(bytes, start);
  return { ...rest, path: decodePath(bytes, start + DETACH.size, pathBytes, flags & UNICODE_PATH_OF_DETACH) };
}

/** A path with its NUL, as records have it. */
export function decodePath(bytes: Uint8Array, at: number, length: number, isUnicode: number): string {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
  const text = raw.toString(isUnicode !== 0 ? 'utf16le' : 'latin1');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
