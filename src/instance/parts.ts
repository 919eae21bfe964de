/**
 * What an instance expects of its parts: the log, the cache, the databases and the backup. The instance knows no more
 * of them than this; whoever joins them to a whole gives `setPartsFactory` a function.
 *
 * Order of life: `start` at jetInit, after the paths were checked; sessions begin and end; `stop` at jetTerm, after
 * all sessions ended. When `start` fails the instance is gone, and `stop` is not called.
 */
import type { JET_ERR } from '../../include/handles';
import type { Instance } from './instance';
import type { Session } from './session';

/**
 * - `clean`: nothing is left to do at the next start
 * - `abrupt`: clean as well, but deferred work (version clean-up) is left undone
 * - `dirty`: nothing more is written; the next start recovers
 */
export type Ending = 'clean' | 'abrupt' | 'dirty';

/** What jetInit was given besides the instance. */
export interface StartOptions {
  readonly bits: number;
  readonly restoreMap: readonly { readonly from: string; readonly to: string }[];
  /** The position where recovery ends, or null for the end of the logs. */
  readonly stopAt: { readonly generation: number; readonly sector: number; readonly byte: number } | null;
  readonly onProgress: ((snp: number, snt: number, progress: unknown) => JET_ERR) | null;
}

/** What one transaction was told at its end. */
export interface CommitOptions {
  readonly lazy: boolean;
  /** For a lazy commit: how long until it must be durable, or 0 for whenever it suits. */
  readonly durableWithinMs: number;
}

interface AttachedDatabase {
  readonly path: string;
  readonly isLogged: boolean;
}

/** Work done so far. */
export interface WorkCounters {
  readonly pagesReferenced: number;
  readonly pagesRead: number;
  readonly pagesPreread: number;
  readonly pagesDirtied: number;
  readonly pagesRedirtied: number;
  readonly logRecords: number;
  readonly logBytes: number;
}

export const NO_WORK: WorkCounters = {
  pagesReferenced: 0,
  pagesRead: 0,
  pagesPreread: 0,
  pagesDirtied: 0,
  pagesRedirtied: 0,
  logRecords: 0,
  logBytes: 0,
};

export interface InstanceParts {
  /** Answers a warning, if there is one. */
  start(options: StartOptions): JET_ERR | void;
  stop(ending: Ending): void;
  /** A session began; the parts add themselves to `session.listeners` here. */
  sessionBegan(session: Session): void;
  /** In the order of attachment. */
  databases(): readonly AttachedDatabase[];
  /** Waits until what this instance's sessions committed lazily is durable. */
  flushCommits(): void;
  /** Ends the current log generation, and returns when it is durable. */
  rollLog(): void;
  /** The 28 bytes that tell this log stream from all others. */
  logSignature(): Uint8Array;
  /** What this instance has done so far, also after it stopped. */
  work(): WorkCounters;
}

/** The backup of an instance, as far as its beginning and end go. */
export interface BackupActivity {
  readonly isRunning: boolean;
  /** jetStopBackup: the running backup's next step fails. */
  requestStop(): void;
  /** Ends the running backup as aborted by the server, and forgets a requested stop. */
  cancel(): void;
}

export interface PartsFactory {
  readonly parts: (instance: Instance) => InstanceParts;
  readonly backup: (instance: Instance) => BackupActivity;
}

const NO_SIGNATURE = new Uint8Array(28);

/** An instance that has neither files nor backups. */
export const WITHOUT_STORAGE: PartsFactory = {
  parts: () => ({
    start: () => undefined,
    stop: () => undefined,
    sessionBegan: () => undefined,
    databases: () => [],
    flushCommits: () => undefined,
    rollLog: () => undefined,
    logSignature: () => NO_SIGNATURE,
    work: () => NO_WORK,
  }),
  backup: () => ({ isRunning: false, requestStop: () => undefined, cancel: () => undefined }),
};

let factory: PartsFactory = WITHOUT_STORAGE;

/** Decides what instances are made of from now on. */
export function setPartsFactory(next: PartsFactory): void {
  factory = next;
}

export const makeParts = (instance: Instance): InstanceParts => factory.parts(instance);
export const makeBackup = (instance: Instance): BackupActivity => factory.backup(instance);
