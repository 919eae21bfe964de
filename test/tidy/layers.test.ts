/** Imports go down the layers only. */
import { describe, expect, it } from '@jest/globals';
import { LAYERS } from './layers';
import { ENGINE_FILES, importsOf } from './sources';

const PLACES = LAYERS.flatMap((row, rank) => row.map((place) => ({ place, rank })));

function placeOf(path: string): { place: string; rank: number } | undefined {
  return PLACES.find(({ place }) => path === place || `${path}.ts` === place || path.startsWith(`${place}/`));
}

describe('the layers', () => {
  it('have a row for every folder', () => {
    expect(ENGINE_FILES.map((file) => file.path).filter((path) => placeOf(path) === undefined)).toEqual([]);
  });

  it('are imported downwards only', () => {
    const wrong: string[] = [];
    for (const file of ENGINE_FILES) {
      const from = placeOf(file.path);
      for (const target of importsOf(file)) {
        const to = placeOf(target);
        const isAllowed = from && to && (to.rank > from.rank || to.place === from.place);
        if (!isAllowed) wrong.push(`${file.path} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
