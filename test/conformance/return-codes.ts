/**
 * Every return code that a page of the documentation names for a function, 1,572 of them, and what became of it here; and
 * those that the engine returns though no page names them.
 */
import type { CodeTable } from './ledger';
import { BACKUPS, BACKUPS_BEYOND } from './tables/backups';
import { CURSORS, CURSORS_BEYOND } from './tables/cursors';
import { DATABASES, DATABASES_BEYOND } from './tables/databases';
import { INSTANCES, INSTANCES_BEYOND } from './tables/instances';
import { ROWS, ROWS_BEYOND } from './tables/rows';
import { SCHEMAS, SCHEMAS_BEYOND } from './tables/schemas';

export const DOCUMENTED_CODES: CodeTable = {
  ...BACKUPS,
  ...CURSORS,
  ...DATABASES,
  ...INSTANCES,
  ...ROWS,
  ...SCHEMAS,
};

export const BEYOND_CODES: CodeTable = {
  ...BACKUPS_BEYOND,
  ...CURSORS_BEYOND,
  ...DATABASES_BEYOND,
  ...INSTANCES_BEYOND,
  ...ROWS_BEYOND,
  ...SCHEMAS_BEYOND,
};
