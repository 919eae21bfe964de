/** Every node of a tree, in order, for comparing whole trees. */
import { BTreeCursor } from '../../src/btree/cursor';
import type { Tree } from '../../src/btree/tree';

export interface TreeEntry {
  readonly key: string;
  readonly data: string;
}

export function treeEntries(tree: Tree): TreeEntry[] {
  const cursor = new BTreeCursor(tree);
  const { slab } = tree;
  const entries: TreeEntry[] = [];
  for (let more = cursor.moveFirst(); more; more = cursor.moveNext()) {
    const { node } = cursor;
    const key = Buffer.alloc(node.keyLength);
    node.copyKey(slab, key, 0, key.length);
    const data = Buffer.from(slab.bytes.subarray(node.dataStart, node.dataStart + node.dataLength));
    entries.push({ key: key.toString('hex'), data: data.toString('hex') });
  }
  return entries;
}
