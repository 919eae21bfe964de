/** What became of a change to a tree. These are expected outcomes: nothing is thrown for them, and nothing has changed. */
export const CHANGE_DONE = 0;
/** The tree has that key already (key and data, where keys repeat). */
export const CHANGE_DUPLICATE = 1;
/** The tree has no such node, or none that the session sees. */
export const CHANGE_MISSING = 2;
/** Another transaction has changed the node, and has not committed, or not before this one began. */
export const CHANGE_CONFLICT = 3;
