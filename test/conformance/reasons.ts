/** Why whole families of codes do not come from functions here. */
import { differs, unreachable } from './ledger';

export const ONE_THREAD = unreachable('calls are synchronous: no two threads use a session at once');
export const NO_SESSION_BEFORE = unreachable(
  'a session begins after its instance has started and ends with it: the handle is invalid then',
);
export const NO_SESSION_MEANWHILE = unreachable('an instance that is being restored has no sessions');
export const LEGACY_WITHOUT_INSTANCE = differs('without an instance it is JET_errInvalidParameter');
export const NO_MEMORY = unreachable(
  'the call asks the disk for nothing, and a process without memory of its own ends',
);
export const ALWAYS_READABLE = differs(
  'parameters are read and set in every state but while the instance ends or restores',
);
export const NEW_DATABASE = unreachable(
  'the database is a new one: nobody else has it, and nothing of it was there before',
);
export const SCHEMAS_WITHOUT_LIMIT = unreachable('there may be any number of schemas in memory');
