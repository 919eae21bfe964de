/**
 * Where to split a page, and which prefixes the two halves get. Decides only; `split.ts` carries it out, and so does
 * recovery, with what the log says was decided.
 *
 *  - A node appended at the right edge of the tree gets the new page for itself: pages filled in order stay full.
 *  - Where nodes keep coming in order at one place inside the tree, the page is cut behind them, so that those to come
 *    fill what is left of it; and when they have, the next one gets a page for itself.
 *  - Else the page is cut where both halves are nearest in size.
 *  - A prefix is the key of one line of its page, the one that shortens all lines the most.
 *
 * A line alone on its page needs no prefix, and always fits.
 *
 * The line whose key has most in common with the old prefix, taken as the prefix, serves its half at least as well as
 * the old prefix does. So a cut that fits with the old prefix fits with the best line too.
 */
import type { PageLines } from './page-lines';

export const NO_PREFIX = -1;
/** The page that is split keeps prefix and lines as they are: everything that moves is new. */
export const KEEP_PREFIX = -2;
/** No line is where nodes keep coming in order. */
const NO_HOT_LINE = -1;
/** There is no place to cut, with the change among the lines. */
const NO_CUT = -1;

const SHORTEST_PREFIX = 3;
const PREFIX_COUNT_BYTES = 2;

export interface SplitPlan {
  /** The first line that goes to the new page. */
  readonly splitLine: number;
  /** The line whose key becomes the prefix of the page that is split, NO_PREFIX or KEEP_PREFIX. */
  readonly prefixOfSplit: number;
  /** The line whose key becomes the prefix of the new page, counted on the page that is split, or NO_PREFIX. */
  readonly prefixOfNew: number;
}

/**
 * Plans the split of the page behind `lines`, none of whose lines may be on a root. `capacity` is what a page without
 * prefix has for lines and tags. Null when no cut leaves room for the change.
 */
export function planSplit(
  lines: PageLines,
  capacity: number,
  isAppend: boolean,
  hotLine = NO_HOT_LINE,
): SplitPlan | null {
  if (isAppend && lines.count > 1 && lines.isChanged(lines.count - 1)) return planAppend(lines, capacity);
  const room = capacity - lines.prefixBytes;
  const splitLine = hotCut(lines, room, hotLine) ?? chooseCut(lines, room, isAppend);
  if (splitLine === NO_CUT) return null;
  measureKeys(lines, 0);
  return {
    splitLine,
    prefixOfSplit: bestPrefix(0, splitLine),
    prefixOfNew: bestPrefix(splitLine, lines.count),
  };
}

/** The line at the end goes to the new page, and nothing else: only its neighbour is looked at. */
function planAppend(lines: PageLines, capacity: number): SplitPlan {
  const splitLine = lines.count - 1;
  measureKeys(lines, splitLine - 1);
  return { splitLine, prefixOfSplit: KEEP_PREFIX, prefixOfNew: prefixForAppend(lines, capacity) };
}

/** The prefix for a page that takes over all lines of a root. */
export function planRootPrefix(lines: PageLines): number {
  measureKeys(lines, 0);
  return bestPrefix(0, lines.count);
}

/** Where to cut for a line that continues a run of others; null where there is no run, or no room. */
function hotCut(lines: PageLines, capacity: number, line: number): number | null {
  if (line === NO_HOT_LINE) return null;
  if (canCutAt(lines, capacity, line + 1)) return line + 1;
  return canCutAt(lines, capacity, line) ? line : null;
}

/** Whether both halves fit, when the page is cut before that line. */
function canCutAt(lines: PageLines, capacity: number, line: number): boolean {
  if (line <= 0 || line >= lines.count) return false;
  let left = 0;
  let right = 0;
  for (let at = 0; at < lines.count; at++) {
    if (at < line) left += lines.sizeOf(at);
    else right += lines.sizeOf(at);
  }
  return left <= capacity && right <= capacity;
}

function chooseCut(lines: PageLines, capacity: number, isAppend: boolean): number {
  let total = 0;
  for (let line = 0; line < lines.count; line++) total += lines.sizeOf(line);
  let left = 0;
  let chosen = NO_CUT;
  let smallest = Infinity;
  for (let line = 1; line < lines.count; line++) {
    left += lines.sizeOf(line - 1);
    const right = total - left;
    if (left > capacity && line > 1) break;
    if (right > capacity && line < lines.count - 1) continue;
    const difference = isAppend ? right : Math.abs(left - right);
    if (difference >= smallest) continue;
    smallest = difference;
    chosen = line;
  }
  return chosen;
}

/** Bytes that each line's key shares with the next one, and its length; of lines from the first measured on. */
let sharedWithNext = new Uint16Array(512);
let keyLengths = new Uint16Array(512);
let previousKey = new Uint8Array(0);

function measureKeys(lines: PageLines, from: number): void {
  if (keyLengths.length < lines.count) {
    sharedWithNext = new Uint16Array(2 * lines.count);
    keyLengths = new Uint16Array(2 * lines.count);
  }
  if (previousKey.length !== lines.key.length) previousKey = new Uint8Array(lines.key.length);
  let previousLength = 0;
  for (let line = from; line < lines.count; line++) {
    lines.read(line);
    const { key, keyLength } = lines;
    const most = keyLength < previousLength ? keyLength : previousLength;
    let shared = 0;
    while (shared < most && key[shared] === previousKey[shared]) shared++;
    if (line > from) sharedWithNext[line - 1] = shared;
    for (let i = shared; i < keyLength; i++) previousKey[i] = key[i];
    previousLength = keyLength;
    keyLengths[line] = keyLength;
  }
}

/** What one line saves by a prefix of which it shares so many bytes. */
const savedBy = (shared: number): number => (shared < SHORTEST_PREFIX ? 0 : shared - PREFIX_COUNT_BYTES);

/** A new page at the right edge begins with one line; its key serves those to come if it is like the one before. */
function prefixForAppend(lines: PageLines, capacity: number): number {
  const last = lines.count - 1;
  if (sharedWithNext[last - 1] < SHORTEST_PREFIX) return NO_PREFIX;
  return lines.sizeOf(last) + 2 * keyLengths[last] <= capacity ? last : NO_PREFIX;
}

/** For each line, what the lines before it (or behind it) would save by its key as prefix. */
let savings = new Float64Array(512);
let stackShared = new Uint16Array(512);
let stackLines = new Uint32Array(512);

/** The line from `from` up to `to` whose key saves the most, if it saves anything beyond its own bytes. */
function bestPrefix(from: number, to: number): number {
  if (savings.length < to) {
    savings = new Float64Array(2 * to);
    stackShared = new Uint16Array(2 * to);
    stackLines = new Uint32Array(2 * to);
  }
  savings.fill(0, from, to);
  addSavings(from, to - 1, 1);
  addSavings(to - 1, from, -1);
  let best = NO_PREFIX;
  let most = 0;
  for (let line = from; line < to; line++) {
    const saved = savings[line] + savedBy(keyLengths[line]) - keyLengths[line];
    if (saved <= most) continue;
    most = saved;
    best = line;
  }
  return best;
}

/**
 * Walks from `first` to `last` and adds to each line what those passed would save. What two lines share is the least of
 * what neighbours between them share, so a stack of falling minima holds all that matters.
 */
function addSavings(first: number, last: number, step: 1 | -1): void {
  let depth = 0;
  let sum = 0;
  for (let line = first; line !== last; line += step) {
    const shared = sharedWithNext[step > 0 ? line : line - 1];
    let merged = 1;
    while (depth > 0 && stackShared[depth - 1] >= shared) {
      depth--;
      merged += stackLines[depth];
      sum -= savedBy(stackShared[depth]) * stackLines[depth];
    }
    stackShared[depth] = shared;
    stackLines[depth] = merged;
    depth++;
    sum += savedBy(shared) * merged;
    savings[line + step] += sum;
  }
}
