/** What a database header remembers of one backup. */
import { defineLayout, nested, u32, type FieldType, type RecordOf } from './layout';
import { logPosition, NULL_POSITION } from './log-position';
import { logTime, UNSET_TIME } from './log-time';

// prettier-ignore
export const BACKUP_INFO = defineLayout('backup info', 24, {
  mark:           [ 0, logPosition, 'lgposMark',   'end of the log when the backup began'],
  markedAt:       [ 8, logTime,     'logtimeMark', 'when the backup began'],
  lowGeneration:  [16, u32,         'genLow',      'first log generation the backup needs'],
  highGeneration: [20, u32,         'genHigh',     'last log generation the backup needs'],
});

export type BackupInfo = RecordOf<typeof BACKUP_INFO>;

export const backupInfo: FieldType<BackupInfo> = nested(BACKUP_INFO);

export const NO_BACKUP: BackupInfo = {
  mark: NULL_POSITION,
  markedAt: UNSET_TIME,
  lowGeneration: 0,
  highGeneration: 0,
};
