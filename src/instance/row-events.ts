/**
 * What a cursor does with rows, told to the callbacks of its table and of the template of that: those that were
 * registered, then those that the catalog names.
 *
 * While a callback runs
 *  1. the cursor takes no call that would move it or change rows or schemas through it (`isCalling`);
 *  2. the session ends no transaction that was open before, and does not end itself (`Session.beginCallback`).
 * What a callback throws, or answers that is no number, is JET_errCallbackFailed.
 */
import { JET_errCallbackFailed, JET_errSuccess } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import type { Table } from '../table/table';
import type { RowEvents, TableCallback } from '../table/table-callbacks';
import { namedCallbacksOf } from './named-callbacks';
import type { OpenCursor } from './open-cursors';

const NONE: readonly TableCallback[] = [];

export class CursorEvents implements RowEvents {
  constructor(readonly open: OpenCursor) {}

  tell(kind: number): JET_ERR {
    const { table } = this.open.cursor;
    const err = this.#tellThoseOf(table, kind);
    const { templateName } = table.schema;
    if (err < 0 || templateName === '') return err;
    const template = table.identity.owner?.open?.(templateName) ?? null;
    return template === null ? err : this.#tellThoseOf(template, kind);
  }

  #tellThoseOf({ identity, schema }: Table, kind: number): JET_ERR {
    const registered = identity.callbacks?.youngestFirst ?? NONE;
    if (registered.length === 0 && schema.callbacks.length === 0) return JET_errSuccess;
    for (const callback of [...registered, ...namedCallbacksOf(this.open.session.instance, schema)]) {
      const err = (callback.kinds & kind) === 0 ? JET_errSuccess : this.#call(callback, kind);
      if (err < 0) return err;
    }
    return JET_errSuccess;
  }

  #call(callback: TableCallback, kind: number): JET_ERR {
    const { open } = this;
    const { handle } = open.session;
    const wasPrepared = open.update?.copy.isPrepared ?? false;
    const err = whileCalling(open, () =>
      callback.call(handle, open.dbid, open.handle, callback.kinds & kind, null, null, callback.context, 0),
    );
    if (!open.isOpen || wasPrepared !== (open.update?.copy.isPrepared ?? false)) return JET_errCallbackFailed;
    if (open.epoch !== open.identity.epoch) open.renewSchema();
    return err;
  }
}

/** Runs a callback of the caller's about a cursor. */
function whileCalling(open: OpenCursor, call: () => unknown): JET_ERR {
  const wasCalling = open.isCalling;
  const floor = open.session.beginCallback();
  open.isCalling = true;
  try {
    const err = call();
    return typeof err === 'number' && Number.isInteger(err) ? err : JET_errCallbackFailed;
  } catch {
    return JET_errCallbackFailed;
  } finally {
    open.isCalling = wasCalling;
    open.session.endCallback(floor);
  }
}
