import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortKey } from '../../../src/record/collation/sort-key';
import { SORT_KEY_CUT } from '../../../src/record/collation/upper-case-key';
import {
  findSorter,
  LCMAP_BYTEREV,
  LCMAP_SORTKEY,
  LCMAP_UPPERCASE,
} from '../../../src/record/collation/sorter';
import { describeShared, sharedBytes } from '../../support/shared';

const target = new Uint8Array(4096);

interface Vector {
  readonly text: string;
  readonly flags: number;
  readonly key: string;
  readonly locale: string;
}

function keyOf(text: string, flags = 0x30401, locale: string | number = 'en-US', version?: number): string {
  const sorter = findSorter(locale, flags, version);
  if (sorter === null) throw new Error(`no sorter for ${locale}`);
  const source = Buffer.from(text, 'utf16le');
  const length = sortKey(source, 0, source.length, sorter, target, 0, target.length);
  return Buffer.from(target.subarray(0, length)).toString('hex');
}

function vectorsIn(lines: string): Vector[] {
  return lines
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [text, flags, key, ...rest] = line.split('\t');
      return {
        text: JSON.parse(text),
        flags: parseInt(flags, 16),
        key,
        locale: rest.length === 2 ? rest[0] : 'en-US',
      };
    });
}

const differing = (vectors: readonly Vector[]): Vector[] =>
  vectors.filter(({ text, flags, key, locale }) => keyOf(text, flags, locale) !== key);

describe('sort keys', () => {
  it('are the bytes that Windows makes, for a selection of texts, flags and locales', () => {
    const vectors = vectorsIn(readFileSync(join(__dirname, 'vectors.tsv'), 'utf8'));
    expect(vectors.length).toBeGreaterThan(200);
    expect(differing(vectors)).toEqual([]);
  });

  it('spell out the worked examples', () => {
    expect(keyOf('A', 0x400)).toBe('0e02010112010100');
    expect(keyOf('Straße')).toBe(keyOf('Strasse'));
    expect(keyOf('co-op')).toBe('0e0a0e7c0e7c0e7e01010101fffd821200');
    expect(keyOf('café')).toBe('0e0a0e020e230e21010202020e01010100');
    expect(keyOf('中')).toBe('fdff3c970101010100');
    expect(keyOf('中', 0x30401, 'zh-CN')).toBe('d1490d0101010100');
    expect(keyOf('ddzs', 0x30401, 'hu-HU')).toBe('0e1e0e1e0101010100');
    expect(keyOf('v12', 0x30409)).toBe('0ea20d020434fe0101010100');
    expect(keyOf('ガー')).toBe('220a220201030101ff030502c4c4ffc4c4ff0100');
    expect(keyOf('\0')).toBe('0101010100');
  });

  it('give lone surrogates and odd bytes keys of their own', () => {
    expect(keyOf('🦊')).toBe('b040b686013f3f01010100');
    expect(keyOf('\ud83e')).not.toBe(keyOf('\ud83d'));
    const sorter = findSorter('en-US', 0x30401);
    if (sorter === null) throw new Error('no sorter');
    const odd = sortKey(Uint8Array.of(0x41, 0, 0x42), 0, 3, sorter, target, 0, target.length);
    expect(Buffer.from(target.subarray(0, odd)).toString('hex')).toBe(keyOf('A'));
  });

  it('weigh the separate voicing marks as the version of the index did', () => {
    expect(keyOf('ﾀﾞ', 0x30401, 'en-US', 0x0006020f)).toBe(keyOf('ダ', 0x30401, 'en-US', 0x0006020f));
    expect(keyOf('ﾀﾞ')).not.toBe(keyOf('ダ'));
  });

  it('upper-case unit by unit, highest byte first, under LCMAP_UPPERCASE', () => {
    expect(keyOf('aßéZ', LCMAP_UPPERCASE)).toBe('004100df00c9005a0000');
  });

  it('hold the first bytes of the whole key when it is cut', () => {
    const flagSets = [0x30401, 0x400, LCMAP_SORTKEY | LCMAP_BYTEREV, LCMAP_UPPERCASE, 0x1409];
    const texts = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.constantFrom(...flagSets), fc.nat(60), (text, flags, space) => {
        const sorter = findSorter('en-US', flags);
        if (sorter === null) return false;
        const whole = Buffer.from(keyOf(text, flags), 'hex');
        const source = Buffer.from(text, 'utf16le');
        const room = new Uint8Array(space + 2).fill(0xaa);
        const length = sortKey(source, 0, source.length, sorter, room, 1, 1 + space);
        const fits = whole.length <= space;
        const kept = fits ? whole : whole.subarray(0, space);
        expect(length).toBe(fits ? whole.length : SORT_KEY_CUT);
        expect(Buffer.from(room.subarray(1, 1 + kept.length)).equals(kept)).toBe(true);
        return room[0] === 0xaa && room[space + 1] === 0xaa;
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describeShared('all known sort keys', 'reference/collation/vectors.tsv', () => {
  it('are reproduced for en-US', () => {
    const vectors = vectorsIn(sharedBytes('reference/collation/vectors.tsv').toString('utf8'));
    expect(differing(vectors)).toEqual([]);
  });

  it('are reproduced for the other locales', () => {
    const vectors = vectorsIn(sharedBytes('reference/collation/vectors-locales.tsv').toString('utf8'));
    expect(differing(vectors)).toEqual([]);
  });
});
