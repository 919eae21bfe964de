/**
 * The room on a page that belongs to nobody yet: bytes that transactions have given up and would need again if they were
 * rolled back, so that taking back a change never needs another page.
 */
import { Node } from '../page/node';
import { NODE_VERSIONED, type PageSlab } from '../page/page-slab';
import { type Version, VERSION_REPLACE } from '../version/version';
import type { VersionStore } from '../version/version-store';
import type { Tree } from './tree';

const node = new Node();

/** In place of the tag of a node that changes. */
export const NO_TAG = -1;

/**
 * Bytes of the page at `base` that old data of its nodes may come to need, once the node at `changing` has `newLength`
 * bytes of data: what it gave up itself it may have again.
 */
export function reservedBytes(
  versions: VersionStore,
  tree: Tree,
  slab: PageSlab,
  base: number,
  changing: number,
  newLength: number,
): number {
  let reserved = 0;
  for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++) {
    if ((slab.nodeFlags(base, tag) & NODE_VERSIONED) === 0) continue;
    node.read(slab, base, tag);
    const dataLength = tag === changing ? newLength : node.dataLength;
    reserved += largestOf(versions.findNode(tree, slab, node), dataLength) - dataLength;
  }
  return reserved;
}

/** The largest size the node has now, or had in one of its versions that can still be taken back. */
function largestOf(newest: Version | null, now: number): number {
  let largest = now;
  for (let version = newest; version !== null; version = version.older)
    if (version.operation === VERSION_REPLACE && version.dataLength > largest && version.transaction !== null)
      largest = version.dataLength;
  return largest;
}
