/** The API: what a record takes, as JET_RECSIZE and JET_RECSIZE2 tell it. */
import { JET_errInvalidParameter, JET_errNoCurrentRecord, JET_errSuccess } from '../../errors/codes';
import {
  JET_bitRecordSizeInCopyBuffer,
  JET_bitRecordSizeLocal,
  JET_bitRecordSizeRunningTotal,
} from '../../include/grbits/retrieval';
import type { JET_ERR } from '../../include/handles';
import type { JET_RECSIZE, JET_RECSIZE2 } from '../../include/structs/retrieval';
import type { OpenCursor } from '../instance/open-cursors';
import { measureRecord, type RecordSize } from '../table/record-size';
import { defineGrbits } from './check';
import { isPrepared } from './row-change';

const GRBITS = defineGrbits('JetGetRecordSize', {
  inCopyBuffer: JET_bitRecordSizeInCopyBuffer,
  runningTotal: JET_bitRecordSizeRunningTotal,
  local: JET_bitRecordSizeLocal,
});

/** Puts the size of the current record into `target`, or adds it to what is there. */
export function putRecordSize(open: OpenCursor, target: JET_RECSIZE | JET_RECSIZE2, grbit: number): JET_ERR {
  const options = GRBITS.parse(grbit);
  if (typeof target !== 'object' || target === null) return JET_errInvalidParameter;
  const totals = new Map<string, unknown>(Object.entries(target));
  const inCopy = options.inCopyBuffer && isPrepared(open);
  if (open.cursor.openRecordOrCopy(inCopy) === null) return JET_errNoCurrentRecord;
  const measured = Object.entries(membersOf(measureRecord(open.cursor, options.local, inCopy)));
  const sums: Record<string, bigint> = {};
  for (const [name, value] of measured.filter(([member]) => totals.has(member))) {
    const before = options.runningTotal ? totals.get(name) : 0n;
    if (typeof before !== 'bigint') return JET_errInvalidParameter;
    sums[name] = before + BigInt(value);
  }
  Object.assign(target, sums);
  return JET_errSuccess;
}

const membersOf = (size: RecordSize): Readonly<Record<keyof JET_RECSIZE2, number>> => ({
  cbData: size.data,
  cbLongValueData: size.longValueData,
  cbOverhead: size.overhead,
  cbLongValueOverhead: size.longValueOverhead,
  cNonTaggedColumns: size.nonTaggedColumns,
  cTaggedColumns: size.taggedColumns,
  cLongValues: size.longValues,
  cMultiValues: size.multiValues,
  cCompressedColumns: 0,
  cbDataCompressed: size.dataCompressed,
  cbLongValueDataCompressed: size.longValueDataCompressed,
});
