/** What JetSetColumn makes of a long value, option by option, against the same done with buffers. */
import { describe, expect, it } from '@jest/globals';
import { JET_errColumnNoChunk, JET_errColumnTooBig, JET_errSuccess } from '../../errors/codes';
import {
  JET_bitSetAppendLV,
  JET_bitSetOverwriteLV,
  JET_bitSetSeparateLV,
  JET_bitSetSizeLV,
  JET_bitSetZeroLength,
} from '../../include/grbits/update';
import type { JET_ERR } from '../../include/handles';
import {
  LongValueChange,
  NO_VALUE,
  VALUE_NULL,
  VALUE_STAYS,
  VALUE_WRITTEN,
} from '../../src/table/long-value-change';

const OVERWRITE_AND_SIZE = JET_bitSetOverwriteLV | JET_bitSetSizeLV;
const SIZE_OR_EMPTY = JET_bitSetSizeLV | JET_bitSetZeroLength;

/** The value after the call; null for a null one, or the code if it is refused. */
function outcome(
  old: string | null,
  grbit: number,
  offset: number,
  bytes: string,
  most = 0,
): string | null | JET_ERR {
  const change = new LongValueChange();
  const oldSize = old === null ? NO_VALUE : old.length;
  const err = change.plan(grbit, oldSize, offset, bytes.length, most);
  if (err !== JET_errSuccess) return err;
  if (change.outcome === VALUE_NULL) return null;
  if (change.outcome === VALUE_STAYS) return old;
  expect(change.outcome).toBe(VALUE_WRITTEN);
  const target = Buffer.alloc(change.size + 4, 'x');
  const oldBytes = Buffer.from(`--${old ?? ''}`);
  change.compose(oldBytes, 2, Math.max(0, oldSize), Buffer.from(`+${bytes}`), 1, target, 3);
  expect(target.toString('latin1', 0, 3)).toBe('xxx');
  expect(target.toString('latin1', change.size + 3)).toBe('x');
  return target.toString('latin1', 3, change.size + 3).replaceAll('\0', '0');
}

describe('a long value', () => {
  // prettier-ignore
  it.each<[string, number, string | null, number, string, string | null | JET_ERR]>([
    ['set',                        0,                     'abcd', 0, 'XY',     'XY'],
    ['set at an offset',           0,                     'abcd', 3, 'XY',     'XY'],
    ['set for the first time',     0,                     null,   0, 'XY',     'XY'],
    ['set, separated',             JET_bitSetSeparateLV,  'abcd', 0, 'XY',     'XY'],
    ['set to nothing',             0,                     'abcd', 0, '',       null],
    ['appended to',                JET_bitSetAppendLV,    'abcd', 9, 'XY',     'abcdXY'],
    ['appended to null',           JET_bitSetAppendLV,    null,   0, 'XY',     'XY'],
    ['appended nothing',           JET_bitSetAppendLV,    'abcd', 0, '',       'abcd'],
    ['appended nothing to null',   JET_bitSetAppendLV,    null,   0, '',       ''],
    ['overwritten in the middle',  JET_bitSetOverwriteLV, 'abcd', 1, 'XY',     'aXYd'],
    ['overwritten at its end',     JET_bitSetOverwriteLV, 'abcd', 4, 'XY',     'abcdXY'],
    ['overwritten over its end',   JET_bitSetOverwriteLV, 'abcd', 3, 'XY',     'abcXY'],
    ['overwritten behind its end', JET_bitSetOverwriteLV, 'abcd', 5, 'XY',     JET_errColumnNoChunk],
    ['overwritten with nothing',   JET_bitSetOverwriteLV, 'abcd', 9, '',       'abcd'],
    ['overwritten, null',          JET_bitSetOverwriteLV, null,   0, 'XY',     'XY'],
    ['overwritten, null, further', JET_bitSetOverwriteLV, null,   1, 'XY',     JET_errColumnNoChunk],
    ['overwritten, null, nothing', JET_bitSetOverwriteLV, null,   0, '',       ''],
    ['the same, further',          JET_bitSetOverwriteLV, null,   1, '',       JET_errColumnNoChunk],
    ['overwritten and cut',        OVERWRITE_AND_SIZE,    'abcd', 1, 'XY',     'aXY'],
    ['overwritten and longer',     OVERWRITE_AND_SIZE,    'abcd', 4, 'XY',     'abcdXY'],
    ['the same behind its end',    OVERWRITE_AND_SIZE,    'abcd', 5, 'XY',     JET_errColumnNoChunk],
    ['the same, null, further',    OVERWRITE_AND_SIZE,    null,   1, 'XY',     JET_errColumnNoChunk],
    ['the same, nothing',          OVERWRITE_AND_SIZE,    'abcd', 1, '',       null],
    ['cut',                        JET_bitSetSizeLV,      'abcd', 9, '..',     'ab'],
    ['lengthened',                 JET_bitSetSizeLV,      'abcd', 0, '......', 'abcd00'],
    ['of its own size',            JET_bitSetSizeLV,      'abcd', 0, '....',   'abcd'],
    ['of zeros',                   JET_bitSetSizeLV,      null,   0, '...',    '000'],
    ['cut to nothing',             JET_bitSetSizeLV,      'abcd', 0, '',       null],
    ['cut to no bytes',            SIZE_OR_EMPTY,         'abcd', 0, '',       ''],
    ['cut to some bytes',          SIZE_OR_EMPTY,         'abcd', 0, '.',      'a'],
    ['of no bytes',                JET_bitSetZeroLength,  'abcd', 0, '',       ''],
    ['of no bytes at first',       JET_bitSetZeroLength,  null,   0, '',       ''],
    ['of some bytes',              JET_bitSetZeroLength,  'abcd', 0, 'X',      'X'],
  ])('that is %s', (_name, grbit, old, offset, bytes, expected) => {
    expect(outcome(old, grbit, offset, bytes)).toBe(expected);
  });

  it('is no longer than its column allows, nor than 2 GiB', () => {
    expect(outcome('abcd', JET_bitSetAppendLV, 0, 'XY', 6)).toBe('abcdXY');
    expect(outcome('abcd', JET_bitSetAppendLV, 0, 'XY', 5)).toBe(JET_errColumnTooBig);
    expect(outcome('abcd', JET_bitSetOverwriteLV, 1, 'XY', 3)).toBe(JET_errColumnTooBig);
    expect(outcome('abcd', JET_bitSetSizeLV, 0, '....', 3)).toBe(JET_errColumnTooBig);
    const change = new LongValueChange();
    const most = 0x7fffffff;
    expect(change.plan(JET_bitSetAppendLV, most - 2, 0, 2, 0)).toBe(JET_errSuccess);
    expect(change.plan(JET_bitSetAppendLV, most - 2, 0, 3, 0)).toBe(JET_errColumnTooBig);
  });

  it('takes nothing from the old one only when it is set as a whole', () => {
    const change = new LongValueChange();
    const isWhole = (grbit: number, oldSize: number): boolean => {
      expect(change.plan(grbit, oldSize, 0, 2, 0)).toBe(JET_errSuccess);
      return change.isWhole;
    };
    expect(isWhole(0, 4)).toBe(true);
    expect(isWhole(JET_bitSetZeroLength, 4)).toBe(true);
    for (const grbit of [JET_bitSetAppendLV, JET_bitSetOverwriteLV, JET_bitSetSizeLV, OVERWRITE_AND_SIZE]) {
      expect(isWhole(grbit, 4)).toBe(false);
      expect(isWhole(grbit, NO_VALUE)).toBe(true);
    }
  });
});
