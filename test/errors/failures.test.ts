/** Any failure becomes one number, in one place. */
import { statSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { assert, AssertionFailure, maybe } from '../../errors/assert';
import { JET_errKeyDuplicate } from '../../errors/codes';
import { fail, JetError } from '../../errors/jet-error';
import { toJetErr, watchBugs } from '../../errors/to-jet-err';

function failureOf(body: () => unknown): unknown {
  try {
    body();
  } catch (failure) {
    return failure;
  }
  throw new Error('nothing failed');
}

const errno = (code: string): Error => Object.assign(new Error(code), { code, errno: -1 });

describe('fail', () => {
  it('throws the code together with the values that explain it', () => {
    const failure = failureOf(() => fail(JET_errKeyDuplicate, 'page 7'));
    expect(failure).toBeInstanceOf(JetError);
    expect(failure).toMatchObject({ err: JET_errKeyDuplicate, detail: 'page 7' });
    expect(String(failure)).toBe('JET_errKeyDuplicate (-1605): page 7');
  });

  it('costs no stack trace and leaves traces of other errors as they were', () => {
    const failure = failureOf(() => fail(JET_errKeyDuplicate, 'page 7'));
    expect(failure instanceof Error && failure.stack?.split('\n').length).toBe(1);
    expect(new Error('a bug').stack?.split('\n').length).toBeGreaterThan(1);
  });
});

describe('assert', () => {
  it('throws a bug, which is not a JetError', () => {
    expect(() => assert(false, 'tags count up')).toThrow(AssertionFailure);
    expect(() => assert(true, 'tags count up')).not.toThrow();
  });

  it('has a sister that accepts both outcomes', () => {
    expect([maybe(true), maybe(false)]).toEqual([true, true]);
  });
});

describe('toJetErr', () => {
  afterEach(() => watchBugs(null));

  it('takes the code of a JetError', () => {
    expect(toJetErr(failureOf(() => fail(JET_errKeyDuplicate, '')))).toBeJet('JET_errKeyDuplicate');
  });

  it.each([
    ['ENOENT', 'JET_errFileNotFound'],
    ['EACCES', 'JET_errFileAccessDenied'],
    ['EPERM', 'JET_errFileAccessDenied'],
    ['EROFS', 'JET_errFileAccessDenied'],
    ['EEXIST', 'JET_errFileAlreadyExists'],
    ['ENOSPC', 'JET_errDiskFull'],
    ['EDQUOT', 'JET_errDiskFull'],
    ['EMFILE', 'JET_errOutOfFileHandles'],
    ['EISDIR', 'JET_errInvalidPath'],
    ['ENOTDIR', 'JET_errInvalidPath'],
    ['ENAMETOOLONG', 'JET_errInvalidPath'],
    ['ENOMEM', 'JET_errOutOfMemory'],
    ['EIO', 'JET_errDiskIO'],
    ['EXDEV', 'JET_errDiskIO'],
  ] as const)('turns %s of the operating system into %s', (code, name) => {
    expect(toJetErr(errno(code))).toBeJet(name);
  });

  it('understands what Node throws for a file that is not there and for a path that cannot be one', () => {
    expect(toJetErr(failureOf(() => statSync('/no/such/file')))).toBeJet('JET_errFileNotFound');
    expect(toJetErr(failureOf(() => statSync('a\0b')))).toBeJet('JET_errInvalidPath');
  });

  it('calls an exhausted heap by its name', () => {
    expect(toJetErr(failureOf(() => new ArrayBuffer(2 ** 53 - 1)))).toBeJet('JET_errOutOfMemory');
  });

  it('calls a bug an internal error, and shows it to whoever watches', () => {
    const seen: unknown[] = [];
    watchBugs((failure) => seen.push(failure));
    const endless = (depth: number): number => endless(depth + 1) + 1;
    const bugs = [
      new AssertionFailure('tags count up'),
      new TypeError('x'),
      failureOf(() => endless(0)),
      'text',
    ];
    expect(bugs.map(toJetErr).map((err) => err === -107)).toEqual([true, true, true, true]);
    expect(seen).toEqual(bugs);
  });

  it('lets the watcher throw the bug again', () => {
    watchBugs((failure) => {
      throw failure;
    });
    expect(() => toJetErr(new AssertionFailure('tags count up'))).toThrow('tags count up');
    expect(toJetErr(errno('EIO'))).toBeJet('JET_errDiskIO');
  });
});
