/**
 * The frame of every API function: failures become numbers here and nowhere else, and whoever observes the API (the
 * tests do) hears every outcome. A body returns nothing for success, or a warning. Functions that are called once per
 * record avoid the closure of `apiCall`: they catch for themselves and end with `succeeded` or `failed`.
 */
import { JET_errSuccess } from '../../errors/codes';
import { toJetErr } from '../../errors/to-jet-err';
import type { JET_ERR } from '../../include/handles';
import type { JetApi } from '../../include/jet-api';

/** A function by its name in the documentation. */
export type ApiName = Capitalize<keyof JetApi>;

type ApiObserver = (api: ApiName, err: JET_ERR) => void;

let observer: ApiObserver | null = null;

/** Tells `next` the outcome of every call from now on; null ends it. */
export function observeApi(next: ApiObserver | null): void {
  observer = next;
}

/** Runs the body of an API function. */
export function apiCall(api: ApiName, body: () => JET_ERR | void): JET_ERR {
  try {
    return succeeded(api, body() ?? JET_errSuccess);
  } catch (failure) {
    return failed(api, failure);
  }
}

/** The end of a call that did not throw. */
export function succeeded(api: ApiName, err: JET_ERR): JET_ERR {
  if (observer !== null) observer(api, err);
  return err;
}

/** The end of a call that threw. */
export function failed(api: ApiName, failure: unknown): JET_ERR {
  return succeeded(api, toJetErr(failure));
}
