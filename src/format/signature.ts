/** The identity of a database or of a log sequence: made once, carried by everything that belongs to it. */
import { defineLayout, nested, textOf, u32, type FieldType, type RecordOf } from './layout';
import { logTime, logTimeOf, sameTime, UNSET_TIME } from './log-time';

// prettier-ignore
export const SIGNATURE = defineLayout('signature', 28, {
  random:       [ 0, u32,        'ulRandom',       'chance'],
  createdAt:    [ 4, logTime,    'logtimeCreate',  'when it was made'],
  computerName: [12, textOf(16), 'szComputerName', 'empty in practice'],
});

export type Signature = RecordOf<typeof SIGNATURE>;

export const signature: FieldType<Signature> = nested(SIGNATURE);

export const NULL_SIGNATURE: Signature = { random: 0, createdAt: UNSET_TIME, computerName: '' };

/** A new identity from a random 32-bit number and the time in milliseconds since 1970. */
export function makeSignature(random: number, milliseconds: number): Signature {
  return { random, createdAt: logTimeOf(milliseconds), computerName: '' };
}

export function sameSignature(a: Signature, b: Signature): boolean {
  return a.random === b.random && sameTime(a.createdAt, b.createdAt) && a.computerName === b.computerName;
}

export function isNullSignature(value: Signature): boolean {
  return sameSignature(value, NULL_SIGNATURE);
}
