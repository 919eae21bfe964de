import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JET_errDecompressionFailed } from '../../../errors/codes';
import { JetError } from '../../../errors/jet-error';
import { compress, decompress, uncompressedLength } from '../../../src/record/compression/compression';
import { decodeXpress, encodeXpress } from '../../../src/record/compression/xpress';
import { chunkBytes, expectedChunkBytes, LongValueKey, LongValueRoot } from '../../../src/record/long-value';
import { DatabaseFile, LONG_VALUES } from '../../support/page-walker';
import { Random } from '../../support/random';
import { describeShared, sharedBytes } from '../../support/shared';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const hexBytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function compressed(plain: Uint8Array): Uint8Array {
  const target = new Uint8Array(plain.length + 16);
  return target.subarray(0, compress(plain, 0, plain.length, target, 0));
}

function plainOf(packed: Uint8Array): Uint8Array {
  const target = new Uint8Array(uncompressedLength(packed, 0, packed.length));
  expect(decompress(packed, 0, packed.length, target, 0, target.length)).toBe(target.length);
  return target;
}

function codeOf(body: () => unknown): number | null {
  try {
    body();
    return null;
  } catch (failure) {
    if (failure instanceof JetError) return failure.err;
    throw failure;
  }
}

describe('7-bit coding', () => {
  it('packs characters lowest bit first behind a byte of scheme and last bits', () => {
    const packed = compressed(bytesOf('AAAAAAAAAAAAAAAAA'));
    expect(hexOf(packed)).toBe('0ec16030180c0683c16030180c068341');
  });

  it('decodes a block made by hand: a, b, c in 7 bits each', () => {
    const packed = hexBytes('0c 61 f1 18');
    expect(Buffer.from(plainOf(packed)).toString()).toBe('abc');
  });

  it('decodes 16-bit characters to two bytes each', () => {
    expect(hexOf(plainOf(hexBytes('14 61 f1 18')))).toBe('610062006300');
  });

  it('prefers the 16-bit form where every second byte is zero', () => {
    const packed = compressed(Buffer.from('hello, world', 'utf16le'));
    expect(packed[0] >> 3).toBe(2);
    expect(packed.length).toBe(12);
  });

  it('leaves data alone that it cannot shorten', () => {
    expect(compressed(bytesOf('short'))).toHaveLength(0);
    expect(compressed(bytesOf('not ascii \xe9 but long enough to pay'))).toHaveLength(0);
  });
});

describe('XPRESS', () => {
  it('decodes the two examples of [MS-XCA] section 3.1', () => {
    const literals = hexBytes('3f000000 6162636465666768696a6b6c6d6e6f707172737475767778797a');
    const target = new Uint8Array(300);
    decodeXpress(literals, 0, literals.length, target, 0, 26);
    expect(Buffer.from(target.subarray(0, 26)).toString()).toBe('abcdefghijklmnopqrstuvwxyz');
    const match = hexBytes('ffffff1f 616263 1700 0f ff 2601');
    decodeXpress(match, 0, match.length, target, 0, 300);
    expect(Buffer.from(target).toString()).toBe('abc'.repeat(100));
  });

  it('encodes both examples as the specification does', () => {
    const target = new Uint8Array(100);
    const encode = (plain: Uint8Array): string =>
      hexOf(target.subarray(0, encodeXpress(plain, 0, plain.length, target, 0, 100)));
    expect(encode(bytesOf('abcdefghijklmnopqrstuvwxyz'))).toBe(
      '3f0000006162636465666768696a6b6c6d6e6f707172737475767778797a',
    );
    expect(encode(bytesOf('abc'.repeat(100)))).toBe('ffffff1f61626317000fff2601');
  });

  it('delivers only the first bytes when no more are asked for', () => {
    const packed = compressed(bytesOf('abcdefg '.repeat(300)));
    expect(packed[0] >> 3).toBe(3);
    const target = new Uint8Array(20).fill(0xee);
    expect(decompress(packed, 0, packed.length, target, 2, 9)).toBe(2400);
    expect(Buffer.from(target).toString('latin1')).toBe('\xee\xeeabcdefg a' + '\xee'.repeat(9));
  });

  it('is not used below 1 KiB', () => {
    expect(compressed(bytesOf('ab'.repeat(511)))[0] >> 3).toBe(1);
    expect(compressed(bytesOf('ab'.repeat(512)))[0] >> 3).toBe(3);
  });

  it('is not used for data that looks random', () => {
    const random = new Random(1);
    const noise = Uint8Array.from({ length: 4000 }, () => random.below(256));
    expect(compressed(noise)).toHaveLength(0);
  });

  it('brings back whatever went in', () => {
    const chunk = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 200 }));
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 20 }), (chunks) => {
        const plain = Buffer.concat(
          chunks.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)),
        ).subarray(0, 65535);
        const target = new Uint8Array(plain.length * 2 + 100);
        const written = encodeXpress(plain, 0, plain.length, target, 0, target.length);
        expect(written).toBeGreaterThan(0);
        const back = new Uint8Array(plain.length);
        decodeXpress(target, 0, written, back, 0, back.length);
        expect(Buffer.compare(back, plain)).toBe(0);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});

describe('compressed values', () => {
  it('come back whole, whatever scheme was chosen', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 0, maxLength: 3000 });
    fc.assert(
      fc.property(text, fc.boolean(), (value, wide) => {
        const plain = Buffer.from(value, wide ? 'utf16le' : 'latin1');
        const packed = compressed(plain);
        if (packed.length === 0) return;
        expect(packed.length).toBeLessThan(plain.length);
        expect(Buffer.compare(plainOf(packed), plain)).toBe(0);
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it.each([
    ['Xpress9', '28 00000000 00'],
    ['Xpress10', '30 0000 00000000'],
    ['LZ4', '38 0400 40 61626364'],
    ['no scheme', '00 00'],
    ['a 7-bit block that ends inside a character', '08 00 00'],
    ['a 7-bit block without data', '0e'],
    ['XPRESS without its length', '18 05'],
    ['XPRESS that ends early', '18 0500 00000000 61'],
    ['an XPRESS match before the beginning', '18 0500 00000080 0000'],
  ])('fail with JET_errDecompressionFailed: %s', (_, hex) => {
    const packed = hexBytes(hex);
    expect(codeOf(() => decompress(packed, 0, packed.length, new Uint8Array(100), 0, 100))).toBe(
      JET_errDecompressionFailed,
    );
  });

  it('that were scrubbed hold nothing', () => {
    expect(uncompressedLength(hexBytes('20 4c4c4c'), 0, 4)).toBe(0);
  });
});

describeShared('long-value trees of real databases', 'fixtures', () => {
  it.each([
    ['fixtures/clean4k/a.db.gz', 4],
    ['fixtures/clean8k-small/a.db.gz', 1],
    ['fixtures/clean16k/a.db.gz', 4],
    ['fixtures/clean32k/a.db.gz', 4],
    ['samples/dissect-text.edb.gz', 1],
    ['samples/dissect-Current.mdb.gz', 0],
  ])('have roots whose chunks add up, compressed or not: %s', (name, leastChunks) => {
    const file = new DatabaseFile(sharedBytes(name));
    const chunkMost = chunkBytes(file.pageBytes, 0x11, null);
    const key = new LongValueKey();
    const sizes = new Map<string, number>();
    const found = new Map<string, number>();
    let chunks = 0;
    for (const node of file.leafNodes(LONG_VALUES)) {
      key.parse(node.key, 0, node.key.length);
      const id = `${node.treeId}/${key.lidHigh}/${key.lidLow}`;
      if (key.isRoot) {
        const root = new LongValueRoot();
        root.parse(file.bytes, node.start, node.length);
        sizes.set(id, root.size);
        continue;
      }
      const expected = expectedChunkBytes(sizes.get(id) ?? 0, key.chunkOffset, chunkMost);
      if (node.length < expected)
        expect(uncompressedLength(file.bytes, node.start, node.length)).toBe(expected);
      else expect(node.length).toBe(expected);
      const plain = new Uint8Array(expected);
      if (node.length < expected) decompress(file.bytes, node.start, node.length, plain, 0, expected);
      found.set(id, (found.get(id) ?? 0) + expected);
      chunks++;
    }
    expect(found).toEqual(new Map([...sizes].filter(([id]) => found.has(id))));
    expect(chunks).toBeGreaterThanOrEqual(leastChunks);
  });
});
