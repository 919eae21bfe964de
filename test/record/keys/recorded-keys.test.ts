/** Keys that the real engine made: recorded calls of JetMakeKey and JetRetrieveKey over one column of every type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { JET_errKeyTruncated, JET_errSuccess } from '../../../errors/codes';
import { JetError } from '../../../errors/jet-error';
import * as columnTypes from '../../../include/column-types';
import * as grbits from '../../../include/grbits/navigation';
import { KeyBuilder } from '../../../src/record/keys/key-builder';
import type { IndexKeyShape } from '../../../src/record/keys/key-shape';
import { SearchKeyMaker } from '../../../src/record/keys/search-key-maker';
import { keyShape, segment } from '../../support/key-shapes';
import { describeShared, sharedPath } from '../../support/shared';

const FOLDER = 'conformance/traces/data';
const BITS: Readonly<Record<string, number>> = { ...grbits };
const TYPES: Readonly<Record<string, number>> = columnTypes;

interface Bytes {
  readonly hex?: string;
  readonly times?: number;
  readonly len?: number;
}

interface Call {
  readonly call?: string;
  readonly args: readonly never[];
  readonly ret: number;
  readonly out?: Readonly<Record<string, Bytes>>;
}

interface Named {
  readonly c?: string;
  readonly h?: string;
}

interface ColumnDef {
  readonly f: { readonly coltyp: Named; readonly cp?: number };
}

function bytesOf(value: Bytes | null | undefined): Uint8Array | null {
  if (value === null || value?.hex === undefined) return null;
  const pattern = Buffer.from(value.hex, 'hex');
  if (value.len !== undefined) return Buffer.alloc(value.len, pattern);
  return Buffer.alloc(pattern.length * (value.times ?? 1), pattern);
}

function bitsOf(value: Named | number): number {
  if (typeof value === 'number') return value;
  return (value.c ?? '').split('|').reduce((bits, name) => bits | (BITS[name] ?? Number(name)), 0);
}

/** Replays one recording; every comparison is a line of text, so that a difference tells what it is about. */
class Replay {
  readonly wanted: string[] = [];
  readonly made: string[] = [];
  readonly #maker = new SearchKeyMaker();
  readonly #builder = new KeyBuilder();
  readonly #values: (Uint8Array | null)[] = [];
  #column: ColumnDef | null = null;
  #shape: IndexKeyShape | null = null;
  #value: Uint8Array | null = null;
  #recordId = 0;

  run(call: Call): void {
    if (call.call === undefined) return;
    const [, , third, fourth, fifth, sixth] = call.args;
    switch (call.call) {
      case 'JetAddColumn':
        this.#column = fourth;
        break;
      case 'JetCreateIndex':
        if (third === 'ix') this.#createIndex(fourth, fifth);
        break;
      case 'JetPrepareUpdate':
        this.#value = null;
        break;
      case 'JetSetColumn':
        this.#setColumn(fourth, fifth, sixth);
        break;
      case 'JetUpdate':
        this.#update(call);
        break;
      case 'JetMakeKey':
        this.#makeKey(call, third, fourth, fifth);
        break;
      case 'JetRetrieveColumn':
        this.#retrieveColumn(call);
        break;
      case 'JetRetrieveKey':
        this.#retrieveKey(call, sixth);
    }
  }

  #createIndex(grbit: Named | number, key: string): void {
    const name = typeof grbit === 'number' ? '' : (grbit.c ?? '');
    const { coltyp, cp } = this.#column?.f ?? { coltyp: { c: '' } };
    const options = { codePage: cp ?? 0, isDescending: key.startsWith('-') };
    this.#shape = keyShape([segment(TYPES[coltyp.c ?? ''], options)], {
      areNullsHigh: name.includes('SortNullsHigh'),
      usesDotNetGuids: name.includes('DotNetGuid'),
      disallowsTruncation: name.includes('DisallowTruncation'),
    });
  }

  #setColumn(data: Bytes | null, length: number, grbit: Named | number): void {
    const isZeroLength = typeof grbit !== 'number' && grbit.c === 'JET_bitSetZeroLength';
    const bytes = bytesOf(data)?.subarray(0, length) ?? null;
    this.#value = bytes !== null && (bytes.length > 0 || isZeroLength) ? bytes : null;
  }

  #update(call: Call): void {
    if (call.ret === JET_errSuccess) this.#values.push(this.#value);
    if (call.ret !== JET_errKeyTruncated && call.ret !== JET_errSuccess) return;
    this.wanted.push(`update ${call.ret}`);
    this.made.push(`update ${this.#entryKey(this.#value, true)}`);
  }

  /** The key of an entry in hexadecimal, or the code with which the index refuses it. */
  #entryKey(value: Uint8Array | null, onlyCode: boolean): string {
    const builder = this.#builder;
    if (this.#shape === null) return 'no index';
    try {
      builder.begin(this.#shape);
      if (value === null) builder.appendNull();
      else builder.appendValue(value, 0, value.length);
      builder.requireWholeKey();
    } catch (failure) {
      if (failure instanceof JetError) return `${failure.err}`;
      throw failure;
    }
    return onlyCode ? '0' : Buffer.from(builder.bytes.subarray(0, builder.length)).toString('hex');
  }

  #makeKey(call: Call, data: Bytes | null, length: number, grbit: Named | number): void {
    let code = JET_errSuccess;
    try {
      this.#maker.makeKey(this.#shape, bytesOf(data), 0, length, bitsOf(grbit));
    } catch (failure) {
      if (!(failure instanceof JetError)) throw failure;
      code = failure.err;
    }
    this.wanted.push(`make ${call.ret}`);
    this.made.push(`make ${code}`);
  }

  #retrieveColumn(call: Call): void {
    const column: Named = call.args[2];
    const data: Bytes | undefined = call.out?.['3'];
    if (column.h === 'id' && data?.hex !== undefined)
      this.#recordId = Buffer.from(data.hex, 'hex').readUInt32LE(0);
  }

  #retrieveKey(call: Call, grbit: Named | number): void {
    const key = bytesOf(call.out?.['2']);
    if (key === null) return;
    this.wanted.push(`key ${Buffer.from(key).toString('hex')}`);
    const isCopy = typeof grbit !== 'number' && grbit.c === 'JET_bitRetrieveCopy';
    const { bytes, length } = this.#maker.builder;
    const made = isCopy
      ? Buffer.from(bytes.subarray(0, length)).toString('hex')
      : this.#entryKey(this.#values[this.#recordId - 1] ?? null, false);
    this.made.push(`key ${made}`);
  }
}

describeShared('keys as recorded', FOLDER, () => {
  const folder = sharedPath(FOLDER) ?? '';
  for (const file of readdirSync(folder).filter((name) => name.startsWith('keys-'))) {
    it(`are made for ${file.replace('.jsonl', '')}`, () => {
      const replay = new Replay();
      for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
        if (line === '') continue;
        const call: Call = JSON.parse(line);
        replay.run(call);
      }
      expect(replay.wanted.length).toBeGreaterThan(10);
      expect(replay.made).toEqual(replay.wanted);
    });
  }
});
