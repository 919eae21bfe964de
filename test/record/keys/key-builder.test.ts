import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  JET_errIndexTuplesKeyTooSmall,
  JET_errInvalidBufferSize,
  JET_errInvalidGrbit,
  JET_errInvalidLanguageId,
  JET_errInvalidParameter,
  JET_errKeyIsMade,
  JET_errKeyNotMade,
  JET_errKeyTruncated,
  JET_errNoCurrentIndex,
  JET_errSuccess,
} from '../../../errors/codes';
import { JetError } from '../../../errors/jet-error';
import {
  JET_coltypBinary,
  JET_coltypBit,
  JET_coltypCurrency,
  JET_coltypGUID,
  JET_coltypIEEEDouble,
  JET_coltypIEEESingle,
  JET_coltypLong,
  JET_coltypLongBinary,
  JET_coltypLongLong,
  JET_coltypLongText,
  JET_coltypShort,
  JET_coltypText,
  JET_coltypUnsignedByte,
  JET_coltypUnsignedLong,
  JET_coltypUnsignedLongLong,
  JET_coltypUnsignedShort,
} from '../../../include/column-types';
import {
  JET_bitFullColumnEndLimit,
  JET_bitFullColumnStartLimit,
  JET_bitKeyDataZeroLength,
  JET_bitNewKey,
  JET_bitNormalizedKey,
  JET_bitPartialColumnEndLimit,
  JET_bitPartialColumnStartLimit,
  JET_bitStrLimit,
  JET_bitSubStrLimit,
} from '../../../include/grbits/navigation';
import { KeyBuilder } from '../../../src/record/keys/key-builder';
import { type IndexKeyShape, type KeySegment, primaryShapeOf } from '../../../src/record/keys/key-shape';
import { SearchKeyMaker } from '../../../src/record/keys/search-key-maker';
import { keyShape, segment, type SegmentOptions } from '../../support/key-shapes';

const ASCII = { codePage: 1252 };
const DOWN = { isDescending: true };

type Part = readonly [value: Buffer | null, grbit?: number];

const hexOf = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.subarray(0, length)).toString('hex');
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const unicode = (text: string): Buffer => Buffer.from(text, 'utf16le');
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');

function entryOf(shape: IndexKeyShape, ...values: readonly (Buffer | null)[]): KeyBuilder {
  const builder = new KeyBuilder();
  builder.begin(shape);
  for (const value of values) {
    if (value === null) builder.appendNull();
    else builder.appendValue(value, 0, value.length);
  }
  return builder;
}

function entryKey(shape: IndexKeyShape, ...values: readonly (Buffer | null)[]): string {
  const { bytes, length } = entryOf(shape, ...values);
  return hexOf(bytes, length);
}

function make(
  maker: SearchKeyMaker,
  shape: IndexKeyShape | null,
  value: Buffer | null,
  grbit: number,
): number {
  try {
    maker.makeKey(shape, value, 0, value?.length ?? 0, grbit);
  } catch (failure) {
    if (failure instanceof JetError) return failure.err;
    throw failure;
  }
  return JET_errSuccess;
}

/** The key after the calls, the first of them with JET_bitNewKey; or the code of the one that fails. */
function searchKey(shape: IndexKeyShape, ...parts: readonly Part[]): string | number {
  const maker = new SearchKeyMaker();
  for (const [i, [value, grbit]] of parts.entries()) {
    const code = make(maker, shape, value, (grbit ?? 0) | (i === 0 ? JET_bitNewKey : 0));
    if (code !== JET_errSuccess) return code;
  }
  return hexOf(maker.builder.bytes, maker.builder.length);
}

describe('a key', () => {
  it('says of every value whether it is null, empty or there', () => {
    const one = keyShape([segment(JET_coltypText, ASCII)]);
    expect(entryKey(one, null)).toBe('00');
    expect(entryKey(one, ascii(''))).toBe('40');
    expect(entryKey(one, ascii('aZ'))).toBe('7f415a00');
    expect(entryKey({ ...one, areNullsHigh: true }, null)).toBe('c0');
    expect(entryKey(keyShape([segment(JET_coltypText, { ...ASCII, ...DOWN })]), null)).toBe('ff');
    expect(entryKey(keyShape([segment(JET_coltypLong)]), ascii(''))).toBe('00');
  });

  it('joins its segments without separators', () => {
    const shape = keyShape([
      segment(JET_coltypLong),
      segment(JET_coltypText, ASCII),
      segment(JET_coltypBinary),
    ]);
    expect(entryKey(shape, hex('01000000'), ascii('b'), null)).toBe('7f800000017f420000');
  });

  it('orders GUIDs as their text or as .NET does', () => {
    const guid = hex('000102030405060708090a0b0c0d0e0f');
    const shape = keyShape([segment(JET_coltypGUID)]);
    expect(entryKey(shape, guid)).toBe('7f0a0b0c0d0e0f08090607040500010203');
    expect(entryKey({ ...shape, usesDotNetGuids: true }, guid)).toBe('7f030201000504070608090a0b0c0d0e0f');
  });

  it('copies binary data of fixed columns and cuts that of others into counted chunks', () => {
    const data = ascii('abcdefgh');
    const fixed = keyShape([segment(JET_coltypBinary, { kind: 'fixed', maxBytes: 8 })]);
    expect(entryKey(fixed, data)).toBe('7f6162636465666768');
    const variable = keyShape([segment(JET_coltypBinary)]);
    expect(entryKey(variable, data)).toBe('7f616263646566676808');
    expect(entryKey(variable, ascii('abcdefghi'))).toBe('7f616263646566676809690000000000000001');
  });

  it('upper-cases ASCII letters up to the first NUL', () => {
    const shape = keyShape([segment(JET_coltypText, ASCII)]);
    expect(entryKey(shape, ascii('é~ab\0cd'))).toBe('7fe97e414200');
  });

  it('maps Unicode text to sort keys, without an odd last byte', () => {
    const shape = keyShape([segment(JET_coltypLongText)]);
    expect(entryKey(shape, unicode('Ab'))).toBe('7f0e020e090101010100');
    expect(entryKey(shape, Buffer.concat([unicode('Ab'), ascii('x')]))).toBe('7f0e020e090101010100');
  });

  it('refuses Unicode text without a usable locale and values shorter than their type', () => {
    const lost = keyShape([segment(JET_coltypText, { locale: 'xx-YY' })]);
    expect(searchKey(lost, [unicode('a')])).toBe(JET_errInvalidLanguageId);
    expect(searchKey(lost, [null])).toBe('00');
    const tagged = keyShape([segment(JET_coltypLong, { kind: 'tagged' })]);
    expect(searchKey(tagged, [hex('0102')])).toBe(JET_errInvalidBufferSize);
  });
});

describe('a key that is too long', () => {
  it('is cut at the most bytes of a key, and nothing follows', () => {
    const shape = keyShape([segment(JET_coltypLongText), segment(JET_coltypLong)]);
    const builder = entryOf(shape, unicode('a'.repeat(300)), hex('01000000'));
    expect(builder.length).toBe(255);
    expect(builder.isTruncated).toBe(true);
    expect(hexOf(builder.bytes, 255)).toBe('7f' + '0e02'.repeat(127));
    expect(builder.segmentCount).toBe(2);
  });

  it('is an error where the index forbids it', () => {
    const shape = keyShape([segment(JET_coltypLongBinary)], { disallowsTruncation: true });
    expect(() => entryOf(shape, Buffer.alloc(400)).requireWholeKey()).toThrow(
      expect.objectContaining({ err: JET_errKeyTruncated }),
    );
    expect(() => entryOf(shape, Buffer.alloc(100)).requireWholeKey()).not.toThrow();
  });

  it('is not truncated by the limit of a segment', () => {
    const shape = keyShape([segment(JET_coltypLongText, ASCII), segment(JET_coltypLong)], { segmentMost: 4 });
    const builder = entryOf(shape, ascii('abcdef'), hex('01000000'));
    expect(builder.isTruncated).toBe(false);
    expect(hexOf(builder.bytes, builder.length)).toBe('7f4142437f80000001');
  });

  it('lowers the last byte of cut ASCII text whatever it is', () => {
    const shape = keyShape([segment(JET_coltypText, ASCII)], { keyMost: 4, segmentMost: 4 });
    expect(entryKey(shape, ascii('ab0d'))).toBe('7f414210');
    expect(entryKey(shape, ascii('ab'))).toBe('7f414200');
  });

  it('shows a chunk that is cut by its missing count', () => {
    const shape = keyShape([segment(JET_coltypBinary)], { keyMost: 14, segmentMost: 14 });
    expect(entryKey(shape, ascii('abcdefghijklmnop'))).toBe('7f616263646566676809696a6b6c');
    expect(entryKey(shape, ascii('abcdefghi'))).toBe('7f61626364656667680969000000');
  });

  it('cuts values of fixed size as well', () => {
    const shape = keyShape([segment(JET_coltypLong), segment(JET_coltypLongLong)], {
      keyMost: 9,
      segmentMost: 9,
    });
    const builder = entryOf(shape, hex('01000000'), hex('0100000000000000'));
    expect(hexOf(builder.bytes, builder.length)).toBe('7f800000017f800000');
    expect(builder.isTruncated).toBe(true);
  });

  it('sees the first 255 bytes of a value only, if keys have the old length', () => {
    const weightless = unicode('\0'.repeat(127) + 'a');
    const old = keyShape([segment(JET_coltypLongText)]);
    expect(entryKey(old, weightless)).toBe('7f0101010100');
    const long = keyShape([segment(JET_coltypLongText)], { keyMost: 2000, segmentMost: 2000 });
    expect(entryKey(long, weightless)).toBe('7f0e020101010100');
  });

  it('is shorter in a primary index whose segments cannot fill it', () => {
    const longs = [segment(JET_coltypLong), segment(JET_coltypLong)];
    expect(primaryShapeOf(keyShape(longs)).keyMost).toBe(10);
    expect(primaryShapeOf(keyShape(longs)).segmentMost).toBe(10);
    const text = keyShape([segment(JET_coltypText), segment(JET_coltypLong)]);
    expect(primaryShapeOf(text)).toBe(text);
    expect(primaryShapeOf({ ...text, segmentMost: 20 }).keyMost).toBe(25);
  });
});

describe('JetMakeKey', () => {
  const long = keyShape([segment(JET_coltypLong)]);
  const twoLongs = keyShape([segment(JET_coltypLong), segment(JET_coltypLong)]);

  it('adds segments until the key is made', () => {
    const maker = new SearchKeyMaker();
    expect(make(maker, twoLongs, hex('01000000'), 0)).toBe(JET_errKeyNotMade);
    expect(make(maker, twoLongs, hex('01000000'), JET_bitNewKey)).toBe(JET_errSuccess);
    expect(make(maker, twoLongs, hex('02000000'), 0)).toBe(JET_errSuccess);
    expect(make(maker, twoLongs, hex('03000000'), 0)).toBe(JET_errKeyIsMade);
    expect(hexOf(maker.builder.bytes, maker.builder.length)).toBe('7f800000017f80000002');
    maker.reset();
    expect(make(maker, twoLongs, hex('01000000'), 0)).toBe(JET_errKeyNotMade);
  });

  it('adds nothing behind a limit', () => {
    expect(searchKey(twoLongs, [hex('01000000'), JET_bitStrLimit], [hex('01000000')])).toBe(JET_errKeyIsMade);
    expect(searchKey(twoLongs, [hex('01000000'), JET_bitFullColumnStartLimit], [null])).toBe(
      JET_errKeyIsMade,
    );
  });

  it('asks for the exact size of fixed columns', () => {
    expect(searchKey(long, [hex('0100')])).toBe(JET_errInvalidBufferSize);
    expect(searchKey(long, [hex(''), JET_bitKeyDataZeroLength])).toBe(JET_errInvalidBufferSize);
    expect(searchKey(long, [hex('')])).toBe('00');
  });

  it('pads text of fixed columns with spaces', () => {
    const narrow = keyShape([segment(JET_coltypText, { ...ASCII, kind: 'fixed', maxBytes: 4 })]);
    expect(searchKey(narrow, [ascii('ab')])).toBe('7f4142202000');
    expect(searchKey(narrow, [ascii('abcde')])).toBe(JET_errInvalidBufferSize);
    const wide = keyShape([segment(JET_coltypText, { kind: 'fixed', maxBytes: 4 })]);
    expect(searchKey(wide, [unicode('a')])).toBe(entryKey(wide, unicode('a ')));
  });

  it('takes normalized keys as they are, one byte longer than the index makes them at most', () => {
    const maker = new SearchKeyMaker();
    expect(make(maker, null, hex('7f01'), JET_bitNormalizedKey)).toBe(JET_errSuccess);
    expect(hexOf(maker.builder.bytes, maker.builder.length)).toBe('7f01');
    expect(make(maker, long, Buffer.alloc(256, 1), JET_bitNormalizedKey)).toBe(JET_errSuccess);
    expect(maker.builder.length).toBe(256);
    expect(maker.builder.isLimit).toBe(true);
    expect(make(maker, long, Buffer.alloc(257), JET_bitNormalizedKey)).toBe(JET_errInvalidParameter);
    expect(make(maker, null, hex('00'), JET_bitNewKey)).toBe(JET_errNoCurrentIndex);
  });

  it('gives the placeholder segment by itself', () => {
    const shape = keyShape([segment(JET_coltypBit), segment(JET_coltypLong)], { hasPlaceholder: true });
    expect(searchKey(shape, [hex('01000000')])).toBe('7f007f80000001');
    expect(searchKey(shape, [hex('01'), 0x20], [hex('01000000')])).toBe('7fff7f80000001');
  });

  it('takes of a tuple what the index holds of it', () => {
    const shape = keyShape([segment(JET_coltypText)], { tuple: { lengthMin: 3, lengthMax: 4 } });
    expect(searchKey(shape, [unicode('ab')])).toBe(JET_errIndexTuplesKeyTooSmall);
    expect(searchKey(shape, [null])).toBe(JET_errIndexTuplesKeyTooSmall);
    expect(searchKey(shape, [unicode('abcdef')])).toBe(entryKey(shape, unicode('abcd')));
  });
});

describe('limits', () => {
  const small = (...segments: KeySegment[]): IndexKeyShape =>
    keyShape(segments, { keyMost: 10, segmentMost: 10 });
  const text = (options: SegmentOptions = {}): IndexKeyShape => small(segment(JET_coltypText, options));

  it('are as the engine has made them', () => {
    const primary = primaryShapeOf(keyShape([segment(JET_coltypLong)]));
    expect(searchKey(primary, [hex('14000000'), JET_bitStrLimit])).toBe('7f80000014ff');
    const pair = primaryShapeOf(keyShape([segment(JET_coltypLong), segment(JET_coltypLong)]));
    expect(searchKey(pair, [null], [hex('64000000'), JET_bitStrLimit])).toBe('007f80000064ffffffffff');
    expect(searchKey(pair, [null, JET_bitStrLimit])).toBe('00' + 'ff'.repeat(10));
    const binary = keyShape([segment(JET_coltypBinary)]);
    expect(searchKey(binary, [hex('62'), JET_bitStrLimit])).toBe('7f62' + 'ff'.repeat(9));
    const full = hex('62616262ff63ff00');
    expect(searchKey(binary, [full, JET_bitPartialColumnEndLimit])).toBe('7f62616262ff63ff00ffff');
    expect(searchKey(binary, [hex('610061636262006200'), JET_bitStrLimit])).toBe(
      '7f61006163626200620900' + 'ff'.repeat(9),
    );
    const down = keyShape([segment(JET_coltypBinary, DOWN)]);
    expect(searchKey(down, [null, JET_bitStrLimit])).toBe('ff'.repeat(256));
  });

  it('of whole columns leave a start alone and pad an end to one byte more than a key has', () => {
    expect(searchKey(text(), [unicode('a'), JET_bitFullColumnStartLimit])).toBe('7f0e020101010100');
    expect(searchKey(text(), [unicode('a'), JET_bitFullColumnEndLimit])).toBe('7f0e020101010100ffffff');
    expect(searchKey(text(), [unicode('a'), JET_bitStrLimit])).toBe('7f0e020101010100ffffff');
  });

  it('of partial text keep the primary weights, or the text without its NUL', () => {
    expect(searchKey(text(), [unicode('ab'), JET_bitPartialColumnStartLimit])).toBe('7f0e020e09');
    expect(searchKey(text(), [unicode('ab'), JET_bitPartialColumnEndLimit])).toBe(
      '7f0e020e09' + 'ff'.repeat(6),
    );
    expect(searchKey(text(), [unicode('ab'), JET_bitSubStrLimit])).toBe('7f0e020e09' + 'ff'.repeat(6));
    expect(searchKey(text(ASCII), [ascii('ab'), JET_bitPartialColumnStartLimit])).toBe('7f4142');
    expect(searchKey(text(ASCII), [ascii('ab'), JET_bitSubStrLimit])).toBe('7f4142' + 'ff'.repeat(8));
    const down = text({ ...ASCII, ...DOWN });
    expect(searchKey(down, [ascii('ab'), JET_bitPartialColumnStartLimit])).toBe('80bebd');
    expect(searchKey(text(DOWN), [unicode('a'), JET_bitPartialColumnEndLimit])).toBe(
      '80f1fd' + 'ff'.repeat(8),
    );
  });

  it('of partial binary data drop the count', () => {
    const shape = keyShape([segment(JET_coltypBinary)]);
    expect(searchKey(shape, [ascii('ab'), JET_bitPartialColumnStartLimit])).toBe('7f6162');
  });

  it('of null and empty values are those of the whole column', () => {
    expect(searchKey(text(), [null, JET_bitPartialColumnEndLimit])).toBe('00' + 'ff'.repeat(10));
    expect(searchKey(text(), [null, JET_bitPartialColumnStartLimit])).toBe('00');
  });

  it('of parts exist for text and variable binary columns only, and one at a time', () => {
    const shape = keyShape([segment(JET_coltypLong)]);
    expect(searchKey(shape, [hex('01000000'), JET_bitPartialColumnEndLimit])).toBe(JET_errInvalidGrbit);
    const fixed = keyShape([segment(JET_coltypBinary, { kind: 'fixed', maxBytes: 1 })]);
    expect(searchKey(fixed, [hex('01'), JET_bitPartialColumnStartLimit])).toBe(JET_errInvalidGrbit);
    const both = JET_bitFullColumnStartLimit | JET_bitFullColumnEndLimit;
    expect(searchKey(shape, [hex('01000000'), both])).toBe(JET_errInvalidGrbit);
    expect(searchKey(shape, [hex('01000000'), JET_bitSubStrLimit])).toBe('7f80000001');
  });

  it('of a key that is cut add one byte, and of a segment without room nothing', () => {
    const shape = small(segment(JET_coltypText, ASCII), segment(JET_coltypLong));
    const cut = '7f' + '41'.repeat(8) + '41';
    expect(searchKey(shape, [ascii('a'.repeat(20)), JET_bitFullColumnEndLimit])).toBe(`${cut}ff`);
    expect(searchKey(shape, [ascii('a'.repeat(20))], [hex('01000000'), JET_bitFullColumnEndLimit])).toBe(cut);
  });
});

describe('the order of keys', () => {
  type Order = (one: Buffer, other: Buffer) => number;

  const numbers = (read: (bytes: Buffer) => number | bigint): Order => {
    return (one, other) => (read(one) < read(other) ? -1 : read(one) > read(other) ? 1 : 0);
  };
  const bytes = (size: number): fc.Arbitrary<Buffer> =>
    fc.uint8Array({ minLength: size, maxLength: size }).map((each) => Buffer.from(each));
  const variable = fc.uint8Array({ minLength: 0, maxLength: 24 }).map((each) => Buffer.from(each));
  const letters = fc.string({ unit: fc.constantFrom(...'abcxyz019 '), maxLength: 12 });
  const real = (size: number): fc.Arbitrary<Buffer> =>
    bytes(size).filter((each) => !Number.isNaN(size === 4 ? each.readFloatLE(0) : each.readDoubleLE(0)));
  /** -0 stands before 0. */
  const realOrder = (read: (each: Buffer) => number): Order => {
    return (one, other) => {
      const [a, b] = [read(one), read(other)];
      return a === b ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : a < b ? -1 : 1;
    };
  };

  const cases: readonly (readonly [string, KeySegment, fc.Arbitrary<Buffer>, Order])[] = [
    ['bytes', segment(JET_coltypUnsignedByte), bytes(1), numbers((b) => b[0])],
    ['shorts', segment(JET_coltypShort), bytes(2), numbers((b) => b.readInt16LE(0))],
    ['unsigned shorts', segment(JET_coltypUnsignedShort), bytes(2), numbers((b) => b.readUInt16LE(0))],
    ['longs', segment(JET_coltypLong), bytes(4), numbers((b) => b.readInt32LE(0))],
    ['unsigned longs', segment(JET_coltypUnsignedLong), bytes(4), numbers((b) => b.readUInt32LE(0))],
    ['long longs', segment(JET_coltypLongLong), bytes(8), numbers((b) => b.readBigInt64LE(0))],
    ['currencies', segment(JET_coltypCurrency), bytes(8), numbers((b) => b.readBigInt64LE(0))],
    [
      'unsigned long longs',
      segment(JET_coltypUnsignedLongLong),
      bytes(8),
      numbers((b) => b.readBigUInt64LE(0)),
    ],
    ['singles', segment(JET_coltypIEEESingle), real(4), realOrder((b) => b.readFloatLE(0))],
    ['doubles', segment(JET_coltypIEEEDouble), real(8), realOrder((b) => b.readDoubleLE(0))],
    ['binary data', segment(JET_coltypBinary), variable, Buffer.compare],
    ['long binary data', segment(JET_coltypLongBinary), variable, Buffer.compare],
    ['ASCII text', segment(JET_coltypText, ASCII), letters.map(ascii), Buffer.compare],
    ['Unicode text', segment(JET_coltypText), letters.map(unicode), Buffer.compare],
  ];
  const upper = (each: Buffer): Buffer => Buffer.from(each.toString('latin1').toUpperCase(), 'latin1');

  for (const [name, column, values, order] of cases) {
    it(`is that of the values, or its opposite, for ${name}`, () => {
      const up = keyShape([column]);
      const down = keyShape([{ ...column, isDescending: true }]);
      fc.assert(
        fc.property(values, values, (one, other) => {
          const expected = Math.sign(column.isText ? order(upper(one), upper(other)) : order(one, other));
          const compare = (shape: IndexKeyShape): number =>
            Buffer.compare(hex(entryKey(shape, one)), hex(entryKey(shape, other)));
          expect(compare(up)).toBe(expected);
          expect(compare(down)).toBe(expected === 0 ? 0 : -expected);
          return entryKey(up, null) < entryKey(up, one);
        }),
        { seed: 11, numRuns: 300 },
      );
    });
  }
});
