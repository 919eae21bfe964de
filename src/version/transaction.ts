/**
 * The transactions of one session, as those below see them: how many are open one inside the other, since when, and what
 * they changed.
 *
 * Invariants
 *  1. `newest` leads through all versions of the open transactions, those of the innermost level first, and of these the
 *     youngest.
 *  2. `beganAt` is the time of the outermost one; what was committed later is not seen.
 */
import type { Version } from './version';
import { nextVersionId } from './version-ids';
import type { VersionedFile } from './versioned-tree';

/** What somebody wants to be told when the transaction that is open now has ended, with all around it committed or not. */
interface TransactionEnd {
  committed(): void;
  rolledBack(): void;
}

interface AfterEnd {
  level: number;
  /** The database that nobody may see any more as it was. */
  readonly file: VersionedFile;
  readonly run: () => void;
}

interface Waiting {
  level: number;
  /** Its place among the versions of the transaction. */
  readonly id: number;
  readonly end: TransactionEnd;
}

export class Transaction {
  /** How many transactions are open; 0 means none. */
  level = 0;
  isReadOnly = false;
  /** Time at which the outermost transaction began; times rise by 4. */
  beganAt = 0;
  newest: Version | null = null;
  /** Where the log says that the outermost began; counts while `loggedLevel` is not 0. */
  logGeneration = 0;
  logPlace = 0;
  /** How many levels the log knows to have begun. */
  loggedLevel = 0;
  /** Where the log has the last commit of an outermost one; generation 0 when the log knows nothing of it. */
  commitGeneration = 0;
  commitPlace = 0;
  readonly waiting: Waiting[] = [];
  /** What is done when the log has the end of that level, and all who began before it are gone. */
  readonly afterEnd: AfterEnd[] = [];

  constructor(
    /** The number of the session in log records. */
    readonly sessionId: number,
  ) {}

  /** Whether a change committed at that time is part of what this transaction sees. */
  sees(committedAt: number): boolean {
    return this.level === 0 ? committedAt !== Infinity : committedAt < this.beganAt;
  }

  /**
   * Runs `run` when the level that is open now has been rolled back, or the outermost committed, and nobody is left whose
   * transaction began before: neither a recovery nor anybody else undoes any more what `run` does on pages of `file`.
   */
  whenOver(file: VersionedFile, run: () => void): void {
    this.afterEnd.push({ level: Math.max(this.level, 1), file, run });
  }

  /** Tells `end` what becomes of what is done now: when the outermost commits, or when this level is rolled back. */
  whenEnded(end: TransactionEnd): void {
    this.waiting.push({ level: this.level, id: nextVersionId(), end });
  }
}
