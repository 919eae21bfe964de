/** The table that sequences work on: a column and an index of every kind. */
import { longOf } from './keys';
import type { TableDefinition } from './schema';

const up = (column: string): { column: string; isDescending: boolean } => ({ column, isDescending: false });
const down = (column: string): { column: string; isDescending: boolean } => ({ column, isDescending: true });

export const TABLE_OF_ALL: TableDefinition = {
  columns: [
    { name: 'k', keyType: 'long', kind: 'fixed', isRequired: true },
    { name: 'f', keyType: 'short', kind: 'fixed' },
    { name: 'd', keyType: 'currency', kind: 'fixed', standard: longOf(5) + longOf(0) },
    { name: 'n', keyType: 'long', kind: 'fixed', isEscrow: true, standard: longOf(0) },
    { name: 'v', keyType: 'long', kind: 'fixed', isVersion: true },
    { name: 'a', keyType: 'long', kind: 'fixed', isAutoIncrement: true },
    { name: 'b', keyType: 'binary', kind: 'variable' },
    { name: 'm', keyType: 'long', kind: 'tagged', isMultiValued: true },
    { name: 'l', keyType: 'binary', kind: 'tagged', isLong: true },
  ],
  indexes: [
    { name: 'pk', segments: [up('k')], isPrimary: true },
    { name: 'short', segments: [up('f')] },
    { name: 'unique', segments: [up('b'), up('f')], isUnique: true, ignoresAnyNull: true },
    { name: 'down', segments: [down('d'), up('b')] },
    { name: 'several', segments: [up('m'), down('f')] },
    { name: 'some', segments: [down('b')], condition: { column: 'f', isNull: true } },
    { name: 'numbers', segments: [up('a')], isUnique: true },
  ],
};
