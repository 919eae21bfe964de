/**
 * The form of the ledger of return codes, and what may be said of it. A row is a function with one code that its page
 * names (or that the engine returns though no page names it), and what became of it here:
 *
 *   tested        the suite provokes it, and really saw it
 *   unreachable   it cannot come from this function here, for the reason given
 *   differs       the condition can be met, and the engine answers something else, as said
 *   open          nobody has decided yet; whether it was seen proves nothing
 *
 * Invariant: what the suite saw decides. A row that is tested was seen, and one that is unreachable or differs was not.
 */
export type Verdict =
  { readonly kind: 'tested' | 'open' } | { readonly kind: 'unreachable' | 'differs'; readonly why: string };

export const TESTED: Verdict = { kind: 'tested' };
export const OPEN: Verdict = { kind: 'open' };
export const unreachable = (why: string): Verdict => ({ kind: 'unreachable', why });
export const differs = (why: string): Verdict => ({ kind: 'differs', why });

/** For each function, by its name in the documentation, its codes by name. */
export type CodeTable = Readonly<Record<string, Readonly<Record<string, Verdict>>>>;

/** For each function the codes that were seen. */
export type SeenCodes = ReadonlyMap<string, ReadonlySet<number>>;

interface LedgerRow {
  readonly api: string;
  readonly code: string;
  readonly verdict: Verdict;
}

export function rowsOf(table: CodeTable): LedgerRow[] {
  return Object.entries(table).flatMap(([api, verdicts]) =>
    Object.entries(verdicts).map(([code, verdict]) => ({ api, code, verdict })),
  );
}

/** Where a table says something else than the suite saw. */
export function complaintsAbout(
  table: CodeTable,
  seen: SeenCodes,
  numberOf: (code: string) => number | undefined,
): string[] {
  return rowsOf(table).flatMap(({ api, code, verdict: { kind } }) => {
    const number = numberOf(code);
    const wasSeen = number !== undefined && (seen.get(foldedName(api))?.has(number) ?? false);
    if (kind === 'open' || wasSeen === (kind === 'tested')) return [];
    return [`${api} ${code}: ${wasSeen ? 'seen' : 'not seen'}, though the ledger says ${kind}`];
  });
}

/** The form of a function for wide text has a page of its own, and is the same function here. */
const foldedName = (api: string): string => api.replace(/W$/, '');

/** How many rows of a table there are of each kind. */
export function scoreOf(table: CodeTable): Record<Verdict['kind'], number> {
  const score = { tested: 0, unreachable: 0, differs: 0, open: 0 };
  for (const { verdict } of rowsOf(table)) score[verdict.kind]++;
  return score;
}
