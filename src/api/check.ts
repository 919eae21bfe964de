/**
 * What callers can get wrong about arguments, whatever JavaScript they pass: every check fails with
 * JET_errInvalidParameter unless it says otherwise, and none of them throws anything else.
 *
 * Invariants
 *  1. Numbers leave here as C would see them: integers of 32 bits, with or without sign.
 *  2. After `checkBuffer` the first `cb` bytes of the buffer exist; a detached buffer has none.
 *  3. A struct that passed `requireStruct` has the size its version has.
 */
import { JET_errInvalidGrbit, JET_errInvalidParameter } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_GRBIT } from '../../include/handles';
import type { Ref } from '../../include/ref';
import type { Struct } from '../../include/struct';

const UNSIGNED_END = 0x1_0000_0000;
const SIGNED_START = -0x8000_0000;

/** An `unsigned long`: integers down to -2^31 wrap as in C. */
export function unsigned(value: unknown, name: string): number {
  return integer(value, name) >>> 0;
}

/** A `long`: integers up to 2^32-1 wrap as in C. */
export function signed(value: unknown, name: string): number {
  return integer(value, name) | 0;
}

function integer(value: unknown, name: string): number {
  const isInRange =
    typeof value === 'number' && Number.isInteger(value) && value >= SIGNED_START && value < UNSIGNED_END;
  return isInRange ? value : invalid(name, value);
}

/** A handle as a number: null is 0, and a value that cannot be a handle is 0 as well. */
export function handleNumber(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 0;
}

/** A text that must be there. */
export function requireText(value: unknown, name: string): string {
  return typeof value === 'string' ? value : invalid(name, value);
}

/** A text that may be missing. */
export function optionalText(value: unknown, name: string): string | null {
  return value === null || value === undefined ? null : requireText(value, name);
}

/** A buffer of at least `cb` bytes; it may be missing only when `cb` is 0. */
export function checkBuffer(value: unknown, cb: number, name: string): void {
  if (typeof cb !== 'number' || ((value === null || value === undefined) && cb !== 0)) invalid(name, value);
  if (value !== null && value !== undefined) requireBuffer(value, cb, name);
}

/** A buffer of at least `cb` bytes that must be there. */
export function requireBuffer(value: unknown, cb: number, name: string): Uint8Array {
  const isLength = typeof cb === 'number' && cb >= 0;
  return value instanceof Uint8Array && isLength && cb <= value.length ? value : invalid(name, value);
}

/** A place for a result that must be there. */
export function requireRef<T>(value: Ref<T> | null, name: string): Ref<T> {
  return isObject(value) && !Object.isFrozen(value) ? value : invalid(name, value);
}

/** A place for a result that may be missing. */
export function optionalRef<T>(value: Ref<T> | null, name: string): Ref<T> | null {
  return value === null || value === undefined ? null : requireRef(value, name);
}

/** Writes a result to a place that may be missing. */
export function put<T>(place: Ref<T> | null, value: T): void {
  if (place !== null && place !== undefined) requireRef(place, 'result').value = value;
}

/** The first `count` elements of an array, gaps as undefined; it may be missing only when `count` is 0. */
export function requireArray<T>(value: readonly T[] | null, count: number, name: string): readonly T[] {
  if (Array.isArray(value) && count <= value.length) return Array.from({ length: count }, (_, i) => value[i]);
  return (value === null || value === undefined) && count === 0 ? [] : invalid(name, value);
}

/** A struct whose size member holds the size of its version. */
export function requireStruct<V extends object>(value: V | null, struct: Struct<V>): V {
  if (!isObject(value)) return invalid(struct.structName, value);
  const size = 'cbStruct' in value ? value.cbStruct : 'cbSize' in value ? value.cbSize : struct.cb;
  return size === struct.cb ? value : invalid(struct.structName, size);
}

/** A struct that may be missing. */
export function optionalStruct<V extends object>(value: V | null, struct: Struct<V>): V | null {
  return value === null || value === undefined ? null : requireStruct(value, struct);
}

/** A function that may be missing. */
export function optionalFunction<F>(value: F | null, name: string): F | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'function' ? value : invalid(name, value);
}

/** The options of one API function. */
export interface Grbits<Name extends string> {
  /** The options in `grbit`; a bit that the function does not know is JET_errInvalidGrbit. */
  parse(grbit: unknown): Readonly<Record<Name, boolean>>;
  /** The same without naming them, for calls that must not allocate. */
  check(grbit: unknown): number;
}

/** Declares the options of one API function: names for the engine, bits for the caller. */
export function defineGrbits<Name extends string>(
  api: string,
  options: Readonly<Record<Name, JET_GRBIT>>,
): Grbits<Name>;
export function defineGrbits(api: string, options: Readonly<Record<string, JET_GRBIT>>): Grbits<string> {
  const entries = Object.entries(options);
  const known = entries.reduce((mask, [, bit]) => (mask | bit) >>> 0, 0);
  const check = (grbit: unknown): number => {
    const given = unsigned(grbit, 'grbit');
    if ((given & ~known) !== 0) fail(JET_errInvalidGrbit, `${api}: 0x${given.toString(16)}`);
    return given;
  };
  const parse = (grbit: unknown): Record<string, boolean> => {
    const given = check(grbit);
    return Object.fromEntries(entries.map(([name, bit]) => [name, bit !== 0 && (given & bit) >>> 0 === bit]));
  };
  return { parse, check };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function invalid(name: string, value: unknown): never {
  fail(JET_errInvalidParameter, `${name}: ${describeValue(value)}`);
}

/** A value as a detail of a failure; runs no code of the caller's. */
export function describeValue(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `${value.length} elements`;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : typeof value;
}
