/**
 * Callbacks that databases know by name: "library!function", where the library is the name or the path of a module. They
 * are code that a file asks for, so that nothing is loaded unless JET_paramEnablePersistedCallbacks allows it.
 *
 *   parameters                      a table with callbacks is opened     a change they hear of
 *   JET_paramDisableCallbacks       as if it had none                    as if it had none
 *   neither                         they are not looked for              refused, JET_errCallbackFailed
 *   JET_paramEnablePersisted…       they must be found                   they are called
 */
import {
  JET_errCallbackFailed,
  JET_errCallbackNotResolved,
  JET_errInvalidParameter,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_CALLBACK } from '../../include/callbacks';
import { JET_paramDisableCallbacks, JET_paramEnablePersistedCallbacks } from '../../include/parameters';
import type { TableSchema } from '../catalog/schema';
import { exportOf } from '../os/modules';
import { TableCallback } from '../table/table-callbacks';
import type { Instance } from './instance';

const SEPARATOR = '!';
/** Callbacks of the catalog have no handle. */
const NO_HANDLE = 0;

const isEnabled = ({ parameters }: Instance): boolean =>
  parameters.number(JET_paramEnablePersistedCallbacks) !== 0;

/** Whether callbacks that databases name count at all. */
const areIgnored = ({ parameters }: Instance): boolean => parameters.number(JET_paramDisableCallbacks) !== 0;

/** The function of a name; JET_errCallbackNotResolved when there is none. */
function resolve(name: string): JET_CALLBACK {
  const at = name.indexOf(SEPARATOR);
  if (at < 0) return fail(JET_errInvalidParameter, `callback ${name}`);
  const found = exportOf(name.slice(0, at), name.slice(at + 1));
  if (typeof found !== 'function') return fail(JET_errCallbackNotResolved, `callback ${name}`);
  return (...call) => Reflect.apply(found, undefined, call);
}

/** Makes sure that a callback that is named from now on can be called when it has to be. */
export function requireResolvable(instance: Instance, name: string): void {
  if (!areIgnored(instance) && isEnabled(instance)) resolve(name);
}

/** The same for all callbacks of a table. */
export function requireAllResolvable(instance: Instance, { callbacks }: TableSchema): void {
  for (const { templateOrCallback } of callbacks) requireResolvable(instance, templateOrCallback);
}

/** A function of a name as it is to be called: it fails where such functions are not allowed. */
const namedCallback = (instance: Instance, name: string): JET_CALLBACK =>
  isEnabled(instance) ? resolve(name) : () => JET_errCallbackFailed;

/** The callbacks that the catalog names for a table, the youngest first. */
export function namedCallbacksOf(instance: Instance, { callbacks }: TableSchema): readonly TableCallback[] {
  if (callbacks.length === 0 || areIgnored(instance)) return [];
  return callbacks
    .map(
      (row) => new TableCallback(NO_HANDLE, row.flags, namedCallback(instance, row.templateOrCallback), null),
    )
    .reverse();
}
