/**
 * XPRESS without Huffman coding, the plain LZ77 of [MS-XCA] section 2.3 and 2.4.
 *
 * Tokens come in groups of 32, each after a little-endian word whose bits, highest first, say literal (0) or match (1).
 * A match is u16: offset - 1 above 3 bits of length - 3; length 7 continues in a half byte that two such matches
 * share, 15 of that in a byte, 255 of that in u16, 0 of that in u32.
 *
 * Invariants
 *  1. The decoder reads only [offset, offset + length) and writes only the bytes asked for; every round of its loop
 *     writes at least one byte, so that its time is bounded by them.
 *  2. The encoder gives up as soon as its output reaches `targetMost`.
 */
import { JET_errDecompressionFailed } from '../../../errors/codes';
import { fail } from '../../../errors/jet-error';

const SHORTEST_MATCH = 3;
const FARTHEST_OFFSET = 8192;
const GROUP_TOKENS = 32;

/** Writes the first `wanted` plain bytes. Input that ends early or points before its beginning is JET_errDecompressionFailed. */
export function decodeXpress(
  source: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
  wanted: number,
): void {
  const input = DECODER;
  input.open(source, offset, length);
  const end = targetOffset + wanted;
  let at = targetOffset;
  let flags = 0;
  let flagCount = 0;
  while (at < end) {
    if (flagCount === 0) {
      flags = input.u32();
      flagCount = GROUP_TOKENS;
    }
    const isMatch = flags < 0;
    flags <<= 1;
    flagCount--;
    if (!isMatch) {
      target[at++] = input.u8();
      continue;
    }
    const match = input.u16();
    const from = at - (match >>> 3) - 1;
    if (from < targetOffset) input.damaged();
    const matchEnd = at + input.matchLength(match & 7);
    const stop = matchEnd < end ? matchEnd : end;
    for (let i = from; at < stop; i++) target[at++] = target[i];
  }
}

/** The compressed bytes, read one number at a time; one object, since decoding never nests. */
class Input {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** Where the half byte waits that the next long match takes; -1 if none does. */
  #halfByte = -1;

  open(bytes: Uint8Array, offset: number, length: number): void {
    this.#bytes = bytes;
    this.#at = offset;
    this.#end = offset + length;
    this.#halfByte = -1;
  }

  u8(): number {
    if (this.#at >= this.#end) this.damaged();
    return this.#bytes[this.#at++];
  }

  u16(): number {
    const at = this.#at;
    if (at + 2 > this.#end) this.damaged();
    this.#at = at + 2;
    return this.#bytes[at] | (this.#bytes[at + 1] << 8);
  }

  u32(): number {
    const low = this.u16();
    return low | (this.u16() << 16);
  }

  matchLength(code: number): number {
    if (code < 7) return code + SHORTEST_MATCH;
    const half = this.#nextHalfByte();
    if (half < 15) return half + 7 + SHORTEST_MATCH;
    const byte = this.u8();
    if (byte < 255) return byte + 15 + 7 + SHORTEST_MATCH;
    let length = this.u16();
    if (length === 0) length = this.u32() >>> 0;
    if (length < 15 + 7) this.damaged();
    return length + SHORTEST_MATCH;
  }

  damaged(): never {
    return fail(
      JET_errDecompressionFailed,
      `XPRESS data is damaged before ${this.#end - this.#at} remaining bytes`,
    );
  }

  #nextHalfByte(): number {
    if (this.#halfByte >= 0) {
      const high = this.#bytes[this.#halfByte] >> 4;
      this.#halfByte = -1;
      return high;
    }
    this.#halfByte = this.#at;
    return this.u8() & 15;
  }
}

const DECODER = new Input();

/** Compresses; returns the bytes written, or 0 when `targetMost` bytes are not enough. */
export function encodeXpress(
  source: Uint8Array,
  offset: number,
  length: number,
  target: Uint8Array,
  targetOffset: number,
  targetMost: number,
): number {
  const matches = (MATCHES ??= new MatchFinder());
  matches.open(source, offset, length);
  const output = ENCODER;
  output.open(target, targetOffset, targetMost);
  let at = 0;
  while (at < length && !output.isFull) {
    const matchLength = matches.find(at);
    if (matchLength < SHORTEST_MATCH) {
      output.literal(source[offset + at]);
      matches.insert(at++);
    } else {
      output.match(matches.distance, matchLength);
      for (const end = at + matchLength; at < end; at++) matches.insert(at);
    }
  }
  return output.close();
}

const HASH_BITS = 13;
const LONGEST_CHAIN = 48;
const NOWHERE = -1;

/** Finds earlier occurrences of the bytes at a position by chains of equal hashes of three bytes. */
class MatchFinder {
  distance = 0;
  readonly #heads = new Int32Array(1 << HASH_BITS);
  readonly #previous = new Int32Array(FARTHEST_OFFSET);
  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #length = 0;

  open(bytes: Uint8Array, offset: number, length: number): void {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#length = length;
    this.#heads.fill(NOWHERE);
  }

  /** The length of the longest match for position `at`, its distance in `distance`; 0 if there is none. */
  find(at: number): number {
    if (at + SHORTEST_MATCH > this.#length) return 0;
    let best = SHORTEST_MATCH - 1;
    let candidate = this.#heads[this.#hash(at)];
    for (
      let steps = 0;
      steps < LONGEST_CHAIN && candidate >= 0 && at - candidate <= FARTHEST_OFFSET;
      steps++
    ) {
      const length = this.#common(candidate, at);
      if (length > best) {
        best = length;
        this.distance = at - candidate;
        if (at + best === this.#length) break;
      }
      const next = this.#previous[candidate & (FARTHEST_OFFSET - 1)];
      if (next >= candidate) break;
      candidate = next;
    }
    return best < SHORTEST_MATCH ? 0 : best;
  }

  insert(at: number): void {
    if (at + SHORTEST_MATCH > this.#length) return;
    const hash = this.#hash(at);
    this.#previous[at & (FARTHEST_OFFSET - 1)] = this.#heads[hash];
    this.#heads[hash] = at;
  }

  #hash(at: number): number {
    const place = this.#offset + at;
    const three = this.#bytes[place] | (this.#bytes[place + 1] << 8) | (this.#bytes[place + 2] << 16);
    return Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  #common(earlier: number, at: number): number {
    const bytes = this.#bytes;
    const most = this.#length - at;
    const first = this.#offset + earlier;
    const second = this.#offset + at;
    let length = 0;
    while (length < most && bytes[first + length] === bytes[second + length]) length++;
    return length;
  }
}

/** The compressed bytes being written, with the flag word and the half byte that wait to be completed. */
class Output {
  isFull = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #at = 0;
  #end = 0;
  #flags = 0;
  #flagCount = 0;
  #flagsAt = 0;
  #halfByte = -1;

  open(bytes: Uint8Array, offset: number, most: number): void {
    this.#bytes = bytes;
    this.#start = offset;
    this.#at = offset;
    this.#end = offset + most;
    this.#halfByte = -1;
    this.isFull = false;
    this.#openGroup();
  }

  literal(byte: number): void {
    this.#put(byte);
    this.#flag(0);
  }

  match(distance: number, matchLength: number): void {
    const length = matchLength - SHORTEST_MATCH;
    this.#put16(((distance - 1) << 3) | (length < 7 ? length : 7));
    if (length >= 7) this.#putLength(length - 7);
    this.#flag(1);
  }

  /** Completes the last flag word with ones; returns all bytes written, 0 if they did not fit. */
  close(): number {
    const free = GROUP_TOKENS - this.#flagCount;
    const flags = free === GROUP_TOKENS ? -1 : (this.#flags << free) | ((1 << free) - 1);
    this.#writeFlags(flags);
    return this.isFull ? 0 : this.#at - this.#start;
  }

  #putLength(rest: number): void {
    const half = rest < 15 ? rest : 15;
    if (this.#halfByte < 0) {
      this.#halfByte = this.#at;
      this.#put(half);
    } else {
      if (!this.isFull) this.#bytes[this.#halfByte] |= half << 4;
      this.#halfByte = -1;
    }
    if (rest < 15) return;
    this.#put(rest - 15 < 255 ? rest - 15 : 255);
    if (rest - 15 >= 255) this.#put16(rest + 7);
  }

  #flag(bit: number): void {
    this.#flags = (this.#flags << 1) | bit;
    if (++this.#flagCount < GROUP_TOKENS) return;
    this.#writeFlags(this.#flags);
    this.#openGroup();
  }

  #openGroup(): void {
    this.#flags = 0;
    this.#flagCount = 0;
    this.#flagsAt = this.#at;
    this.#put16(0);
    this.#put16(0);
  }

  #writeFlags(flags: number): void {
    if (this.isFull) return;
    for (let i = 0; i < 4; i++) this.#bytes[this.#flagsAt + i] = flags >>> (8 * i);
  }

  #put(byte: number): void {
    if (this.#at >= this.#end) this.isFull = true;
    else this.#bytes[this.#at++] = byte;
  }

  #put16(value: number): void {
    this.#put(value);
    this.#put(value >> 8);
  }
}

const ENCODER = new Output();
let MATCHES: MatchFinder | null = null;
