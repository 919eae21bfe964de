/**
 * The API: JetEnumerateColumns. Its results are plain objects that nobody has to free; the caller's allocator is asked
 * for every piece all the same, in the order of the results, and decides whether there is memory.
 */
import {
  JET_errCallbackFailed,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errNoCurrentRecord,
  JET_errOutOfMemory,
  JET_errSuccess,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_PFNREALLOC } from '../../include/callbacks';
import {
  JET_bitEnumerateCompressOutput,
  JET_bitEnumerateCopy,
  JET_bitEnumerateIgnoreDefault,
  JET_bitEnumerateIgnoreUserDefinedDefault,
  JET_bitEnumerateInRecordOnly,
  JET_bitEnumeratePresenceOnly,
  JET_bitEnumerateTaggedOnly,
} from '../../include/grbits/retrieval';
import type { JET_ERR } from '../../include/handles';
import type { Ref } from '../../include/ref';
import { JET_ENUMCOLUMN, type JET_ENUMCOLUMNID, JET_ENUMCOLUMNVALUE } from '../../include/structs/retrieval';
import type { OpenCursor } from '../instance/open-cursors';
import {
  enumerateAll,
  type EnumerateOptions,
  enumerateRequested,
  type Enumeration,
  hasComputedDefaults,
} from '../table/enumerate';
import { defineGrbits, describeValue, optionalRef, requireArray, unsigned } from './check';
import { isPrepared } from './row-change';

const GRBITS = defineGrbits('JetEnumerateColumns', {
  copy: JET_bitEnumerateCopy,
  ignoreDefault: JET_bitEnumerateIgnoreDefault,
  presenceOnly: JET_bitEnumeratePresenceOnly,
  taggedOnly: JET_bitEnumerateTaggedOnly,
  compressOutput: JET_bitEnumerateCompressOutput,
  ignoreUserDefinedDefault: JET_bitEnumerateIgnoreUserDefinedDefault,
  inRecordOnly: JET_bitEnumerateInRecordOnly,
});

/** The arguments of a call, as they came. */
export interface EnumerateCall {
  readonly count: number;
  readonly requests: readonly JET_ENUMCOLUMNID[] | null;
  readonly countPlace: Ref<number> | null;
  readonly columnsPlace: Ref<JET_ENUMCOLUMN[] | null> | null;
  readonly reallocate: JET_PFNREALLOC | null;
  readonly context: unknown;
  readonly dataMost: number;
  readonly grbit: number;
}

/** Lists columns of the current row as the call asks; columns asked for that do not exist end in their error. */
export function enumerateColumns(open: OpenCursor, call: EnumerateCall): JET_ERR {
  const countPlace = optionalRef(call.countPlace, 'pcEnumColumn');
  const columnsPlace = optionalRef(call.columnsPlace, 'prgEnumColumn');
  if (countPlace !== null) countPlace.value = 0;
  if (columnsPlace !== null) columnsPlace.value = null;
  const { reallocate } = call;
  if (countPlace === null || columnsPlace === null || typeof reallocate !== 'function')
    return JET_errInvalidParameter;
  const requests = requireArray(call.requests, unsigned(call.count, 'cEnumColumnId'), 'rgEnumColumnId').slice(
    0,
    call.count,
  );
  const isAll = requests.length === 0;
  const options = optionsOf(open, call, isAll);
  if (open.cursor.openRecordOrCopy(options.inCopy) === null) return JET_errNoCurrentRecord;
  const listed = isAll
    ? enumerateAll(open.cursor, options)
    : enumerateRequested(open.cursor, requests.map(requireRequest), options);
  allocateAll(listed, reallocate, call.context);
  countPlace.value = listed.columns.length;
  columnsPlace.value = listed.columns;
  return isAll ? JET_errSuccess : (listed.columns.find(({ err }) => err < 0)?.err ?? JET_errSuccess);
}

function optionsOf(open: OpenCursor, { grbit, dataMost }: EnumerateCall, isAll: boolean): EnumerateOptions {
  const options = GRBITS.parse(grbit);
  if (options.taggedOnly && !isAll) fail(JET_errInvalidGrbit, 'tagged columns only, of given columns');
  const hidesComputed = options.ignoreDefault || options.ignoreUserDefinedDefault;
  if (!hidesComputed && hasComputedDefaults(open.cursor.table.schema))
    fail(JET_errCallbackFailed, 'defaults that a callback computes are not enumerated');
  const inCopy = options.copy && isPrepared(open);
  return { ...options, inCopy, dataMost: unsigned(dataMost, 'cbDataMost') };
}

function requireRequest(request: JET_ENUMCOLUMNID): JET_ENUMCOLUMNID {
  if (typeof request !== 'object' || request === null || typeof request.columnid !== 'number')
    return fail(JET_errInvalidParameter, 'rgEnumColumnId: not a JET_ENUMCOLUMNID');
  return request;
}

/** Asks the caller's allocator for the array of columns, the arrays of values, and each value. */
function allocateAll({ columns, room }: Enumeration, reallocate: JET_PFNREALLOC, context: unknown): void {
  const memory = new CallerMemory(reallocate, context);
  try {
    memory.allocate(room * JET_ENUMCOLUMN.cb);
    for (const column of columns) {
      const values = column.rgEnumColumnValue ?? [];
      if (values.length > 0) memory.allocate(values.length * JET_ENUMCOLUMNVALUE.cb);
      for (const holder of [column, ...values])
        if (holder.pvData !== null) holder.pvData = memory.hold(holder.pvData);
    }
  } catch (failure) {
    memory.release();
    throw failure;
  }
}

class CallerMemory {
  readonly #pieces: Uint8Array[] = [];

  constructor(
    readonly reallocate: JET_PFNREALLOC,
    readonly context: unknown,
  ) {}

  allocate(length: number): Uint8Array {
    const piece = this.#call(null, length);
    if (!(piece instanceof Uint8Array) || piece.length < length)
      return fail(JET_errOutOfMemory, `the allocator of the caller gave no ${length} bytes`);
    this.#pieces.push(piece);
    return piece;
  }

  /** The bytes in memory of the caller. */
  hold(bytes: Uint8Array): Uint8Array {
    const piece = this.allocate(bytes.length);
    piece.set(bytes);
    return piece.length === bytes.length ? piece : piece.subarray(0, bytes.length);
  }

  /** Gives everything back, the last piece first. */
  release(): void {
    while (this.#pieces.length > 0) this.#call(this.#pieces.pop() ?? null, 0);
  }

  #call(piece: Uint8Array | null, length: number): Uint8Array | null {
    try {
      return this.reallocate(this.context, piece, length);
    } catch (failure) {
      return fail(JET_errCallbackFailed, `the allocator of the caller failed: ${describeValue(failure)}`);
    }
  }
}
