import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  JET_coltypBinary,
  JET_coltypBit,
  JET_coltypLong,
  JET_coltypLongText,
  JET_coltypText,
} from '../../include/column-types';
import { RecordBuilder } from '../../src/record/record-builder';
import { VALUE_COMPRESSED, VALUE_LONG, VALUE_SEPARATED } from '../../src/record/record-layout';
import { COLUMN_ABSENT, COLUMN_FOUND, COLUMN_NULL, RecordReader } from '../../src/record/record-reader';
import {
  STORE_DONE,
  STORE_INVALID_SIZE,
  STORE_NOT_COMPRESSIBLE,
  STORE_TOO_BIG,
  STORE_TRUNCATED,
} from '../../src/record/store-result';
import { column, shapeOf } from '../support/columns';

const EMPTY_SHAPE = shapeOf();
const hexOf = (builder: RecordBuilder): string =>
  Buffer.from(builder.bytes.subarray(0, builder.length)).toString('hex');
const spaceless = (hex: string): string => hex.replaceAll(' ', '');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const small = (): RecordBuilder => new RecordBuilder(4096, 3000);
const large = (): RecordBuilder => new RecordBuilder(32768, 30000);

const setTagged = (
  builder: RecordBuilder,
  id: number,
  itag: number,
  text: string,
  flags = 0,
  type?: number,
): number => {
  const target = column(id, type === undefined ? {} : { columnType: type });
  return builder.setTagged(target, itag, flags, bytesOf(text), 0, text.length);
};

describe('RecordBuilder: fixed columns', () => {
  it('fills columns that were skipped with 0x2A and marks them null', () => {
    const builder = small();
    expect(builder.setFixed(column(2), EMPTY_SHAPE, Uint8Array.of(1, 2, 3, 4), 0, 4)).toBe(STORE_DONE);
    expect(hexOf(builder)).toBe(spaceless('02 7f 0d00 2a2a2a2a 01020304 fd'));
  });

  it('gives skipped columns their default values', () => {
    const first = column(1, { defaultValue: Uint8Array.of(9, 0, 0, 0) });
    const builder = small();
    builder.setFixed(column(3), shapeOf(first), Uint8Array.of(1, 2, 3, 4), 0, 4);
    expect(hexOf(builder)).toBe(spaceless('03 7f 1100 09000000 2a2a2a2a 01020304 fa'));
  });

  it('keeps the old bytes of a column that becomes null', () => {
    const builder = small();
    builder.setFixed(column(1), EMPTY_SHAPE, Uint8Array.of(1, 2, 3, 4), 0, 4);
    builder.clearFixed(column(1), EMPTY_SHAPE);
    expect(hexOf(builder)).toBe(spaceless('01 7f 0900 01020304 ff'));
  });

  it('keeps values of all kinds when a new null byte begins', () => {
    const builder = small();
    builder.setFixed(column(8), EMPTY_SHAPE, Uint8Array.of(8, 8, 8, 8), 0, 4);
    builder.setVariable(column(128), EMPTY_SHAPE, bytesOf('v'), 0, 1);
    builder.setFixed(column(9), EMPTY_SHAPE, Uint8Array.of(9, 9, 9, 9), 0, 4);
    expect(hexOf(builder).slice(-26)).toBe(spaceless('08080808 09090909 7ffe 0100 76'));
  });

  it('refuses a number of the wrong size and pads text and binary', () => {
    const builder = small();
    expect(builder.setFixed(column(1), EMPTY_SHAPE, Uint8Array.of(1), 0, 1)).toBe(STORE_INVALID_SIZE);
    builder.setFixed(column(1, { columnType: JET_coltypText }), EMPTY_SHAPE, bytesOf('a'), 0, 1);
    builder.setFixed(column(2, { columnType: JET_coltypBinary }), EMPTY_SHAPE, bytesOf('b'), 0, 1);
    builder.setFixed(
      column(3, { columnType: JET_coltypText, codePage: 1200 }),
      EMPTY_SHAPE,
      bytesOf('c\0'),
      0,
      2,
    );
    expect(hexOf(builder)).toBe(spaceless('03 7f 1100 61202020 62000000 63002000 f8'));
  });

  it('takes a value without bytes for null', () => {
    const builder = small();
    builder.setFixed(column(1, { columnType: JET_coltypText }), EMPTY_SHAPE, bytesOf(''), 0, 0);
    expect(hexOf(builder)).toBe(spaceless('01 7f 0900 2a2a2a2a ff'));
  });

  it('stores a bit as 0 or 0xFF', () => {
    const builder = small();
    builder.setFixed(
      column(1, { columnType: JET_coltypBit, maxBytes: 1 }),
      EMPTY_SHAPE,
      Uint8Array.of(2),
      0,
      1,
    );
    expect(hexOf(builder)).toBe(spaceless('01 7f 0600 ff fe'));
  });
});

describe('RecordBuilder: variable columns', () => {
  it('writes null entries for skipped columns and default values where they exist', () => {
    const builder = small();
    const shape = shapeOf(column(129, { defaultValue: bytesOf('dd') }));
    builder.setVariable(column(131), shape, bytesOf('x'), 0, 1);
    expect(hexOf(builder)).toBe(spaceless('00 83 0400 0080 0200 0280 0300 6464 78'));
  });

  it('moves what lies behind a value that grows, shrinks or becomes null', () => {
    const builder = small();
    builder.setVariable(column(128), EMPTY_SHAPE, bytesOf('ab'), 0, 2);
    builder.setVariable(column(129), EMPTY_SHAPE, bytesOf('cd'), 0, 2);
    setTagged(builder, 256, 1, 'T');
    builder.setVariable(column(128), EMPTY_SHAPE, bytesOf('abcd'), 0, 4);
    expect(hexOf(builder)).toBe(spaceless('00 81 0400 0400 0600 616263646364 0001 0440 0154'));
    builder.clearVariable(column(128), EMPTY_SHAPE);
    expect(hexOf(builder)).toBe(spaceless('00 81 0400 0080 0200 6364 0001 0440 0154'));
    builder.setVariable(column(128), EMPTY_SHAPE, bytesOf(''), 0, 0);
    expect(hexOf(builder)).toBe(spaceless('00 81 0400 0000 0200 6364 0001 0440 0154'));
  });

  it('cuts a value to the size of its column and says so', () => {
    const builder = small();
    expect(builder.setVariable(column(128, { maxBytes: 1 }), EMPTY_SHAPE, bytesOf('ab'), 0, 2)).toBe(
      STORE_TRUNCATED,
    );
    expect(hexOf(builder)).toBe(spaceless('00 80 0400 0100 61'));
  });

  it('begins with the defaults up to the last column that has one', () => {
    const builder = small();
    const shape = shapeOf(
      column(2, { defaultValue: Uint8Array.of(1, 0, 0, 0) }),
      column(128, { defaultValue: bytesOf('d') }),
    );
    builder.startWithDefaults(shape, 5, 140);
    expect(hexOf(builder)).toBe(spaceless('02 80 0d00 2a2a2a2a 01000000 fd 0100 64'));
  });
});

describe('RecordBuilder: tagged columns', () => {
  it('goes from one value over two values to multi-values in small pages, and back', () => {
    const builder = small();
    const target = column(256, { columnType: JET_coltypText, multiValued: true });
    const set = (itag: number, text: string): number =>
      builder.setTagged(target, itag, 0, bytesOf(text), 0, text.length);
    set(1, 'a');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0400 61'));
    set(2, 'bc');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 18 01 61 6263'));
    set(0, 'd');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 08 0600 0700 0900 61 6263 64'));
    set(2, 'B');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 08 0600 0700 0800 61 42 64'));
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 08 0400 0500 42 64'));
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0400 64'));
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400'));
  });

  it('removes either of two values', () => {
    for (const [itag, rest] of [
      [1, '6263'],
      [2, '61'],
    ] as const) {
      const builder = small();
      const target = column(256, { columnType: JET_coltypText });
      setTagged(builder, 256, 1, 'a', 0, JET_coltypText);
      setTagged(builder, 256, 2, 'bc', 0, JET_coltypText);
      builder.clearTagged(target, itag, false);
      expect(hexOf(builder)).toBe(spaceless(`00 7f 0400 0001 0400 ${rest}`));
    }
  });

  it('writes a flags byte for every column of large pages and never two values', () => {
    const builder = large();
    setTagged(builder, 256, 1, 'a', 0, JET_coltypLong);
    setTagged(builder, 256, 2, 'b', 0, JET_coltypLong);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0400 08 0400 0500 61 62'));
  });

  it('keeps derived columns in front of own ones, and both in the order of their ids', () => {
    const builder = small();
    setTagged(builder, 300, 1, 'x', 0, JET_coltypText);
    setTagged(builder, 257, 1, 'y', 0, JET_coltypText);
    builder.setTagged(column(400, { columnType: JET_coltypText, isDerived: true }), 1, 0, bytesOf('z'), 0, 1);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 9001 0c80 0101 0d00 2c01 0e00 7a 79 78'));
  });

  it('leaves an explicit null where a default would otherwise show through', () => {
    const target = column(256, { columnType: JET_coltypText, defaultValue: bytesOf('d') });
    const builder = small();
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0420'));
    builder.setTagged(target, 1, 0, bytesOf('v'), 0, 1);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0400 76'));
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0420'));
    builder.clearTagged(target, 1, true);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400'));
  });

  it('says null in the flags byte of large pages', () => {
    const target = column(256, { defaultValue: bytesOf('d') });
    const builder = large();
    builder.clearTagged(target, 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0400 21'));
  });

  it('moves the separated flag from the block to the value when a second value comes', () => {
    const builder = small();
    setTagged(builder, 256, 1, '\x01\0\0\0', VALUE_SEPARATED);
    setTagged(builder, 256, 2, 'v');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 09 0480 0800 01000000 76'));
    builder.clearTagged(column(256), 2, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 05 01000000'));
  });

  it('lets only the first value be compressed', () => {
    const builder = small();
    setTagged(builder, 256, 1, 'cc', VALUE_COMPRESSED);
    expect(setTagged(builder, 256, 2, 'cc', VALUE_COMPRESSED)).toBe(STORE_NOT_COMPRESSIBLE);
    setTagged(builder, 256, 2, 'p');
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 0b 0400 0600 6363 70'));
    builder.clearTagged(column(256), 1, false);
    expect(hexOf(builder)).toBe(spaceless('00 7f 0400 0001 0440 01 70'));
  });

  it('refuses what does not fit and changes nothing', () => {
    const builder = new RecordBuilder(4096, 20);
    setTagged(builder, 256, 1, 'abc');
    const before = hexOf(builder);
    expect(setTagged(builder, 257, 1, 'abcd')).toBe(STORE_TOO_BIG);
    expect(setTagged(builder, 256, 1, 'abcdabcdabcd')).toBe(STORE_TOO_BIG);
    expect(setTagged(builder, 256, 2, 'abcdabcd')).toBe(STORE_TOO_BIG);
    expect(builder.setVariable(column(128), EMPTY_SHAPE, bytesOf('abcdefg'), 0, 7)).toBe(STORE_TOO_BIG);
    expect(builder.setFixed(column(2), EMPTY_SHAPE, Uint8Array.of(1, 2, 3, 4), 0, 4)).toBe(STORE_TOO_BIG);
    expect(hexOf(builder)).toBe(before);
  });
});

describe('RecordBuilder and RecordReader', () => {
  const short = fc.uint8Array({ maxLength: 20 });
  const step = fc.record({
    columnId: fc.oneof(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 128, max: 140 }),
      fc.integer({ min: 256, max: 266 }),
    ),
    itag: fc.integer({ min: 0, max: 4 }),
    value: fc.option(short),
  });

  /** Column 260 and up are long values; the model holds the values of each column, an absent key for nothing. */
  const schema = (id: number) =>
    column(id, id >= 256 ? { columnType: id >= 260 ? JET_coltypLongText : JET_coltypBinary } : {});

  function applyToModel(
    model: Map<number, Uint8Array[]>,
    id: number,
    itag: number,
    value: Uint8Array | null,
  ): void {
    if (id < 256) {
      model.set(
        id,
        value === null ? [] : [id < 128 ? Uint8Array.from({ length: 4 }, (_, i) => value[i] ?? 0) : value],
      );
      return;
    }
    const values = model.get(id) ?? [];
    if (value === null) values.splice(itag >= 1 && itag <= values.length ? itag - 1 : values.length, 1);
    else if (itag >= 1 && itag <= values.length) values[itag - 1] = value;
    else values.push(value);
    if (values.length > 0) model.set(id, values);
    else model.delete(id);
  }

  function apply(builder: RecordBuilder, id: number, itag: number, value: Uint8Array | null): number {
    const target = schema(id);
    if (target.kind === 'tagged') {
      if (value === null) return builder.clearTagged(target, itag, false);
      return builder.setTagged(target, itag, 0, value, 0, value.length);
    }
    if (target.kind === 'variable') {
      return value === null
        ? builder.clearVariable(target, EMPTY_SHAPE)
        : builder.setVariable(target, EMPTY_SHAPE, value, 0, value.length);
    }
    if (value === null) return builder.clearFixed(target, EMPTY_SHAPE);
    return builder.setFixed(
      target,
      EMPTY_SHAPE,
      Uint8Array.from({ length: 4 }, (_, i) => value[i] ?? 0),
      0,
      4,
    );
  }

  function find(reader: RecordReader, id: number, itag: number): number {
    if (id >= 256) return reader.findTagged(id, false, itag);
    return id >= 128 ? reader.findVariable(id) : reader.findFixed(id, 4 * id, 4);
  }

  const found = (reader: RecordReader): Uint8Array =>
    reader.bytes.slice(reader.valueOffset, reader.valueOffset + reader.valueLength);

  it.each([4096, 32768])('agree with a model after any sequence of changes (page size %i)', (pageBytes) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const builder = new RecordBuilder(pageBytes, pageBytes - 400);
        const model = new Map<number, Uint8Array[]>();
        for (const { columnId, itag, value } of steps) {
          expect(apply(builder, columnId, itag, value)).toBe(STORE_DONE);
          applyToModel(model, columnId, itag, value);
        }
        const reader = new RecordReader();
        builder.attach(reader);
        reader.check();
        for (const [id, values] of model) {
          if (values.length === 0) expect(find(reader, id, 1)).toBe(COLUMN_NULL);
          values.forEach((value, i) => {
            expect(find(reader, id, i + 1)).toBe(COLUMN_FOUND);
            expect(found(reader)).toEqual(value);
            expect(reader.isLongValue).toBe(id >= 260);
          });
          if (id >= 256) expect(find(reader, id, values.length + 1)).toBe(COLUMN_NULL);
        }
        for (let id = 256; id < 267; id++)
          if (!model.has(id)) expect(find(reader, id, 1)).toBe(COLUMN_ABSENT);
      }),
      { numRuns: 300, seed: 20 },
    );
  });

  it('continue from an existing record', () => {
    const first = small();
    first.setFixed(column(1), EMPTY_SHAPE, Uint8Array.of(1, 2, 3, 4), 0, 4);
    setTagged(first, 256, 1, 'abc');
    const second = small();
    second.startFrom(first.bytes, 0, first.length);
    setTagged(second, 256, 1, 'abcd');
    const reader = new RecordReader();
    second.attach(reader);
    expect(reader.findTagged(256, false, 1)).toBe(COLUMN_FOUND);
    expect(Buffer.from(found(reader)).toString()).toBe('abcd');
    expect(reader.valueFlags).toBe(VALUE_LONG);
  });
});
