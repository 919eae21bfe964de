/** Seeks that need not find what they look for. */
import { AFTER_LAST, BEFORE_FIRST, type BTreeCursor, FOUND_EQUAL, FOUND_NONE } from '../btree/cursor';
import type { SearchKey } from '../page/search-key';

export type SeekRelation = 'equal' | 'greaterEqual' | 'greater' | 'lessEqual' | 'less';

const SOUGHT_FOUND = 0;
/** On the entry next to where the key would be. */
export const SOUGHT_NEAR = 1;
/** There is no entry on that side. */
export const SOUGHT_NOTHING = 2;

/** Brings a cursor to the entry that is nearest to the key on the side that `relation` says. */
export function seekNear(active: BTreeCursor, key: SearchKey, relation: SeekRelation): number {
  if (relation === 'greater') return active.find(key, true) === FOUND_NONE ? SOUGHT_NOTHING : SOUGHT_FOUND;
  const found = active.find(key, false);
  if (found === FOUND_EQUAL && relation !== 'less') return SOUGHT_FOUND;
  if (relation === 'greaterEqual') return found === FOUND_NONE ? SOUGHT_NOTHING : SOUGHT_NEAR;
  if (!active.movePrevious()) return SOUGHT_NOTHING;
  return relation === 'less' ? SOUGHT_FOUND : SOUGHT_NEAR;
}

/** The end of the index that a seek runs into where it finds nothing. */
export const endBeyond = (relation: SeekRelation): number =>
  relation === 'greater' || relation === 'greaterEqual' ? AFTER_LAST : BEFORE_FIRST;
