/** The settings of the instance that wrote a log or checkpoint, for people to read; nothing is decided by them. */
import { bytesOf, defineLayout, nested, textOf, u32, u8, type FieldType, type RecordOf } from './layout';

export const DBMS_CIRCULAR_LOGGING = 0x1;

// prettier-ignore
export const DBMS_PARAMETERS = defineLayout('DBMS_PARAM', 567, {
  systemPath:  [  0, textOf(261), 'szSystemPath',    'in ASCII'],
  logPath:     [261, textOf(261), 'szLogFilePath',   'in ASCII'],
  flags:       [522, u8,          'fDBMSPARAMFlags', 'DBMS_CIRCULAR_LOGGING'],
  sessions:    [523, u32,         'lSessionsMax',    ''],
  openTables:  [527, u32,         'lOpenTablesMax',  ''],
  versionPages:[531, u32,         'lVerPagesMax',    ''],
  cursors:     [535, u32,         'lCursorsMax',     ''],
  logBuffers:  [539, u32,         'lLogBuffers',     ''],
  logSegments: [543, u32,         'lcsecLGFile',     'log file size in segments'],
  cachePages:  [547, u32,         'ulCacheSizeMax',  ''],
  reserved:    [551, bytesOf(16), 'rgbReserved',     'zero'],
});

export type DbmsParameters = RecordOf<typeof DBMS_PARAMETERS>;

export const dbmsParameters: FieldType<DbmsParameters> = nested(DBMS_PARAMETERS);

/** Makes a path fit the field: one byte a character, `?` for what has none, cut where the field ends. */
export function asciiPath(path: string): string {
  return path.replace(/[^\x01-\x7f]/g, '?').slice(0, 260);
}
