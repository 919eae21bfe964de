/**
 * Checksums of pages and log segments: an XOR that also covers the page number, and an error-correcting code
 * that names the place of a single flipped bit. Everything works in place on 32-bit words of a larger slab.
 *
 * A block is 1024 to 8192 bytes, in rows of four words. Bit b of word c of row r has the index
 * r·128 + c·32 + b; the low half of the code is the XOR of the indexes of all set bits, the high half the same
 * over the complemented indexes. So the halves of the difference of two codes complement each other exactly when
 * an odd number of bits changed, and with one bit the low half is its index.
 *
 *   small page   [checksum][ … rest … ]                     one block; its own first two words count as zero
 *   large page   [checksum]…[sums 1-3]… | block 1 | 2 | 3   blocks of a quarter page; block 0 is summed last,
 *                                                           over the sums of the others
 *
 * Invariants
 *  1. `checksumPage` sets the flag that says which kind of checksum this is; that bit alone is never repaired.
 *  2. `verifyPage` changes the page only when it answers PAGE_REPAIRED, and then the checksum holds.
 *  3. Nothing here allocates.
 */
import { assert } from '../../errors/assert';
import { xorWords } from './xor-checksum';

/** What {@link verifyPage} found: intact; intact after one bit of a block was flipped back; damaged; all zero. */
export const PAGE_GOOD = 0;
export const PAGE_REPAIRED = 1;
export const PAGE_BAD = 2;
export const PAGE_BLANK = 3;
export type PageVerdict = typeof PAGE_GOOD | typeof PAGE_REPAIRED | typeof PAGE_BAD | typeof PAGE_BLANK;

const LARGEST_SMALL_PAGE = 8192;
const FLAGS_WORD = 9;
const ECC_FLAG = 0x2000;
const ECC_FLAG_BIT = FLAGS_WORD * 32 + 13;
const FIRST_BLOCK_SUM_WORD = 10;
const NOTHING_TO_FLIP = -1;
const NOT_REPAIRABLE = -2;

/** The last block sum, as signed words: XOR part, ECC part. */
const sum = new Int32Array(2);
/** XOR of the four columns of the last block, and XOR of the numbers of its rows with odd parity. */
const columns = new Int32Array(4);
let rowNumber = 0;
/** Absolute bit positions that a repair flips, by block. */
const flips = new Float64Array(4);

assert(new Uint8Array(new Uint32Array([1]).buffer)[0] === 1, 'the host is little-endian');

/** Marks the page as ECC-checked and writes its checksum (for a large page: all four) into it. */
export function checksumPage(
  words: Uint32Array,
  wordIndex: number,
  pageBytes: number,
  pageNumber: number,
): void {
  words[wordIndex + FLAGS_WORD] |= ECC_FLAG;
  if (pageBytes <= LARGEST_SMALL_PAGE) {
    sumHeaderBlock(words, wordIndex, pageBytes, pageNumber);
  } else {
    const blockBytes = pageBytes >> 2;
    for (let block = 1; block < 4; block++) {
      sumBlock(words, wordIndex + (block * blockBytes) / 4, blockBytes, pageNumber);
      const place = wordIndex + FIRST_BLOCK_SUM_WORD + 2 * (block - 1);
      words[place] = sum[0];
      words[place + 1] = sum[1];
    }
    sumHeaderBlock(words, wordIndex, blockBytes, pageNumber);
  }
  words[wordIndex] = sum[0];
  words[wordIndex + 1] = sum[1];
}

/** Compares the page with the checksum it carries; a single wrong bit in a block is put right in place. */
export function verifyPage(
  words: Uint32Array,
  wordIndex: number,
  pageBytes: number,
  pageNumber: number,
): PageVerdict {
  const hasEcc = (words[wordIndex + FLAGS_WORD] & ECC_FLAG) !== 0;
  if (!hasEcc) return verifyOldPage(words, wordIndex, pageBytes, pageNumber);
  if (isIntact(words, wordIndex, pageBytes, pageNumber)) return PAGE_GOOD;
  return repair(words, wordIndex, pageBytes, pageNumber) ? PAGE_REPAIRED : PAGE_BAD;
}

/** Whether every byte of the page is zero, as in a page that was never written. */
export function isBlankPage(words: Uint32Array, wordIndex: number, pageBytes: number): boolean {
  const end = wordIndex + pageBytes / 4;
  for (let at = wordIndex; at < end; at++) if (words[at] !== 0) return false;
  return true;
}

function verifyOldPage(
  words: Uint32Array,
  wordIndex: number,
  pageBytes: number,
  pageNumber: number,
): PageVerdict {
  const isIntactOldPage =
    words[wordIndex + 1] === pageNumber && words[wordIndex] === xorWords(words, wordIndex, pageBytes / 4);
  if (isIntactOldPage) return PAGE_GOOD;
  return isBlankPage(words, wordIndex, pageBytes) ? PAGE_BLANK : PAGE_BAD;
}

function isIntact(words: Uint32Array, wordIndex: number, pageBytes: number, pageNumber: number): boolean {
  const blockBytes = pageBytes <= LARGEST_SMALL_PAGE ? pageBytes : pageBytes >> 2;
  sumHeaderBlock(words, wordIndex, blockBytes, pageNumber);
  if (!sumEquals(words, wordIndex)) return false;
  for (let block = 1; block * blockBytes < pageBytes; block++) {
    sumBlock(words, wordIndex + (block * blockBytes) / 4, blockBytes, pageNumber);
    if (!sumEquals(words, storedSumPlace(wordIndex, block))) return false;
  }
  return true;
}

/** Flips back one bit in each block that needs it; leaves the page as it was when that does not heal it. */
function repair(words: Uint32Array, wordIndex: number, pageBytes: number, pageNumber: number): boolean {
  const blockBytes = pageBytes <= LARGEST_SMALL_PAGE ? pageBytes : pageBytes >> 2;
  const blockCount = pageBytes / blockBytes;
  let done = 0;
  while (done < blockCount) {
    const bit = bitToFlip(words, wordIndex, blockBytes, done, pageNumber);
    if (bit === NOT_REPAIRABLE) break;
    flips[done++] = bit;
    flipBit(words, bit); // block 0 first: it also heals the stored sums of the others
  }
  if (done === blockCount && isIntact(words, wordIndex, pageBytes, pageNumber)) return true;
  while (done > 0) flipBit(words, flips[--done]);
  return false;
}

/** The absolute bit position whose flip explains a block's difference, or one of the two negative answers. */
function bitToFlip(
  words: Uint32Array,
  wordIndex: number,
  blockBytes: number,
  block: number,
  pageNumber: number,
): number {
  const start = wordIndex + (block * blockBytes) / 4;
  if (block === 0) sumHeaderBlock(words, start, blockBytes, pageNumber);
  else sumBlock(words, start, blockBytes, pageNumber);
  const stored = storedSumPlace(wordIndex, block);
  if (sumEquals(words, stored)) return NOTHING_TO_FLIP;
  const code = words[stored + 1] ^ sum[1];
  const indexMask = 8 * blockBytes - 1;
  const bit = code & 0xffff;
  const isSingleBit = (((code >>> 16) ^ code) & indexMask) === indexMask && bit <= indexMask;
  if (!isSingleBit || !hasOneBit(words[stored] ^ sum[0])) return NOT_REPAIRABLE;
  if (block === 0 && bit === ECC_FLAG_BIT) return NOT_REPAIRABLE;
  return start * 32 + bit;
}

function flipBit(words: Uint32Array, bit: number): void {
  if (bit === NOTHING_TO_FLIP) return;
  words[Math.floor(bit / 32)] ^= 1 << (bit % 32);
}

function storedSumPlace(wordIndex: number, block: number): number {
  return block === 0 ? wordIndex : wordIndex + FIRST_BLOCK_SUM_WORD + 2 * (block - 1);
}

function sumEquals(words: Uint32Array, place: number): boolean {
  return (words[place] | 0) === sum[0] && (words[place + 1] | 0) === sum[1];
}

function hasOneBit(word: number): boolean {
  return word !== 0 && (word & (word - 1)) === 0;
}

function parity(word: number): number {
  const half = word ^ (word >>> 16);
  const quarter = half ^ (half >>> 8);
  return (0x6996 >>> ((quarter ^ (quarter >>> 4)) & 15)) & 1;
}

function sumBlock(words: Uint32Array, start: number, blockBytes: number, pageNumber: number): void {
  accumulate(words, start, blockBytes);
  combine(blockBytes, pageNumber);
}

/** As {@link sumBlock} with the first two words, where the sum itself is kept, taken as zero. */
function sumHeaderBlock(words: Uint32Array, start: number, blockBytes: number, pageNumber: number): void {
  accumulate(words, start, blockBytes);
  columns[0] ^= words[start]; // row 0 has index 0, so only its columns count
  columns[1] ^= words[start + 1];
  combine(blockBytes, pageNumber);
}

/**
 * Sums the rows of a block. Per step eight of them: their columns, and for the row numbers the odd rows (bit 0), rows
 * 2, 3, 6, 7 (bit 1), rows 4 to 7 (bit 2), and the number of the step when all eight have odd parity (bits 3 and up).
 */
function accumulate(words: Uint32Array, start: number, blockBytes: number): void {
  let column0 = 0;
  let column1 = 0;
  let column2 = 0;
  let column3 = 0;
  let bit0 = 0;
  let bit1 = 0;
  let bit2 = 0;
  let steps = 0;
  const stepCount = blockBytes >> 7;
  for (let step = 0, at = start; step < stepCount; step++, at += 32) {
    const a1 = words[at + 4];
    const b1 = words[at + 5];
    const c1 = words[at + 6];
    const d1 = words[at + 7];
    const a3 = words[at + 12];
    const b3 = words[at + 13];
    const c3 = words[at + 14];
    const d3 = words[at + 15];
    const a23 = words[at + 8] ^ a3;
    const b23 = words[at + 9] ^ b3;
    const c23 = words[at + 10] ^ c3;
    const d23 = words[at + 11] ^ d3;
    const a5 = words[at + 20];
    const b5 = words[at + 21];
    const c5 = words[at + 22];
    const d5 = words[at + 23];
    const a7 = words[at + 28];
    const b7 = words[at + 29];
    const c7 = words[at + 30];
    const d7 = words[at + 31];
    const a67 = words[at + 24] ^ a7;
    const b67 = words[at + 25] ^ b7;
    const c67 = words[at + 26] ^ c7;
    const d67 = words[at + 27] ^ d7;
    const a4567 = words[at + 16] ^ a5 ^ a67;
    const b4567 = words[at + 17] ^ b5 ^ b67;
    const c4567 = words[at + 18] ^ c5 ^ c67;
    const d4567 = words[at + 19] ^ d5 ^ d67;
    const a = words[at] ^ a1 ^ a23 ^ a4567;
    const b = words[at + 1] ^ b1 ^ b23 ^ b4567;
    const c = words[at + 2] ^ c1 ^ c23 ^ c4567;
    const d = words[at + 3] ^ d1 ^ d23 ^ d4567;
    bit0 ^= a1 ^ b1 ^ c1 ^ d1 ^ a3 ^ b3 ^ c3 ^ d3 ^ a5 ^ b5 ^ c5 ^ d5 ^ a7 ^ b7 ^ c7 ^ d7;
    bit1 ^= a23 ^ b23 ^ c23 ^ d23 ^ a67 ^ b67 ^ c67 ^ d67;
    bit2 ^= a4567 ^ b4567 ^ c4567 ^ d4567;
    steps ^= -parity(a ^ b ^ c ^ d) & step;
    column0 ^= a;
    column1 ^= b;
    column2 ^= c;
    column3 ^= d;
  }
  setColumns(column0, column1, column2, column3);
  rowNumber = (steps << 3) | (parity(bit2) << 2) | (parity(bit1) << 1) | parity(bit0);
}

function setColumns(column0: number, column1: number, column2: number, column3: number): void {
  columns[0] = column0;
  columns[1] = column1;
  columns[2] = column2;
  columns[3] = column3;
}

/** Makes the two halves of the code and the XOR out of what {@link accumulate} left. */
function combine(blockBytes: number, pageNumber: number): void {
  const all = columns[0] ^ columns[1] ^ columns[2] ^ columns[3];
  const column = (parity(columns[2] ^ columns[3]) << 1) | parity(columns[1] ^ columns[3]);
  const index = (rowNumber << 7) | (column << 5) | bitIndexes(all);
  const complement = parity(all) === 1 ? ~index : index;
  sum[0] = all ^ pageNumber;
  sum[1] = ((complement << 16) & ((blockBytes << 19) - 1)) | index;
}

/** XOR of the positions of the set bits of a word. */
function bitIndexes(word: number): number {
  return (
    (parity(word & 0xffff0000) << 4) |
    (parity(word & 0xff00ff00) << 3) |
    (parity(word & 0xf0f0f0f0) << 2) |
    (parity(word & 0xcccccccc) << 1) |
    parity(word & 0xaaaaaaaa)
  );
}
