/**
 * The contractions of one sort: runs of 2 to 8 code units that weigh as one letter. An open hash table over the
 * units, so that a text is looked up in place.
 *
 * Invariants
 *  1. The table is at most half full; every probe sequence ends at an empty slot.
 *  2. Two bits of the first unit's case weight bound how long a contraction beginning there can be.
 */
const LONGEST_BY_BITS = [0, 3, 5, 8];
const CONTRACTION_SHIFT = 6;
const SHORTEST = 2;

export class Contractions {
  /** The weight of what `find` found. */
  weight = 0;
  readonly #units: Uint16Array;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint8Array;
  readonly #weights: Uint32Array;
  /** Entry number + 1 by hash; 0 is an empty slot. */
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor(entries: ReadonlyMap<string, number>) {
    const texts = [...entries.keys()];
    const total = texts.reduce((sum, text) => sum + text.length, 0);
    this.#units = new Uint16Array(total);
    this.#starts = new Uint32Array(texts.length);
    this.#lengths = Uint8Array.from(texts, (text) => text.length);
    this.#weights = Uint32Array.from(entries.values());
    let size = 4;
    while (size < texts.length * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    let start = 0;
    for (let i = 0; i < texts.length; i++) {
      this.#starts[i] = start;
      start += this.#insert(texts[i], i, start);
    }
  }

  #insert(text: string, entry: number, start: number): number {
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      this.#units[start + i] = text.charCodeAt(i);
      hash = mix(hash, text.charCodeAt(i));
    }
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = entry + 1;
    return text.length;
  }

  /**
   * The length in units of the longest contraction at `offset` of a little-endian text that ends at `end`, or 0;
   * `caseWeight` is that of its first unit. `weight` is set.
   */
  find(source: Uint8Array, offset: number, end: number, caseWeight: number): number {
    const most = Math.min(LONGEST_BY_BITS[(caseWeight >>> CONTRACTION_SHIFT) & 3], (end - offset) >> 1);
    for (let length = most; length >= SHORTEST; length--) {
      const entry = this.#lookUp(source, offset, length);
      if (entry < 0) continue;
      this.weight = this.#weights[entry];
      return length;
    }
    return 0;
  }

  #lookUp(source: Uint8Array, offset: number, length: number): number {
    let hash = 0;
    for (let i = 0, at = offset; i < length; i++, at += 2)
      hash = mix(hash, source[at] | (source[at + 1] << 8));
    for (let slot = hash & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot] - 1;
      if (this.#lengths[entry] === length && this.#equals(entry, source, offset, length)) return entry;
    }
    return -1;
  }

  #equals(entry: number, source: Uint8Array, offset: number, length: number): boolean {
    const start = this.#starts[entry];
    for (let i = 0, at = offset; i < length; i++, at += 2)
      if (this.#units[start + i] !== (source[at] | (source[at + 1] << 8))) return false;
    return true;
  }
}

function mix(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
