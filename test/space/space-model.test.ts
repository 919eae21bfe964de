/** Pages taken, given back, trees made and dropped by chance: see test/support/space-model.ts. */
import { describe, expect, it } from '@jest/globals';
import { SpaceModel } from '../support/space-model';

describe('pages taken and given back by chance', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('are held by whom the model says (seed %i)', (seed) => {
    const model = new SpaceModel(4096, seed);
    const steps: string[] = [];
    for (let i = 0; i < 150; i++) {
      steps.push(model.step());
      expect({ steps: steps.slice(-3), unexplained: model.unexplained() }).toEqual({
        steps: steps.slice(-3),
        unexplained: [],
      });
    }
    model.drain();
    expect(model.unexplained()).toEqual([]);
  });
});
