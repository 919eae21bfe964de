/**
 * The list of attached databases in a log header or checkpoint: entries one after the other, a zero byte ends it.
 * Entry: fixed part of 64 bytes, then the path with its NUL.
 */
import { JET_errTooManyAttachedDatabases } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { defineLayout, u16, u32, u64, u8, type RecordOf } from './layout';
import { logPosition } from './log-position';
import { signature } from './signature';

/** Room for the list in both kinds of header. */
export const ATTACHMENT_LIST_BYTES = 2048;

const UNICODE_PATH = 0x20;
const SPARSE_FILE = 0x40;

// prettier-ignore
const ATTACHMENT = defineLayout('attachment', 64, {
  databaseId:         [ 0, u8,          'dbid',               '1 and up'],
  flags:              [ 1, u8,          'fATCHINFOFlags',     'UNICODE_PATH, SPARSE_FILE'],
  pathBytes:          [ 2, u16,         'cbNames',            'length of the path with its NUL'],
  databaseTime:       [ 4, u64,         'dbtime',             'last database time handed out'],
  lastObjectId:       [12, u32,         'objidLast',          'last object id handed out'],
  maximumPages:       [16, u32,         'cpgDatabaseSizeMax', 'size limit given at the attach, 0 for none'],
  attachPosition:     [20, logPosition, 'lgposAttach',        'log position of the attach'],
  consistentPosition: [28, logPosition, 'lgposConsistent',    'where the database was clean before'],
  databaseSignature:  [36, signature,   'signDb',             'identity of the database'],
});

type FixedPart = RecordOf<typeof ATTACHMENT>;

export type Attachment = Omit<FixedPart, 'flags' | 'pathBytes'> & {
  readonly path: string;
  readonly isSparse: boolean;
};

/** The entries in order; null when the bytes are no such list. */
export function parseAttachments(bytes: Uint8Array): Attachment[] | null {
  const attachments: Attachment[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    if (at + ATTACHMENT.size > bytes.length) return null;
    const { flags, pathBytes, ...rest } = ATTACHMENT.decode(bytes, at);
    const end = at + ATTACHMENT.size + pathBytes;
    if (end > bytes.length) return null;
    const path = decodePath(bytes.subarray(at + ATTACHMENT.size, end), (flags & UNICODE_PATH) !== 0);
    attachments.push({ ...rest, path, isSparse: (flags & SPARSE_FILE) !== 0 });
    at = end;
  }
  return at < bytes.length ? attachments : null;
}

/** The list in its full room; JET_errTooManyAttachedDatabases when it does not fit. */
export function buildAttachments(attachments: readonly Attachment[]): Uint8Array {
  const bytes = new Uint8Array(ATTACHMENT_LIST_BYTES);
  let at = 0;
  for (const { path, isSparse, ...rest } of attachments) {
    const encodedPath = Buffer.from(`${path}\0`, 'utf16le');
    const pathAt = at + ATTACHMENT.size;
    if (pathAt + encodedPath.length >= bytes.length) {
      fail(JET_errTooManyAttachedDatabases, `no room for "${path}" among ${attachments.length} attachments`);
    }
    const flags = UNICODE_PATH | (isSparse ? SPARSE_FILE : 0);
    ATTACHMENT.encode(bytes, { ...rest, flags, pathBytes: encodedPath.length }, at);
    bytes.set(encodedPath, pathAt);
    at = pathAt + encodedPath.length;
  }
  return bytes;
}

function decodePath(bytes: Uint8Array, isUnicode: boolean): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    isUnicode ? 'utf16le' : 'latin1',
  );
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
