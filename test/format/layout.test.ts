import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BACKUP_INFO } from '../../src/format/backup-info';
import { BACKUP_TRAILER } from '../../src/format/backup-trailer';
import { CHECKPOINT } from '../../src/format/checkpoint';
import { DATABASE_HEADER } from '../../src/format/database-header';
import { DBMS_PARAMETERS } from '../../src/format/dbms-parameters';
import { bytesOf, defineLayout, i16, i32, nested, textOf, u16, u32, u64, u8 } from '../../src/format/layout';
import { LOG_HEADER } from '../../src/format/log-header';
import { LOG_SEGMENT_HEADER } from '../../src/format/log-segment';
import { SIGNATURE } from '../../src/format/signature';

describe('defineLayout', () => {
  it('refuses a gap', () => {
    expect(() => defineLayout('x', 8, { a: [0, u16, 'a', ''], b: [4, u32, 'b', ''] })).toThrow(
      'gap before b',
    );
  });

  it('refuses an overlap', () => {
    expect(() => defineLayout('x', 6, { a: [0, u32, 'a', ''], b: [2, u32, 'b', ''] })).toThrow('overlaps');
  });

  it('refuses a wrong total', () => {
    expect(() => defineLayout('x', 5, { a: [0, u32, 'a', ''] })).toThrow('end at 4, not at 5');
  });
});

const ALL_KINDS = defineLayout('all kinds', 34, {
  byte: [0, u8, '', ''],
  short: [1, u16, '', ''],
  signedShort: [3, i16, '', ''],
  word: [5, u32, '', ''],
  signedWord: [9, i32, '', ''],
  long: [13, u64, '', ''],
  bytes: [21, bytesOf(3), '', ''],
  inner: [
    24,
    nested(defineLayout('inner', 10, { name: [0, textOf(6), '', ''], last: [6, u32, '', ''] })),
    '',
    '',
  ],
});

describe('a layout', () => {
  it('gives back what was set, at any base and for every kind of field', () => {
    const values = fc.record({
      byte: fc.nat(255),
      short: fc.nat(65535),
      signedShort: fc.integer({ min: -32768, max: 32767 }),
      word: fc.nat(0xffffffff),
      signedWord: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      long: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      bytes: fc.uint8Array({ minLength: 3, maxLength: 3 }),
      inner: fc.record({ name: fc.stringMatching(/^[ -~]{0,6}$/), last: fc.nat(0xffffffff) }),
    });
    fc.assert(
      fc.property(values, fc.nat(9), (record, base) => {
        const bytes = new Uint8Array(ALL_KINDS.size + base);
        ALL_KINDS.encode(bytes, record, base);
        expect(ALL_KINDS.decode(bytes, base)).toEqual(record);
        expect(bytes.subarray(0, base)).toEqual(new Uint8Array(base));
      }),
    );
  });

  it('writes numbers little-endian', () => {
    const bytes = new Uint8Array(ALL_KINDS.size);
    ALL_KINDS.set(bytes, 'word', 0x89abcdef);
    expect([...bytes.subarray(5, 9)]).toEqual([0xef, 0xcd, 0xab, 0x89]);
  });

  it('refuses bytes too short for the field', () => {
    expect(() => ALL_KINDS.get(new Uint8Array(20), 'long')).toThrow(RangeError);
    expect(() => ALL_KINDS.get(new Uint8Array(40), 'byte', -1)).toThrow(RangeError);
  });

  it('refuses a longer value than a byte field has room for', () => {
    expect(() => ALL_KINDS.set(new Uint8Array(34), 'bytes', new Uint8Array(4))).toThrow(RangeError);
  });
});

/** What a layout makes of bytes, as bytes again. */
function recoder<R>(layout: {
  readonly size: number;
  decode(bytes: Uint8Array): R;
  encode(bytes: Uint8Array, record: R): void;
}): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const target = new Uint8Array(layout.size);
    layout.encode(target, layout.decode(bytes));
    return target;
  };
}

describe('what a layout encoded', () => {
  it.each([
    ['backup info', BACKUP_INFO.size, recoder(BACKUP_INFO)],
    ['backup trailer', BACKUP_TRAILER.size, recoder(BACKUP_TRAILER)],
    ['checkpoint', CHECKPOINT.size, recoder(CHECKPOINT)],
    ['database header', DATABASE_HEADER.size, recoder(DATABASE_HEADER)],
    ['settings', DBMS_PARAMETERS.size, recoder(DBMS_PARAMETERS)],
    ['log header', LOG_HEADER.size, recoder(LOG_HEADER)],
    ['log segment header', LOG_SEGMENT_HEADER.size, recoder(LOG_SEGMENT_HEADER)],
    ['signature', SIGNATURE.size, recoder(SIGNATURE)],
  ] as const)('decodes to itself: %s', (_name, size, recode) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (random) => {
        const coded = recode(random);
        expect(Buffer.compare(recode(coded), coded)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
