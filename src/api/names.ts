/**
 * Names of tables, columns and indexes as callers give them: 1 to 64 characters of code page 1252, not beginning with
 * a space, without control characters and any of ! . [ ]; spaces at the end do not count. Everything else is
 * JET_errInvalidName.
 */
import { JET_errInvalidName } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { JET_cbNameMost } from '../../include/limits';
import { isEncodableName } from '../catalog/name-bytes';
import { requireText } from './check';

const FORBIDDEN = /^ |[\x00-\x1f!.[\]]/;

/** A name without what does not count. */
export function requireName(value: unknown, name: string): string {
  const [given] = requireText(value, name).split('\0', 1);
  const isAllowed = given.length <= JET_cbNameMost && !FORBIDDEN.test(given) && isEncodableName(given);
  const significant = given.replace(/ +$/, '');
  return isAllowed && significant !== '' ? significant : fail(JET_errInvalidName, given);
}

/** A name that may be missing or empty, which is null then. */
export function optionalName(value: unknown, name: string): string | null {
  return value === null || value === undefined || value === '' ? null : requireName(value, name);
}
