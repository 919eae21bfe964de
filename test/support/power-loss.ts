/**
 * Chosen states of a disk after a power loss: where in a journal it came, and what it took.
 *
 *   nothing     everything reached the disk          everything   only what was synced did
 *   late        what came after some moment is lost  some         any of the unsynced changes are lost
 *   torn        as some, and of writes that got there the end may be missing
 *
 * Sectors have 512 bytes. Pages of databases reach the disk whole or not at all, as the engine demands of a disk; their
 * headers, of which there are two, need not.
 */
import { ALL, type DataEntry, Disk, NONE, SECTOR, type Selection } from './crash-states';
import type { Image, JournalEntry } from './memory-file-system';
import { Random } from './random';

export const LOSSES = ['nothing', 'everything', 'late', 'some', 'torn'] as const;
export type Loss = (typeof LOSSES)[number];

/** One power loss. */
export interface PowerLoss {
  /** It came after so many entries of the journal. */
  readonly after: number;
  readonly loss: Loss;
  readonly seed: number;
}

const HEADER_PAGES = 2;
const DATABASE_NAME = /\.edb$/;
const GOLDEN = 0x9e3779b1;

/** So many power losses anywhere in a journal, in its order. */
export function drawPowerLosses(entries: number, count: number, seed: number): PowerLoss[] {
  const random = new Random(seed * GOLDEN);
  const losses = Array.from({ length: count }, (_each, index) => ({
    after: random.below(entries + 1),
    loss: LOSSES[index % LOSSES.length],
    seed: random.word(),
  }));
  return losses.sort((one, other) => one.after - other.after);
}

/** The disks that power losses leave, which come in the order of the journal. */
export function* imagesAfter(
  journal: readonly JournalEntry[],
  start: Image,
  losses: Iterable<PowerLoss>,
  pageBytes: number,
): Generator<[loss: PowerLoss, image: Image]> {
  const disk = new Disk(start);
  const orders = new Map<object, number>();
  const databases = new Set([...start.names].flatMap(([path, inode]) => (isDatabase(path) ? [inode] : [])));
  let done = 0;
  for (const power of losses) {
    for (; done < power.after; done++) {
      const entry = journal[done];
      orders.set(entry, done);
      if (entry.kind === 'create' && isDatabase(entry.path)) databases.add(entry.inode);
      disk.advance(entry);
    }
    const atomOf = ({ inode, position }: Write): number =>
      databases.has(inode) && position >= HEADER_PAGES * pageBytes ? pageBytes : SECTOR;
    yield [power, disk.crash(selectionFor(power, orders, atomOf))];
  }
}

type Write = Extract<DataEntry, { kind: 'write' }>;

const isDatabase = (path: string): boolean => DATABASE_NAME.test(path);

function selectionFor(
  { after, loss, seed }: PowerLoss,
  orders: ReadonlyMap<object, number>,
  atomOf: (entry: Write) => number,
): Selection {
  const random = new Random(seed);
  switch (loss) {
    case 'nothing':
      return ALL;
    case 'everything':
      return NONE;
    case 'late': {
      const end = after - random.below(Math.min(after, MOST_LATE) + 1);
      const isEarly = (entry: object): boolean => (orders.get(entry) ?? 0) < end;
      return {
        names: (entries) => entries.filter(isEarly),
        subset: (entries) => entries.filter(isEarly),
      };
    }
    default:
      return {
        names: (entries) => entries.slice(0, random.below(entries.length + 1)),
        subset: (entries) => survivorsOf(entries, random, loss === 'torn' ? atomOf : null),
      };
  }
}

/** As far back as the last moment may lie before the power loss. */
const MOST_LATE = 40;

function survivorsOf(
  entries: readonly DataEntry[],
  random: Random,
  atomOf: ((entry: Write) => number) | null,
): DataEntry[] {
  const share = random.fraction();
  return entries.flatMap((entry) => {
    if (random.fraction() > share) return [];
    if (entry.kind !== 'write' || atomOf === null || random.fraction() < 0.5) return [entry];
    return beginningOf(entry, random, atomOf(entry));
  });
}

/** The beginning of a write: disks write from the beginning to the end, on which logs depend. */
function beginningOf(entry: Write, random: Random, atom: number): Write[] {
  const end = random.below(Math.ceil(entry.bytes.length / atom)) * atom;
  return end === 0 ? [] : [{ ...entry, bytes: entry.bytes.subarray(0, end) }];
}
