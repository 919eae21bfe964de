/** Codes keep the names and numbers of the header; every one has a category and a text. */
import { describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { categoryPath, categoryValue, ERROR_INFO, errorInfo, errorName } from '../../errors/info';
import {
  JET_errcatApi,
  JET_errcatError,
  JET_errcatUnknown,
  JET_errcatUsage,
} from '../../include/error-categories';
import { CODE_NUMBERS } from './code-numbers';

const ALIASES_OF_THE_DOCUMENTATION = {
  JET_errInvalidgrbit: codes.JET_errInvalidGrbit,
  JET_errCannotDeletetemporary: codes.JET_errCannotDeleteTempTable,
  JET_errBackupAbortByCaller: -800,
};

describe('the codes', () => {
  it('have the numbers of the header, and no others exist', () => {
    expect({ ...codes }).toEqual({ ...CODE_NUMBERS, ...ALIASES_OF_THE_DOCUMENTATION });
  });

  it('are errors when negative and warnings when positive, but for one that only sounds like a warning', () => {
    const misnamed = Object.entries(codes).filter(
      ([name, err]) => name.startsWith('JET_wrn') !== err > 0 && err !== codes.JET_errSuccess,
    );
    expect(misnamed).toEqual([['JET_wrnNyi', -1]]);
  });
});

describe('what is known of a code', () => {
  it('is found by number under the name of the code', () => {
    expect(errorInfo(codes.JET_errKeyDuplicate)).toMatchObject({
      err: -1605,
      name: 'JET_errKeyDuplicate',
      category: 'state',
    });
  });

  it('never shows a repeated name', () => {
    const shown = Object.keys(codes).map((name) => errorName(CODE_NUMBERS[name] ?? 0));
    const repeated = Object.entries(ERROR_INFO).filter(([, row]) => 'sameAs' in row);
    expect(repeated.length).toBe(8);
    expect(repeated.filter(([name]) => shown.includes(name))).toEqual([]);
    expect(errorName(1039)).toBe('JET_wrnSeekNotEqual');
    expect(errorName(-1504)).toBe('JET_errNullInvalid');
  });

  it('includes codes that the public header leaves out', () => {
    expect(errorInfo(-1922)).toMatchObject({ name: 'JET_errRBSHeaderCorrupt', category: 'corruption' });
  });

  it('is nothing for codes that only old documentation has, and for other numbers', () => {
    expect(errorInfo(codes.JET_errSLVReadVerifyFailure)).toBeUndefined();
    expect(errorInfo(codes.JET_errBadSLVSignature)).toBeUndefined();
    expect(errorInfo(-5)).toBeUndefined();
    expect(errorName(-5)).toBe('JET_ERR -5');
  });

  it('has a text for every code', () => {
    const silent = Object.values(codes).filter((err) => errorInfo(err)?.text === '');
    expect(silent).toEqual([]);
  });
});

describe('the categories', () => {
  it('lead from the root to the most specific one', () => {
    expect(categoryPath('usage')).toEqual([JET_errcatError, JET_errcatApi, JET_errcatUsage]);
    expect(categoryValue('usage')).toBe(JET_errcatUsage);
  });

  it('have no path where the category is unknown', () => {
    expect(categoryPath('unknown')).toEqual([]);
    expect(categoryValue('unknown')).toBe(JET_errcatUnknown);
  });
});
