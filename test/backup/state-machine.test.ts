/** Every cell of the table of states and calls. */
import { afterEach, describe, expect, it } from '@jest/globals';
import * as call from './calls';
import { bringTo, observe, type ObservedState, type Row, RUNNING_STATES, TABLE } from './state-table';
import { World } from './world';

let world: World;

afterEach(() => world.stop());

function expectCell(row: Row, cell: Row['cells']['X'], before: ObservedState): void {
  const [code, after] = typeof cell === 'string' ? [cell, before] : (cell ?? [null, before]);
  expect(row.act(world)).toBeJet(code ?? 'JET_errInternalError');
  expect(observe(world)).toBe(after);
}

for (const row of TABLE) {
  describe(`${row.id}: ${row.title}`, () => {
    for (const state of ['S0', ...RUNNING_STATES] as const) {
      if (row.cells[state] === null) continue;
      it(`${row.id} in ${state}`, () => {
        world = World.start();
        bringTo(world, state);
        expectCell(row, row.cells[state], state);
      });
    }
    for (const state of RUNNING_STATES) {
      if (row.cells.X === null) continue;
      it(`${row.id} in ${state} after a stop`, () => {
        world = World.start();
        bringTo(world, state);
        call.stop(world);
        expectCell(row, row.cells.X, 'X');
      });
    }
  });
}

describe('B2.10: close the open file after a stop', () => {
  for (const state of ['F1o', 'F2o', 'I2o'] as const)
    it(`B2.10 in ${state} after a stop`, () => {
      world = World.start();
      bringTo(world, state);
      call.stop(world);
      expect(call.close(world)).toBeJet('JET_errSuccess');
      expect(call.close(world)).toBeJet('JET_errInvalidParameter');
      expect(observe(world)).toBe('X');
    });
});
