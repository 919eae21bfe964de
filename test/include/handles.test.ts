/** A handle is a number at run time and a type of its own for the compiler. */
import { describe, expect, it } from '@jest/globals';
import type { JET_SESID } from '../../include/handles';
import { jetStopBackupInstance } from '../../src';

describe('a handle', () => {
  it('does not pass for a handle of another kind, a plain number does', () => {
    const sesid: JET_SESID = 7;
    // @ts-expect-error: a session is no instance
    const ofSession = jetStopBackupInstance(sesid);
    const ofNumber = jetStopBackupInstance(7);
    expect(ofSession).toBe(ofNumber);
  });
});
