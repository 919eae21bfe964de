/**
 * Hints for the space of a tree: checked, made whole pages, and as the catalog stores them: a version byte, and then the
 * members of the struct from some member on, up to the last that is not 0.
 */
import {
  JET_errDensityInvalid,
  JET_errInvalidGrbit,
  JET_errInvalidParameter,
  JET_errSpaceHintsInvalid,
} from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  JET_bitCreateHintAppendSequential,
  JET_bitCreateHintHotpointSequential,
  JET_bitDeleteHintTableSequential,
  JET_bitRetrieveHintReserve1,
  JET_bitRetrieveHintReserve2,
  JET_bitRetrieveHintReserve3,
  JET_bitRetrieveHintTableScanBackward,
  JET_bitRetrieveHintTableScanForward,
  JET_bitSpaceHintsUtilizeParentSpace,
} from '../../include/grbits/table';
import { JET_SPACEHINTS } from '../../include/structs/index-ddl';

const DENSITY_LEAST = 20;
const DENSITY_MOST = 100;
const DEFAULT_DENSITY = 80;
const STORED_VERSION = 1;
/** Growth is in percent of the last extent. */
const GROWTH_LEAST = 100;
const GROWTH_END = 50_000;
const EXTENT_END = 100 * 1024 * 1024;
const KNOWN_BITS =
  JET_bitSpaceHintsUtilizeParentSpace |
  JET_bitCreateHintAppendSequential |
  JET_bitCreateHintHotpointSequential |
  JET_bitRetrieveHintReserve1 |
  JET_bitRetrieveHintTableScanForward |
  JET_bitRetrieveHintTableScanBackward |
  JET_bitRetrieveHintReserve2 |
  JET_bitRetrieveHintReserve3 |
  JET_bitDeleteHintTableSequential;

/** A density that was asked for; 0 asks for none in particular. */
export function densityOf(asked: number, otherwise = DEFAULT_DENSITY): number {
  const density = asked === 0 ? otherwise : asked;
  return density >= DENSITY_LEAST && density <= DENSITY_MOST
    ? density
    : fail(JET_errDensityInvalid, `${density} %`);
}

/** The hints with sizes in whole pages and a density; 0 for a tree that begins with one page. */
export function checkedHints(hints: JET_SPACEHINTS, pageBytes: number): JET_SPACEHINTS {
  if (hints.cbStruct !== JET_SPACEHINTS.cb)
    fail(JET_errInvalidParameter, `JET_SPACEHINTS: ${hints.cbStruct}`);
  const whole = (bytes: number): number => Math.ceil(bytes / pageBytes) * pageBytes;
  const initial = whole(hints.cbInitial);
  const { grbit, ulMaintDensity } = hints;
  const ulInitialDensity = densityOf(hints.ulInitialDensity);
  if (ulMaintDensity !== 0) densityOf(ulMaintDensity);
  if ((grbit & ~KNOWN_BITS) !== 0) fail(JET_errInvalidGrbit, `space hints 0x${grbit.toString(16)}`);
  const bothWays = JET_bitRetrieveHintTableScanForward | JET_bitRetrieveHintTableScanBackward;
  if ((grbit & bothWays) === bothWays) fail(JET_errSpaceHintsInvalid, 'scans forward and backward');
  const checked = JET_SPACEHINTS({
    ...hints,
    ulInitialDensity,
    cbInitial: initial === pageBytes ? 0 : initial,
    cbMinExtent: whole(hints.cbMinExtent),
    cbMaxExtent: whole(hints.cbMaxExtent),
  });
  requireGrowth(checked, pageBytes);
  return checked;
}

/** Refuses extents that do not lie between their limits, and such as do not get from the one limit to the other. */
function requireGrowth(hints: JET_SPACEHINTS, pageBytes: number): void {
  const { ulGrowth, cbMinExtent, cbMaxExtent } = hints;
  if ((ulGrowth !== 0 && ulGrowth < GROWTH_LEAST) || ulGrowth >= GROWTH_END)
    fail(JET_errSpaceHintsInvalid, `a growth of ${ulGrowth} %`);
  if (cbMaxExtent >= EXTENT_END || cbMinExtent > cbMaxExtent)
    fail(JET_errSpaceHintsInvalid, `extents of ${cbMinExtent} to ${cbMaxExtent} bytes`);
  const [least, most] = [cbMinExtent / pageBytes, cbMaxExtent / pageBytes];
  if (least === most || most === nextExtent(hints, initialPages(hints, pageBytes), pageBytes)) return;
  if (least === nextExtent(hints, least, pageBytes))
    fail(JET_errSpaceHintsInvalid, `extents of ${least} pages never grow`);
}

/** How many pages the extent after one of `pages` has; limits of 0 are none. */
function nextExtent(
  { ulGrowth, cbMinExtent, cbMaxExtent }: JET_SPACEHINTS,
  pages: number,
  pageBytes: number,
): number {
  const grown = ulGrowth === 0 ? pages : Math.max(pages + 1, Math.floor((pages * ulGrowth) / 100));
  const least = Math.max(grown, cbMinExtent / pageBytes);
  return cbMaxExtent === 0 ? least : Math.min(least, cbMaxExtent / pageBytes);
}

/** Pages that a tree begins with. */
export const initialPages = ({ cbInitial }: JET_SPACEHINTS, pageBytes: number): number =>
  Math.max(1, cbInitial / pageBytes);

/** The first member that is stored: those before it are known from other columns of the catalog. */
type FirstMember = 'grbit' | 'cbInitial' | 'ulInitialDensity';

/** What the catalog stores, from member `first` on; null when there is nothing to be said. */
export function storedHints(hints: JET_SPACEHINTS, first: FirstMember): Uint8Array | null {
  const bytes = new Uint8Array(JET_SPACEHINTS.cb);
  JET_SPACEHINTS.encode(hints, bytes);
  const from = JET_SPACEHINTS.offsets[first];
  let end = bytes.length;
  while (end > from && bytes.subarray(end - 4, end).every((byte) => byte === 0)) end -= 4;
  return end === from ? null : Uint8Array.of(STORED_VERSION, ...bytes.subarray(from, end));
}

/** The hints that the catalog stores from member `first` on; members that it does not store are 0, the density apart. */
export function hintsFrom(stored: Uint8Array | null, first: FirstMember, density: number): JET_SPACEHINTS {
  const hints = JET_SPACEHINTS({ ulInitialDensity: density });
  if (stored === null || stored[0] !== STORED_VERSION) return hints;
  const bytes = new Uint8Array(JET_SPACEHINTS.cb);
  JET_SPACEHINTS.encode(hints, bytes);
  const from = JET_SPACEHINTS.offsets[first];
  bytes.set(stored.subarray(1, 1 + bytes.length - from), from);
  return JET_SPACEHINTS.decode(bytes);
}
