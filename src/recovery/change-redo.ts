/** What the recovery manager asks of those who do changes of sessions and pages again, and take them back. */
import { JET_errDatabaseDirtyShutdown } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { LogReader } from '../log/log-reader';
import type { LogStream } from '../log/log-stream';
import { RECORD, recordName } from '../log/record-types';
import type { RecoveredDatabases } from './recovered-databases';

export interface ChangeRedo {
  /**
   * The next record of a session or of pages. A change is done again when its database is attached behind the
   * position where that was attached, and its page is older than the change; what undoing it needs is kept either way.
   */
  apply(reader: LogReader): void;
  /** A run of the instance ended: no session of it is left. */
  endRun(): void;
  /** The log has ended: takes back what is not committed, and logs that. */
  undo(log: LogStream): void;
}

const OF_SESSIONS: ReadonlySet<number> = new Set([
  RECORD.begin,
  RECORD.beginOutermost,
  RECORD.commit,
  RECORD.commitOutermost,
  RECORD.rollback,
  RECORD.refresh,
  RECORD.macroBegin,
  RECORD.macroCommit,
  RECORD.macroAbort,
]);

/** Logs without changes of pages; with one, JET_errDatabaseDirtyShutdown. */
export class UnchangedPages implements ChangeRedo {
  constructor(readonly recovered: RecoveredDatabases) {}

  apply({ type, bytes, start, position }: LogReader): void {
    if (OF_SESSIONS.has(type) || this.recovered.at(bytes[start + 3], position) === null) return;
    fail(JET_errDatabaseDirtyShutdown, `${recordName(type)} at ${JSON.stringify(position)}`);
  }

  endRun(): void {}

  undo(): void {}
}
