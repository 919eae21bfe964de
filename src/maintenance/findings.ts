/** What the checkers of a database find: corruption, and leaks, which lose space and nothing else. */
interface Finding {
  readonly page: number;
  readonly text: string;
  readonly isHarmless: boolean;
}

/** As a rule findings beyond this many are counted and not kept: one damaged page can make thousands. */
const MOST_KEPT = 200;

export class Findings {
  readonly kept: Finding[] = [];
  corruptionCount = 0;
  leakCount = 0;

  constructor(readonly mostKept = MOST_KEPT) {}

  corruption(page: number, text: string): void {
    this.corruptionCount++;
    if (this.kept.length < this.mostKept) this.kept.push({ page, text, isHarmless: false });
  }

  leak(page: number, text: string): void {
    this.leakCount++;
    if (this.kept.length < this.mostKept) this.kept.push({ page, text, isHarmless: true });
  }

  /** The kept findings of corruption, one line each. */
  get corruptions(): string[] {
    return this.kept.filter(({ isHarmless }) => !isHarmless).map(({ page, text }) => `page ${page}: ${text}`);
  }
}
