/**
 * An instance: one set of logs with its databases, sessions and parameters.
 *
 *     created -> initialising -> running -> terminating -> ended
 *        |  \                       ^-----------' (backup running, transactions open)
 *        |   '-> restoring -> created
 *        '-> ended
 *
 * A running instance may also have its service stopped (until it ends), and may be unavailable because something it
 * cannot do without failed.
 *
 * Invariants
 *  1. `gate` is the answer of every gated call: service stopped, else unavailable, else the state. It changes only
 *     with one of the three, and the gates of all sessions change with it.
 *  2. Only the first reason for being unavailable counts.
 *  3. Backups are allowed from the end of a successful start to the first attempt to end the instance, even one that
 *     failed.
 *  4. An instance that failed to start has ended.
 *  5. Its parts stop with it, also when a session cannot end.
 */
import { assert } from '../../errors/assert';
import {
  JET_errAlreadyInitialized,
  JET_errBackupInProgress,
  JET_errClientRequestToStopJetService,
  JET_errDirtyShutdown,
  JET_errNotInitialized,
  JET_errOutOfSessions,
  JET_errRestoreInProgress,
  JET_errSessionInUse,
  JET_errSuccess,
  JET_errTermInProgress,
  JET_errTooManyActiveUsers,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import {
  JET_paramCheckpointDepthMax,
  JET_paramCommitDefault,
  JET_paramMaxSessions,
} from '../../include/parameters';
import type { HandleTable } from './handle-table';
import type { ParameterPhase, ParameterSet } from './parameters';
import {
  type BackupActivity,
  type Ending,
  type InstanceParts,
  makeBackup,
  makeParts,
  type StartOptions,
} from './parts';
import { Service } from './service';
import { Session } from './session';

type InstanceState = 'created' | 'initialising' | 'running' | 'restoring' | 'terminating' | 'ended';

/** How jetTerm2 was told to end an instance. */
export interface TermOptions {
  readonly abrupt: boolean;
  readonly stopBackup: boolean;
  readonly dirty: boolean;
}

const STATE_CODES: Readonly<Record<InstanceState, JET_ERR>> = {
  created: JET_errNotInitialized,
  initialising: JET_errNotInitialized,
  running: JET_errSuccess,
  restoring: JET_errRestoreInProgress,
  terminating: JET_errTermInProgress,
  ended: JET_errNotInitialized,
};

/** After the older jetStopService the log keeps this much work for the next start at most. */
const STOPPED_CHECKPOINT_DEPTH = 16_384;

export class Instance {
  readonly backup: BackupActivity = makeBackup(this);
  readonly service = new Service();
  readonly sessions = new Set<Session>();
  readonly parts: InstanceParts = makeParts(this);
  gate: JET_ERR = JET_errNotInitialized;
  /** The gate of the calls that a stopped service still allows. */
  exemptGate: JET_ERR = JET_errNotInitialized;
  backupAllowed = false;
  #state: InstanceState = 'created';
  #unavailable: JET_ERR = JET_errSuccess;
  #handle = 0;

  constructor(
    /** Null is a name like any other, and not the empty one. */
    readonly name: string | null,
    readonly displayName: string | null,
    readonly parameters: ParameterSet,
    readonly sessionHandles: HandleTable<Session>,
  ) {}

  get handle(): number {
    assert(this.#handle !== 0, 'the instance has its handle');
    return this.#handle;
  }

  set handle(handle: number) {
    assert(this.#handle === 0, 'an instance gets its handle once');
    this.#handle = handle;
  }

  get state(): InstanceState {
    return this.#state;
  }

  get commitDefault(): number {
    return this.parameters.number(JET_paramCommitDefault);
  }

  get parameterPhase(): ParameterPhase {
    return this.#state === 'created' || this.#state === 'initialising' ? 'open' : 'initialised';
  }

  /**
   * What a parameter call for this instance returns before it looks at the parameter. While the instance starts, only
   * its own callbacks can call, and they may.
   */
  get parameterGate(): JET_ERR {
    const isLocked = this.#state === 'terminating' || this.#state === 'restoring';
    return isLocked ? STATE_CODES[this.#state] : JET_errSuccess;
  }

  /** From now on every gated call fails with `err`, unless there is a reason already. */
  becomeUnavailable(err: JET_ERR): void {
    assert(err < 0, 'there is a reason');
    if (this.#unavailable !== JET_errSuccess) return;
    this.#unavailable = err;
    this.#updateGates();
  }

  /** Starts the parts, and answers their warning; `checkPaths` runs first and may refuse. */
  start(options: StartOptions, checkPaths: (instance: Instance) => void): JET_ERR {
    if (this.#state !== 'created') fail(JET_errAlreadyInitialized, `the instance is ${this.#state}`);
    this.#enter('initialising');
    const warning = this.#startParts(options, checkPaths);
    this.backupAllowed = true;
    this.#enter('running');
    return warning;
  }

  /** The time of a jetRestoreInstance: every other call is refused. */
  restore(body: () => void): void {
    if (this.#state !== 'created') fail(JET_errAlreadyInitialized, `the instance is ${this.#state}`);
    this.#enter('restoring');
    try {
      body();
    } finally {
      this.#enter('created');
    }
  }

  /** Ends the instance; JET_errDirtyShutdown is the success of a dirty end. A refusal leaves it running. */
  terminate(options: TermOptions): JET_ERR {
    for (const session of this.sessions) if (session.isCalling) return JET_errTooManyActiveUsers;
    if (this.#state === 'created') {
      this.#enter('ended');
      return JET_errSuccess;
    }
    if (this.#state !== 'running') fail(STATE_CODES[this.#state], `the instance is ${this.#state}`);
    this.#enter('terminating');
    this.backupAllowed = false;
    const isDirty = options.dirty || this.#unavailable !== JET_errSuccess;
    const refusal = this.#refusalToEnd(options, isDirty);
    if (refusal !== JET_errSuccess) {
      this.#enter('running');
      return refusal;
    }
    this.#end(isDirty ? 'dirty' : options.abrupt ? 'abrupt' : 'clean');
    return options.dirty ? JET_errDirtyShutdown : JET_errSuccess;
  }

  beginSession(): Session {
    const most = this.parameters.number(JET_paramMaxSessions);
    if (this.sessions.size >= most) fail(JET_errOutOfSessions, `${most} sessions are open`);
    const session = new Session(this);
    session.handle = this.sessionHandles.add(session);
    session.gate = this.gate;
    session.exemptGate = this.exemptGate;
    this.sessions.add(session);
    this.parts.sessionBegan(session);
    return session;
  }

  endSession(session: Session): JET_ERR {
    if (session.hasContext || session.isCalling) return JET_errSessionInUse;
    session.end();
    this.#forget(session);
    return JET_errSuccess;
  }

  /** The older way to stop the service: for good, and with the checkpoint brought close. */
  stopService(): void {
    this.parameters.set(JET_paramCheckpointDepthMax, STOPPED_CHECKPOINT_DEPTH, null, this.parameterPhase);
    this.service.stopForGood();
    this.#updateGates();
  }

  /** jetStopServiceInstance2 with its bits. */
  changeService(bits: number): JET_ERR {
    const err = this.service.change(bits);
    this.#updateGates();
    return err;
  }

  #refusalToEnd(options: TermOptions, isDirty: boolean): JET_ERR {
    if (options.stopBackup || options.abrupt) this.backup.cancel();
    if (isDirty) return JET_errSuccess;
    if (this.backup.isRunning) return JET_errBackupInProgress;
    for (const session of this.sessions) if (session.level > 0) return JET_errTooManyActiveUsers;
    return JET_errSuccess;
  }

  #startParts(options: StartOptions, checkPaths: (instance: Instance) => void): JET_ERR {
    try {
      checkPaths(this);
      return this.parts.start(options) ?? JET_errSuccess;
    } catch (failure) {
      this.#enter('ended');
      throw failure;
    }
  }

  #end(ending: Ending): void {
    try {
      this.#endParts(ending);
    } finally {
      for (const session of this.sessions) {
        session.abandon();
        this.#forget(session);
      }
      this.#enter('ended');
    }
  }

  /** A session that cannot end cleanly leaves its work to recovery. */
  #endParts(ending: Ending): void {
    try {
      for (const session of this.sessions) if (ending !== 'dirty') session.end();
    } catch (failure) {
      this.parts.stop('dirty');
      throw failure;
    }
    this.parts.stop(ending);
  }

  #forget(session: Session): void {
    this.sessions.delete(session);
    this.sessionHandles.remove(session.handle);
  }

  #enter(state: InstanceState): void {
    assert(this.#state !== 'ended', 'an ended instance stays so');
    this.#state = state;
    this.#updateGates();
  }

  #updateGates(): void {
    this.exemptGate = this.#unavailable === JET_errSuccess ? STATE_CODES[this.#state] : this.#unavailable;
    this.gate = this.service.isStopped ? JET_errClientRequestToStopJetService : this.exemptGate;
    for (const session of this.sessions) {
      session.gate = this.gate;
      session.exemptGate = this.exemptGate;
    }
  }
}
