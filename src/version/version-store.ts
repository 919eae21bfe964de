/**
 * What nodes were before transactions changed them: for every node that somebody may still want to see as it was, a chain
 * of versions, the newest first.
 *
 *   bucket (hash of tree and name) ─▶ newest version of node A ─ nextInBucket ─▶ newest version of node B
 *                                            │ older
 *                                            ▼
 *                                     version before it of node A
 *
 * Invariants
 *  1. A node has versions here exactly while a transaction that changed it is open, or one is open that began before the
 *     change was committed.
 *  2. All uncommitted versions of a node are of one transaction, except where all of them are deltas, which add up in
 *     any order, or all of them read locks.
 *  3. Memory is bounded: when `mostBytes` are taken, `add` answers null.
 *  4. The versions of a transaction are linked by level, the innermost first, and by age within one.
 *  5. Versions are taken from a pool; whoever keeps one beyond its removal keeps somebody else's.
 */
import { assert } from '../../errors/assert';
import type { Node } from '../page/node';
import type { PageSlab } from '../page/page-slab';
import type { SearchKey } from '../page/search-key';
import type { Transaction } from './transaction';
import { isCommuting, shrinkageOf, Version, VERSION_LOCK } from './version';
import { nextVersionId } from './version-ids';
import type { VersionedTree } from './versioned-tree';

/** What a version takes besides its bytes. */
const VERSION_BYTES = 160;
const INITIAL_BUCKETS = 1024;
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

export class VersionStore {
  /** Versions that are kept now. */
  count = 0;
  /** Bytes that are kept free on pages for the return of old data, at most. */
  shrunk = 0;
  #buckets: (Version | null)[] = new Array<Version | null>(INITIAL_BUCKETS).fill(null);
  #mask = INITIAL_BUCKETS - 1;
  #pool: Version | null = null;
  #bytes = 0;
  #hash = 0;

  /** False while recovery keeps what an instance has kept before it. */
  isBounded = true;

  constructor(readonly mostBytes: number) {}

  /** The newest version of the node that `name` names (its data count where keys repeat); null when it has none. */
  find(tree: VersionedTree, name: SearchKey): Version | null {
    const length = nameLengthOf(tree, name);
    const hash = hashBytes(HASH_START ^ tree.id, name.bytes, 0, length);
    this.#hash = hash;
    for (let version = this.#buckets[hash & this.#mask]; version !== null; version = version.nextInBucket)
      if (version.hash === hash && isOf(version, tree) && hasName(version, name.bytes, length))
        return version;
    return null;
  }

  /** As `find` for a node on its page. */
  findNode(tree: VersionedTree, slab: PageSlab, node: Node): Version | null {
    const { bytes } = slab;
    let hash = hashBytes(HASH_START ^ tree.id, bytes, node.prefixStart, node.prefixLength);
    hash = hashBytes(hash, bytes, node.suffixStart, node.suffixLength);
    if (!tree.isUnique) hash = hashBytes(hash, bytes, node.dataStart, node.dataLength);
    for (let version = this.#buckets[hash & this.#mask]; version !== null; version = version.nextInBucket)
      if (version.hash === hash && isOf(version, tree) && isNamed(version, tree, bytes, node)) return version;
    return null;
  }

  /**
   * The newest versions of the nodes of a tree that others have changed in a way that the transaction does not see. Looks
   * at everything.
   */
  unseenOf(tree: VersionedTree, by: Transaction): Version[] {
    const unseen: Version[] = [];
    if (this.count === 0) return unseen;
    for (const first of this.#buckets)
      for (let version = first; version !== null; version = version.nextInBucket)
        if (isOf(version, tree) && isContested(version, by, VERSION_LOCK)) unseen.push(version);
    return unseen;
  }

  /**
   * Adds a version of the node that `find` was called for last; `newest` is what that answered. Null when there is no
   * room.
   */
  add(
    operation: number,
    tree: VersionedTree,
    name: SearchKey,
    newest: Version | null,
    by: Transaction,
  ): Version | null {
    const length = nameLengthOf(tree, name);
    if (this.isBounded && this.#bytes + VERSION_BYTES + length > this.mostBytes) return null;
    const version = this.#take();
    version.operation = operation;
    version.tree = tree;
    version.transaction = by;
    version.committedAt = Infinity;
    version.level = by.level;
    version.id = nextVersionId();
    version.hash = this.#hash;
    version.reserve(length);
    for (let i = 0; i < length; i++) version.bytes[i] = name.bytes[i];
    version.nameLength = length;
    version.keyLength = name.keyLength;
    version.dataLength = 0;
    version.older = newest;
    version.growth = 0;
    version.page = 0;
    if (newest === null) {
      const bucket = this.#hash & this.#mask;
      version.nextInBucket = this.#buckets[bucket];
      this.#buckets[bucket] = version;
    } else this.#replaceInBucket(newest, version, newest.nextInBucket);
    linkInto(by, version);
    this.count++;
    this.#bytes += VERSION_BYTES + length;
    if (this.count > 2 * this.#buckets.length) this.#rehash();
    return version;
  }

  /** Keeps the old data of the node with its version; false when there is no room. */
  keepData(version: Version, source: Uint8Array, start: number, length: number): boolean {
    if (this.isBounded && this.#bytes + length > this.mostBytes) return false;
    const { nameLength } = version;
    version.reserve(nameLength + length);
    const { bytes } = version;
    for (let i = 0; i < length; i++) bytes[nameLength + i] = source[start + i];
    version.dataLength = length;
    this.#bytes += length;
    return true;
  }

  /** The node's data are longer by so many bytes with this version, or shorter. */
  keepRoom(version: Version, growth: number): void {
    version.growth = growth;
    this.shrunk += shrinkageOf(version);
  }

  /** Takes back a version that `by` has just been given. */
  drop(version: Version, by: Transaction): void {
    let above: Version | null = null;
    for (let each = by.newest; each !== version; each = each.previous) {
      assert(each !== null, 'a transaction leads to its versions');
      above = each;
    }
    if (above === null) by.newest = version.previous;
    else above.previous = version.previous;
    this.remove(version);
  }

  /** Takes a version out of its node's chain and gives it back; its transaction must not lead to it any more. */
  remove(version: Version): void {
    const bucket = version.hash & this.#mask;
    let before: Version | null = null;
    let newest = this.#buckets[bucket];
    while (newest !== null && newest !== version && !this.#isInChain(newest, version)) {
      before = newest;
      newest = newest.nextInBucket;
    }
    assert(newest !== null, 'a version that is kept is in the bucket of its node');
    if (newest !== version) this.#cut(newest, version);
    else {
      const next = version.older ?? version.nextInBucket;
      if (version.older !== null) version.older.nextInBucket = version.nextInBucket;
      if (before === null) this.#buckets[bucket] = next;
      else before.nextInBucket = next;
    }
    this.#give(version);
  }

  #isInChain(newest: Version, version: Version): boolean {
    if (newest.hash !== version.hash) return false;
    for (let older = newest.older; older !== null; older = older.older) if (older === version) return true;
    return false;
  }

  #cut(newest: Version, version: Version): void {
    let above = newest;
    while (above.older !== null && above.older !== version) above = above.older;
    above.older = version.older;
  }

  #replaceInBucket(old: Version, version: Version, next: Version | null): void {
    const bucket = old.hash & this.#mask;
    version.nextInBucket = next;
    old.nextInBucket = null;
    if (this.#buckets[bucket] === old) {
      this.#buckets[bucket] = version;
      return;
    }
    let before = this.#buckets[bucket];
    while (before !== null && before.nextInBucket !== old) before = before.nextInBucket;
    assert(before !== null, 'the newest version of a node is in its bucket');
    before.nextInBucket = version;
  }

  #take(): Version {
    const version = this.#pool;
    if (version === null) return new Version();
    this.#pool = version.previous;
    version.previous = null;
    return version;
  }

  #give(version: Version): void {
    this.count--;
    this.shrunk -= shrinkageOf(version);
    if (version.page !== 0) letPageGo(version);
    this.#bytes -= VERSION_BYTES + version.nameLength + version.dataLength;
    version.older = null;
    version.nextInBucket = null;
    version.transaction = null;
    version.previous = this.#pool;
    this.#pool = version;
  }

  #rehash(): void {
    const old = this.#buckets;
    this.#buckets = new Array<Version | null>(4 * old.length).fill(null);
    this.#mask = this.#buckets.length - 1;
    for (let version of old) {
      while (version !== null) {
        const next = version.nextInBucket;
        const bucket = version.hash & this.#mask;
        version.nextInBucket = this.#buckets[bucket];
        this.#buckets[bucket] = version;
        version = next;
      }
    }
  }
}

/**
 * Whether a transaction may not do `operation` to a node with these versions: somebody else has done something that it
 * does not see, and the two do not commute.
 */
export function isContested(newest: Version | null, by: Transaction, operation: number): boolean {
  for (let version = newest; version !== null; version = version.older) {
    if (version.transaction === by) continue;
    if (version.operation === operation && isCommuting(operation)) continue;
    if (version.transaction !== null || !by.sees(version.committedAt)) return true;
    if (!isCommuting(version.operation)) return false;
  }
  return false;
}

/** Among the versions of a transaction those of inner levels come first. */
function linkInto(by: Transaction, version: Version): void {
  let above: Version | null = null;
  let below = by.newest;
  while (below !== null && below.level > version.level) {
    above = below;
    below = below.previous;
  }
  version.previous = below;
  if (above === null) by.newest = version;
  else above.previous = version;
}

/** The page must not be written before the log knows what the version undoes. */
export function holdPage(version: Version, page: number): void {
  const { versionsOfPage } = version.tree.file;
  const next = versionsOfPage.get(page) ?? null;
  version.page = page;
  version.previousOnPage = null;
  version.nextOnPage = next;
  if (next !== null) next.previousOnPage = version;
  versionsOfPage.set(page, version);
}

/** The log knows, or needs not know any more. */
export function letPageGo(version: Version): void {
  const { previousOnPage: before, nextOnPage: next, page } = version;
  if (before !== null) before.nextOnPage = next;
  else if (next !== null) version.tree.file.versionsOfPage.set(page, next);
  else version.tree.file.versionsOfPage.delete(page);
  if (next !== null) next.previousOnPage = before;
  version.page = 0;
  version.nextOnPage = null;
  version.previousOnPage = null;
}

function nameLengthOf(tree: VersionedTree, name: SearchKey): number {
  return tree.isUnique ? name.keyLength : name.keyLength + name.dataLength;
}

function isOf(version: Version, tree: VersionedTree): boolean {
  const of = version.tree;
  return of === tree || (of.id === tree.id && of.rootPage === tree.rootPage && of.file === tree.file);
}

function hasName(version: Version, bytes: Uint8Array, length: number): boolean {
  return version.nameLength === length && isEqual(version.bytes, 0, bytes, 0, length);
}

function isNamed(version: Version, tree: VersionedTree, bytes: Uint8Array, node: Node): boolean {
  const { prefixLength, suffixLength } = node;
  const dataLength = tree.isUnique ? 0 : node.dataLength;
  const keyLength = prefixLength + suffixLength;
  if (version.keyLength !== keyLength || version.nameLength !== keyLength + dataLength) return false;
  return (
    isEqual(version.bytes, 0, bytes, node.prefixStart, prefixLength) &&
    isEqual(version.bytes, prefixLength, bytes, node.suffixStart, suffixLength) &&
    isEqual(version.bytes, keyLength, bytes, node.dataStart, dataLength)
  );
}

function isEqual(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

function hashBytes(start: number, bytes: Uint8Array, from: number, length: number): number {
  let hash = start;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[from + i], HASH_FACTOR);
  return hash;
}
