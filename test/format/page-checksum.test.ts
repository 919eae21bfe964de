import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  checksumPage,
  isBlankPage,
  PAGE_BAD,
  PAGE_BLANK,
  PAGE_GOOD,
  PAGE_REPAIRED,
  verifyPage,
} from '../../src/format/page-checksum';
import { xorWords } from '../../src/format/xor-checksum';
import { Random } from '../support/random';
import { DATABASES, sharedWords } from '../support/databases';
import { describeShared } from '../support/shared';

const FLAG_BIT = 9 * 32 + 13;
const PAGE_SIZES = [4096, 8192, 16384, 32768];

/** Pages past the last owned one may hold anything; in this sample they do. The last page of a backup is no page. */
const LAST_PAGE: Record<string, number> = {
  'samples/dissect-SRUDB.dat.gz': 142,
  'fixtures/backupset4k/a.db.gz': 254,
  'fixtures/streamset4k/a.db.gz': 254,
};

describeShared('a page written by the engine', 'samples', () => {
  it.each(DATABASES)('carries its checksum: $path', ({ path, pageBytes }) => {
    const words = sharedWords(path);
    const pageWords = pageBytes / 4;
    const pageCount = LAST_PAGE[path] ?? Math.floor(words.length / pageWords) - 2;
    const verdicts = [0, 0, 0, 0];
    for (let page = 1; page <= pageCount; page++) {
      const at = (page + 1) * pageWords;
      const verdict = verifyPage(words, at, pageBytes, page);
      verdicts[verdict]++;
      if (verdict === PAGE_BLANK) continue;
      const stored = words.slice(at, at + pageWords);
      checksumPage(words, at, pageBytes, page);
      expect(sameWords(words.subarray(at, at + pageWords), stored)).toBe(true);
    }
    expect(verdicts[PAGE_BAD] + verdicts[PAGE_REPAIRED]).toBe(0);
    expect(verdicts[PAGE_GOOD]).toBeGreaterThan(10);
  });
});

const bytesOf = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

const sameWords = (a: Uint32Array, b: Uint32Array): boolean => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;

/** A page of random bytes with its checksum, between two words that must stay as they are. */
function randomPage(pageBytes: number, pageNumber: number, seed = 7): Uint32Array {
  const random = new Random(seed);
  const words = Uint32Array.from({ length: pageBytes / 4 + 2 }, () => random.word());
  checksumPage(words, 1, pageBytes, pageNumber);
  return words;
}

function flip(words: Uint32Array, bit: number): void {
  words[1 + (bit >>> 5)] ^= 1 << (bit & 31);
}

describe('verifyPage', () => {
  it.each(PAGE_SIZES)(
    'repairs any single bit of a %i-byte page but the checksum and its flag',
    (pageBytes) => {
      const page = randomPage(pageBytes, 5);
      const good = page.slice();
      const step = pageBytes > 8192 ? 13 : 1;
      for (let bit = 0; bit < pageBytes * 8; bit += bit < 8 * 80 ? 1 : step) {
        flip(page, bit);
        const verdict = verifyPage(page, 1, pageBytes, 5);
        const isRepairable = bit >= 64 && bit !== FLAG_BIT;
        if (verdict !== (isRepairable ? PAGE_REPAIRED : PAGE_BAD)) throw new Error(`bit ${bit}: ${verdict}`);
        if (!isRepairable) flip(page, bit);
        if (!sameWords(page, good)) throw new Error(`bit ${bit} was not put right`);
      }
      expect(verifyPage(page, 1, pageBytes, 5)).toBe(PAGE_GOOD);
    },
  );

  it.each(PAGE_SIZES)(
    'reports two wrong bits in a block of a %i-byte page and leaves them alone',
    (pageBytes) => {
      const page = randomPage(pageBytes, 5);
      const random = new Random(11);
      const blockBits = 8 * (pageBytes > 8192 ? pageBytes / 4 : pageBytes);
      for (let round = 0; round < 1000; round++) {
        const block = random.below((pageBytes * 8) / blockBits) * blockBits;
        const first = block + random.below(blockBits);
        const second = block + random.below(blockBits);
        if (first === second) continue;
        flip(page, first);
        flip(page, second);
        const damaged = page.slice();
        expect(verifyPage(page, 1, pageBytes, 5)).toBe(PAGE_BAD);
        expect(sameWords(page, damaged)).toBe(true);
        flip(page, first);
        flip(page, second);
      }
    },
  );

  it('repairs one bit in each block of a large page, even in the stored sum of another block', () => {
    const page = randomPage(32768, 9);
    const good = page.slice();
    for (const bit of [8 * 44 + 3, 8 * 8192 + 1, 8 * 16384 + 77, 8 * 32768 - 1]) flip(page, bit);
    expect(verifyPage(page, 1, 32768, 9)).toBe(PAGE_REPAIRED);
    expect(sameWords(page, good)).toBe(true);
  });

  it('changes nothing when only some blocks of a large page could be repaired', () => {
    const page = randomPage(16384, 9);
    for (const bit of [8 * 200, 8 * 5000, 8 * 5000 + 40]) flip(page, bit);
    const damaged = page.slice();
    expect(verifyPage(page, 1, 16384, 9)).toBe(PAGE_BAD);
    expect(sameWords(page, damaged)).toBe(true);
  });

  it.each(PAGE_SIZES)('reports a %i-byte page that belongs somewhere else', (pageBytes) => {
    const page = randomPage(pageBytes, 5);
    for (const other of [4, 6, 0x10005, 0x80000005])
      expect(verifyPage(page, 1, pageBytes, other)).toBe(PAGE_BAD);
  });

  it('calls a page of zeros blank, whatever its number', () => {
    const page = new Uint32Array(1024);
    expect(verifyPage(page, 0, 4096, 1)).toBe(PAGE_BLANK);
    expect(isBlankPage(page, 0, 4096)).toBe(true);
    page[1023] = 1;
    expect(verifyPage(page, 0, 4096, 1)).toBe(PAGE_BAD);
    expect(isBlankPage(page, 0, 4096)).toBe(false);
  });

  it('accepts a page older than ECC by its XOR and the page number next to it', () => {
    const page = randomPage(4096, 5);
    page[1 + 9] &= ~0x2000;
    page[2] = 5;
    page[1] = xorWords(page, 1, 1024);
    expect(verifyPage(page, 1, 4096, 5)).toBe(PAGE_GOOD);
    expect(verifyPage(page, 1, 4096, 6)).toBe(PAGE_BAD);
    flip(page, 8 * 100);
    expect(verifyPage(page, 1, 4096, 5)).toBe(PAGE_BAD);
  });
});

/** The checksum of one block, bit by bit as the format describes it. */
function plainSum(words: Uint32Array, blockBytes: number, pageNumber: number): [xor: number, ecc: number] {
  let xor = pageNumber;
  let low = 0;
  let high = 0;
  words.forEach((word, at) => {
    if (at < 2) return;
    xor ^= word;
    for (let bit = 0; bit < 32; bit++) {
      if (((word >>> bit) & 1) === 0) continue;
      low ^= at * 32 + bit;
      high ^= ~(at * 32 + bit);
    }
  });
  const indexMask = 8 * blockBytes - 1;
  return [xor >>> 0, ((((high & indexMask) << 16) >>> 0) | (low & indexMask)) >>> 0];
}

describe('checksumPage', () => {
  it.each([1024, 2048, 4096, 8192])('sums a block of %i bytes as the format describes it', (blockBytes) => {
    const number = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.nat(), number, (seed, pageNumber) => {
        const random = new Random(seed + 1);
        const words = Uint32Array.from({ length: blockBytes / 4 }, () => random.word());
        checksumPage(words, 0, blockBytes, pageNumber);
        expect([words[0], words[1]]).toEqual(plainSum(words, blockBytes, pageNumber));
      }),
      { numRuns: 20 },
    );
  });
});
