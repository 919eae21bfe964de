/**
 * Answers of information calls. `pvResult` is the struct object of the level, a `Ref`, or bytes that receive the raw
 * layout; `cbMax` counts bytes as in C, and text is UTF-16 with its NUL. Nothing is written unless everything fits,
 * except text, which is cut; members that are not given stay as they are.
 */
import { JET_errBufferTooSmall, JET_errInvalidBufferSize, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import type { InfoTarget } from '../../include/jet-api';
import type { FixedStruct } from '../../include/struct';

/** Writes members of a struct, all or some; a `cbMax` below the size of the whole struct is `tooSmall`. */
export function putStruct<V extends object>(
  target: InfoTarget,
  cbMax: number,
  struct: FixedStruct<V>,
  members: Partial<V>,
  tooSmall: JET_ERR = JET_errInvalidBufferSize,
): void {
  if (cbMax < struct.cb) fail(tooSmall, `${struct.structName}: ${cbMax} of ${struct.cb} bytes`);
  if (!(target instanceof Uint8Array)) {
    Object.assign(requireTarget(target), members);
    return;
  }
  const room = roomIn(target, struct.cb);
  struct.encode(Object.assign(struct.decode(room), members), room);
}

/** Puts a number of `size` bytes; a smaller `cbMax` is `tooSmall`. */
export function putNumber(
  target: InfoTarget,
  cbMax: number,
  value: number,
  size: 2 | 4 = 4,
  tooSmall: JET_ERR = JET_errInvalidBufferSize,
): void {
  if (cbMax < size) fail(tooSmall, `${cbMax} of ${size} bytes`);
  if (!(target instanceof Uint8Array)) {
    Object.assign(requireTarget(target), { value });
    return;
  }
  const room = roomIn(target, size);
  for (let index = 0; index < size; index++) room[index] = value >>> (8 * index);
}

/** Puts a text of which `cbMax` bytes may be used, and fails with JET_errBufferTooSmall when that cuts it. */
export function putText(target: InfoTarget, cbMax: number, text: string): void {
  const most = Math.floor(cbMax / 2) - 1;
  const delivered = text.slice(0, Math.max(most, 0));
  if (most >= 0) writeText(target, delivered);
  if (most < text.length) fail(JET_errBufferTooSmall, `${cbMax} of ${2 * (text.length + 1)} bytes`);
}

function writeText(target: InfoTarget, text: string): void {
  if (target instanceof Uint8Array)
    roomIn(target, 2 * (text.length + 1)).set(Buffer.from(`${text}\0`, 'utf16le'));
  else Object.assign(requireTarget(target), { value: text });
}

function roomIn(target: Uint8Array, size: number): Uint8Array {
  if (target.length < size) fail(JET_errInvalidParameter, `pvResult: ${target.length} of ${size} bytes`);
  return target;
}

function requireTarget(target: InfoTarget): object {
  if (typeof target !== 'object' || target === null || Object.isFrozen(target))
    fail(JET_errInvalidParameter, `pvResult: ${typeof target}`);
  return target;
}
