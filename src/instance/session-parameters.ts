/**
 * The parameters of one session: how large each is, how it is read and written. All are little-endian bytes.
 */
import {
  JET_errFeatureNotAvailable,
  JET_errInvalidBufferSize,
  JET_errInvalidSesparamId,
  JET_errSuccess,
} from '../../errors/codes';
import type { JET_ERR } from '../../include/handles';
import {
  JET_sesparamCommitDefault,
  JET_sesparamCorrelationID,
  JET_sesparamOperationContext,
  JET_sesparamTransactionLevel,
} from '../../include/parameters';
import type { Session } from './session';

interface SessionParameter {
  readonly bytes: number;
  /** Whether a larger buffer is refused too when the parameter is read. */
  readonly isExact: boolean;
  readonly read: (session: Session, target: Uint8Array) => void;
  /** Null for a parameter that cannot be set. */
  readonly write: ((session: Session, source: Uint8Array) => void) | null;
}

const SESSION_PARAMETERS = new Map<number, SessionParameter>([
  [
    JET_sesparamCommitDefault,
    {
      bytes: 4,
      isExact: true,
      read: (session, target) => writeU32(target, session.commitDefault),
      write: (session, source) => void (session.commitDefault = readU32(source)),
    },
  ],
  [
    JET_sesparamTransactionLevel,
    { bytes: 4, isExact: true, read: (session, target) => writeU32(target, session.level), write: null },
  ],
  [
    JET_sesparamOperationContext,
    {
      bytes: 8,
      isExact: false,
      read: (session, target) => target.set(session.operationContext),
      write: (session, source) => session.operationContext.set(source.subarray(0, 8)),
    },
  ],
  [
    JET_sesparamCorrelationID,
    {
      bytes: 4,
      isExact: false,
      read: (session, target) => writeU32(target, session.correlationId),
      write: (session, source) => void (session.correlationId = readU32(source)),
    },
  ],
]);

/** Sets a parameter to the first `length` bytes of `source`. */
export function setSessionParameter(
  session: Session,
  id: number,
  source: Uint8Array | null,
  length: number,
): JET_ERR {
  const parameter = SESSION_PARAMETERS.get(id);
  if (parameter === undefined) return JET_errInvalidSesparamId;
  if (parameter.write === null) return JET_errFeatureNotAvailable;
  if (length !== parameter.bytes || source === null) return JET_errInvalidBufferSize;
  parameter.write(session, source);
  return JET_errSuccess;
}

/** The size of a parameter in bytes, or null when there is none of that number. */
export const sessionParameterBytes = (id: number): number | null => SESSION_PARAMETERS.get(id)?.bytes ?? null;

/** Reads a parameter into `target`, of which the caller offers `capacity` bytes. */
export function getSessionParameter(
  session: Session,
  id: number,
  target: Uint8Array,
  capacity: number,
): JET_ERR {
  const parameter = SESSION_PARAMETERS.get(id);
  if (parameter === undefined) return JET_errInvalidSesparamId;
  if (capacity < parameter.bytes || (parameter.isExact && capacity !== parameter.bytes))
    return JET_errInvalidBufferSize;
  parameter.read(session, target);
  return JET_errSuccess;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const readU32 = (bytes: Uint8Array): number => viewOf(bytes).getUint32(0, true);

const writeU32 = (bytes: Uint8Array, value: number): void => viewOf(bytes).setUint32(0, value, true);
