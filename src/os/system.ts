/** Time and chance of the host. */
import { randomBytes } from 'node:crypto';
import type { Clock, Randomness } from './file-system';

export const systemClock: Clock = { now: () => Date.now() };

export const systemRandomness: Randomness = { nextU32: () => randomBytes(4).readUInt32LE() };
