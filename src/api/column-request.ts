/** The API: what callers say of a new column, as the engine takes it. */
import { JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_bitColumnUserDefinedDefault } from '../../include/grbits/column-ddl';
import { JET_USERDEFINEDDEFAULT } from '../../include/structs/column-ddl';
import type { ColumnRequest } from '../catalog/new-column';
import { describeValue, requireBuffer, requireText, unsigned } from './check';
import { requireName } from './names';

interface Definition {
  readonly coltyp: number;
  readonly cbMax: number;
  readonly cp: number;
  readonly grbit: number;
}

type Default = Uint8Array | JET_USERDEFINEDDEFAULT | null;

/** The members are looked at one by one before anything is made of them; the default is copied. */
export function columnRequestOf(
  szColumnName: string | null,
  definition: Definition,
  pvDefault: Default,
  cbDefault: number,
): ColumnRequest {
  const grbit = unsigned(definition.grbit, 'grbit');
  return {
    name: requireName(szColumnName ?? '', 'szColumnName'),
    columnType: unsigned(definition.coltyp, 'coltyp'),
    maxBytes: unsigned(definition.cbMax, 'cbMax'),
    codePage: unsigned(definition.cp, 'cp'),
    grbit,
    ...defaultOf(pvDefault, unsigned(cbDefault, 'cbDefault'), grbit),
  };
}

function defaultOf(
  value: Default | undefined,
  length: number,
  grbit: number,
): Pick<ColumnRequest, 'defaultValue' | 'callback'> {
  const none = { defaultValue: null, callback: null };
  if (value === null || value === undefined || length === 0) return none;
  if (value instanceof Uint8Array || (grbit & JET_bitColumnUserDefinedDefault) === 0) {
    const bytes = requireBuffer(value as Uint8Array, length, 'pvDefault');
    return { ...none, defaultValue: bytes.slice(0, length) };
  }
  if (typeof value !== 'object' || length !== JET_USERDEFINEDDEFAULT.cb)
    return fail(JET_errInvalidParameter, `pvDefault: ${describeValue(value)}`);
  const { pbUserData, cbUserData, szCallback } = value;
  const data = cbUserData === 0 ? null : requireBuffer(pbUserData as Uint8Array, cbUserData, 'pbUserData');
  return {
    ...none,
    callback: { name: requireText(szCallback, 'szCallback'), data: data?.slice(0, cbUserData) ?? null },
  };
}
