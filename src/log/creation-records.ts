/** The records of a database being made, and of its file growing. */
import { defineLayout, u16, u32, u8, type RecordOf } from '../format/layout';
import { signature } from '../format/signature';
import { decodePath } from './records';
import { RECORD } from './record-types';

// prettier-ignore
const CREATE = defineLayout('CreateDB', 43, {
  type:              [ 0, u8,        'lrtyp',              ''],
  sessionId:         [ 1, u16,       'le_procid',          ''],
  databaseId:        [ 3, u8,        'dbid',               ''],
  options:           [ 4, u32,       'le_grbit',           'options of the call'],
  maximumPages:      [ 8, u32,       'cpgDatabaseSizeMax', '0 for no limit'],
  databaseSignature: [12, signature, 'signDb',             ''],
  pathBytes:         [40, u16,       'cbPath',             ''],
  flags:             [42, u8,        'fLRCreateDbFlags',   'HAS_VERSION, UNICODE_PATH'],
});

const HAS_VERSION = 0x4;
const UNICODE_PATH = 0x8;
const VERSION_BYTES = 4;

/** The version of a CreateDB behind which the records of the making of all pages follow. */
export const CREATION_LOGGED = 2;

type CreateRecord = Omit<RecordOf<typeof CREATE>, 'type' | 'pathBytes' | 'flags'> & {
  readonly path: string;
  /** CREATION_LOGGED, or that of an engine which left the making of the first pages to the reader. */
  readonly version: number;
};

/** A database comes into being, attached for writing. */
export function encodeCreate({ path, version, ...rest }: CreateRecord): Uint8Array {
  const encodedPath = Buffer.from(`${path}\0`, 'utf16le');
  const bytes = new Uint8Array(CREATE.size + VERSION_BYTES + encodedPath.length);
  const flags = HAS_VERSION | UNICODE_PATH;
  CREATE.encode(bytes, { ...rest, type: RECORD.createDatabase, pathBytes: encodedPath.length, flags });
  u16.write(bytes, CREATE.size, version);
  bytes.set(encodedPath, CREATE.size + VERSION_BYTES);
  return bytes;
}

/** The fields of a CreateDB record that `LogReader` stands on. */
export function decodeCreate(bytes: Uint8Array, start: number): CreateRecord {
  const { type, pathBytes, flags, ...rest } = CREATE.decode(bytes, start);
  const hasVersion = (flags & HAS_VERSION) !== 0;
  const pathAt = start + CREATE.size + (hasVersion ? VERSION_BYTES : 0);
  return {
    ...rest,
    version: hasVersion ? u16.read(bytes, start + CREATE.size) : 0,
    path: decodePath(bytes, pathAt, pathBytes, flags & UNICODE_PATH),
  };
}

// prettier-ignore
const CREATE_FINISH = defineLayout('CreateDBFinish', 4, {
  type:       [0, u8,  'lrtyp',     ''],
  sessionId:  [1, u16, 'le_procid', ''],
  databaseId: [3, u8,  'dbid',      ''],
});

/** The first pages of a database that was made are all in the log. */
export function encodeCreateFinish(sessionId: number, databaseId: number): Uint8Array {
  const bytes = new Uint8Array(CREATE_FINISH.size);
  CREATE_FINISH.encode(bytes, { type: RECORD.createDatabaseFinish, sessionId, databaseId });
  return bytes;
}

/** The fields of a CreateDBFinish record that `LogReader` stands on. */
export const decodeCreateFinish = (bytes: Uint8Array, start: number): { readonly databaseId: number } =>
  CREATE_FINISH.decode(bytes, start);

// prettier-ignore
const EXTEND = defineLayout('ExtendDB', 10, {
  type:       [0, u8,  'lrtyp',    ''],
  restBytes:  [1, u32, 'cb',       'bytes behind this field'],
  databaseId: [5, u8,  'dbid',     ''],
  lastPage:   [6, u32, 'pgnoLast', 'last page that the file has room for'],
});

const EXTEND_REST_BYTES = 5;

/** The file of a database has grown. */
export function encodeExtend(databaseId: number, lastPage: number): Uint8Array {
  const bytes = new Uint8Array(EXTEND.size);
  EXTEND.encode(bytes, { type: RECORD.extendDatabase, restBytes: EXTEND_REST_BYTES, databaseId, lastPage });
  return bytes;
}

/** The fields of an ExtendDB record that `LogReader` stands on. */
export const decodeExtend = (
  bytes: Uint8Array,
  start: number,
): { readonly databaseId: number; readonly lastPage: number } => EXTEND.decode(bytes, start);
