/** Constants keep the names and values of the header. */
import { describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { ref } from '../../include/ref';
import * as esent from '../../src';
import { describeShared, sharedBytes } from '../support/shared';

const CONSTANTS = new Map(
  Object.entries(esent).filter(
    ([name, value]) => !(name in codes) && (typeof value === 'number' || typeof value === 'string'),
  ),
);

interface ListedConstant {
  readonly name: string;
  readonly value: number | string | null;
  readonly visibility: string;
}

describe('the constants', () => {
  it('are 614 numbers and 3 texts', () => {
    const texts = [...CONSTANTS].filter(([, value]) => typeof value === 'string');
    expect([CONSTANTS.size - texts.length, texts.length]).toEqual([614, 3]);
  });

  it('count options without a sign', () => {
    const options = [...CONSTANTS].filter(([name]) => name.startsWith('JET_bit'));
    const odd = options.filter(([, value]) => typeof value !== 'number' || value !== value >>> 0);
    expect(odd).toEqual([]);
    expect(esent.JET_bitObjectSystem).toBe(0x80000000);
  });

  it('give -1 for every nil handle, and all ones of 32 bits for no database', () => {
    expect([esent.JET_instanceNil, esent.JET_sesidNil, esent.JET_tableidNil, esent.JET_LSNil]).toEqual([
      -1, -1, -1, -1,
    ]);
    expect(esent.JET_dbidNil).toBe(0xffffffff);
  });
});

describeShared('the constants of the list', 'reference/constants.json', () => {
  const list: { constants: ListedConstant[]; strings: ListedConstant[] } = JSON.parse(
    sharedBytes('reference/constants.json').toString('utf8'),
  );

  it('are all there with their values', () => {
    const listed = [...list.constants, ...list.strings].filter(({ visibility }) => visibility === 'public');
    const wrong = listed.filter(({ name, value }) => CONSTANTS.get(name) !== (value ?? -1));
    expect(wrong).toEqual([]);
    expect(listed.length).toBe(CONSTANTS.size);
  });
});

describe('ref', () => {
  it('is a place that holds 0 until it is given a value', () => {
    expect(ref()).toEqual({ value: 0 });
    expect(ref('a')).toEqual({ value: 'a' });
  });
});
