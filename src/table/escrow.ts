/**
 * Columns that several sessions add to at a time: which ones they are, and how their numbers are handed out.
 */
import { JET_errInvalidOperation, JET_errSuccess } from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import type { ColumnSchema } from '../record/column';

const SUPPORTED = [4, 8];

/** Whether a column of a row can be added to. */
export function checkEscrow(column: ColumnSchema): JET_ERR {
  const isSupported = column.kind === 'fixed' && column.escrow && SUPPORTED.includes(column.maxBytes);
  return isSupported ? JET_errSuccess : JET_errInvalidOperation;
}

/** Writes a number with the width of its column. */
export function putNumber(column: ColumnSchema, value: bigint, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset);
  if (column.maxBytes === 4) view.setInt32(0, Number(value), true);
  else view.setBigInt64(0, value, true);
}
