/**
 * The numbers of versions, and of everything else that a rollback takes back in the order in which it was done. The log
 * knows versions by them, so they fit into 32 bits and are never 0.
 */
const HIGHEST = 0xffffffff;

let last = 0;

export function nextVersionId(): number {
  last = last === HIGHEST ? 1 : last + 1;
  return last;
}
