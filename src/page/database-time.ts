/**
 * The database time: a counter that only rises. Every change of a page takes a new value and leaves it on the page, so
 * that a page says which changes it already has. 64 bits, kept as two numbers.
 */

/** The value before the first change of a new database. */
const FIRST_TIME = 0x40;
const WORD = 0x1_0000_0000;

export class DatabaseTime {
  low = FIRST_TIME;
  high = 0;

  /** Goes on after the time given. */
  startAfter(low: number, high: number): void {
    this.low = low;
    this.high = high;
  }

  /** The next change begins. */
  advance(): void {
    this.low++;
    if (this.low < WORD) return;
    this.low = 0;
    this.high++;
  }
}
