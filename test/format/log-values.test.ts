import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions, isNullPosition, logPosition, NULL_POSITION } from '../../src/format/log-position';
import {
  isUnsetTime,
  logTime,
  logTimeOf,
  millisecondsOf,
  sameTime,
  UNSET_TIME,
} from '../../src/format/log-time';
import {
  isNullSignature,
  makeSignature,
  NULL_SIGNATURE,
  sameSignature,
  signature,
} from '../../src/format/signature';
import { NO_BACKUP, backupInfo } from '../../src/format/backup-info';
import { asciiPath, DBMS_CIRCULAR_LOGGING, dbmsParameters } from '../../src/format/dbms-parameters';

describe('a log position', () => {
  const positions = fc.record({
    generation: fc.nat(0x7fffffff),
    segment: fc.nat(0xffff),
    offset: fc.nat(0xffff),
  });

  it('orders as one 64-bit number whose top is the generation', () => {
    const asNumber = (bytes: Uint8Array): bigint => new DataView(bytes.buffer).getBigUint64(0, true);
    fc.assert(
      fc.property(positions, positions, (a, b) => {
        const [left, right] = [new Uint8Array(8), new Uint8Array(8)];
        logPosition.write(left, 0, a);
        logPosition.write(right, 0, b);
        expect(Math.sign(comparePositions(a, b))).toBe(
          Number(asNumber(left) > asNumber(right)) - Number(asNumber(left) < asNumber(right)),
        );
        expect(logPosition.read(left, 0)).toEqual(a);
      }),
    );
  });

  it('is null when all of it is zero', () => {
    expect(isNullPosition(NULL_POSITION)).toBe(true);
    expect(isNullPosition({ generation: 0, segment: 0, offset: 1 })).toBe(false);
  });
});

describe('a log time', () => {
  it('keeps a moment to the millisecond', () => {
    const years = { min: Date.UTC(1900, 0, 1), max: Date.UTC(2155, 11, 31, 23, 59, 59, 999) };
    fc.assert(
      fc.property(fc.integer(years), (milliseconds) => {
        const bytes = new Uint8Array(8);
        logTime.write(bytes, 0, logTimeOf(milliseconds));
        expect(millisecondsOf(logTime.read(bytes, 0))).toBe(milliseconds);
      }),
    );
  });

  it('counts months from one and marks itself as UTC', () => {
    const bytes = new Uint8Array(8);
    logTime.write(bytes, 0, logTimeOf(Date.UTC(2026, 10, 22, 8, 46, 38, 645)));
    expect([...bytes]).toEqual([38, 46, 8, 22, 11, 126, 1 | ((645 & 127) << 1), (645 >> 7) << 1]);
  });

  it('is unset when all of it is zero', () => {
    expect(isUnsetTime(logTime.read(new Uint8Array(8), 0))).toBe(true);
    expect(millisecondsOf(UNSET_TIME)).toBeNull();
    expect(isUnsetTime(logTimeOf(0))).toBe(false);
  });

  it('is the same moment with and without the snapshot mark', () => {
    const bytes = new Uint8Array(8);
    const marked = { ...logTimeOf(123456), isSnapshot: true };
    logTime.write(bytes, 0, marked);
    expect(logTime.read(bytes, 0)).toEqual(marked);
    expect(sameTime(marked, logTimeOf(123456))).toBe(true);
  });
});

describe('a signature', () => {
  it('is equal only to itself', () => {
    const one = makeSignature(0xdeadbeef, 1000);
    const bytes = new Uint8Array(28);
    signature.write(bytes, 0, one);
    expect(sameSignature(signature.read(bytes, 0), one)).toBe(true);
    expect(sameSignature(makeSignature(0xdeadbeee, 1000), one)).toBe(false);
    expect(sameSignature(makeSignature(0xdeadbeef, 1001), one)).toBe(false);
    expect(sameSignature({ ...one, computerName: 'other' }, one)).toBe(false);
  });

  it('is null when all of it is zero', () => {
    expect(isNullSignature(signature.read(new Uint8Array(28), 0))).toBe(true);
    expect(isNullSignature(makeSignature(0, 0))).toBe(false);
    expect(isNullSignature(NULL_SIGNATURE)).toBe(true);
  });
});

describe('backup info', () => {
  it('of no backup is 24 zero bytes', () => {
    const bytes = new Uint8Array(24).fill(0xff);
    backupInfo.write(bytes, 0, NO_BACKUP);
    expect(bytes).toEqual(new Uint8Array(24));
  });
});

describe('the settings in log headers', () => {
  it('hold any path as ASCII that fits', () => {
    const bytes = new Uint8Array(567);
    const systemPath = asciiPath('/données/' + 'x'.repeat(300));
    dbmsParameters.write(bytes, 0, {
      ...dbmsParameters.read(bytes, 0),
      systemPath,
      logPath: '/l/',
      flags: DBMS_CIRCULAR_LOGGING,
    });
    expect(dbmsParameters.read(bytes, 0)).toMatchObject({ systemPath, logPath: '/l/', flags: 1 });
    expect(systemPath).toHaveLength(260);
    expect(systemPath.startsWith('/donn?es/x')).toBe(true);
  });
});
