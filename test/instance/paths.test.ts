import { describe, expect, it } from '@jest/globals';
import { JET_paramRecovery } from '../../include/parameters';
import { ParameterSet } from '../../src/instance/parameters';
import { isLogging } from '../../src/instance/paths';

describe('isLogging', () => {
  it.each([
    ['on', true],
    ['off', false],
    ['ON', true],
    ['Repair', true],
    ['repair it', false],
    ['', false],
    ['anything', false],
  ])('JET_paramRecovery %p: %p', (text, expected) => {
    const parameters = ParameterSet.ofProcess();
    parameters.set(JET_paramRecovery, 0, text, 'open');
    expect(isLogging(parameters)).toBe(expected);
  });
});
