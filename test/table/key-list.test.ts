/** Keys that come and go: what is left when they are put in order. */
import { describe, expect, it } from '@jest/globals';
import { KEY_INSERTED, KEY_REMOVED, KeyList } from '../../src/table/key-list';

function settled(...keys: readonly (readonly [key: string, action: number])[]): string[] {
  const list = new KeyList();
  for (const [key, action] of keys) list.add(Buffer.from(key), key.length, action);
  list.settle();
  return Array.from({ length: list.count }, (_, i) => {
    const number = list.order[i];
    const { starts, lengths, bytes, actions } = list;
    const text = Buffer.from(bytes).toString('latin1', starts[number], starts[number] + lengths[number]);
    return `${['', '-', '+'][actions[number]]}${text}`;
  }).filter((each) => /^[-+]/.test(each));
}

describe('a list of keys', () => {
  it('is sorted, a key before those that it begins', () => {
    expect(settled(['b', 2], ['ab', 2], ['a', 1], ['', 2])).toEqual(['+', '-a', '+ab', '+b']);
  });

  it('keeps what was and stays', () => {
    const removed = ['a', KEY_REMOVED] as const;
    const inserted = ['a', KEY_INSERTED] as const;
    expect(settled(inserted, removed)).toEqual([]);
    expect(settled(removed, removed, inserted, inserted)).toEqual([]);
    expect(settled(removed, removed)).toEqual(['-a']);
    expect(settled(inserted, inserted, inserted)).toEqual(['+a']);
  });

  it('grows with what is put in', () => {
    const keys = Array.from(
      { length: 100 },
      (_, i) => [String((i * 37) % 100).padStart(60, '0'), KEY_INSERTED] as const,
    );
    const found = settled(...keys);
    expect(found).toHaveLength(100);
    expect([...found].sort()).toEqual(found);
  });
});
