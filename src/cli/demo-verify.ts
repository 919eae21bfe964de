/** Checks every page of a database that a backup delivered: headers, pages and trailer, in the order they came. */
import { readFileSync } from 'node:fs';
import { readBackupTrailer } from '../format/backup-trailer';
import { HEADER_PAGES, placeOfPage } from '../format/database-header';
import { PAGE_BAD, PAGE_BLANK, PAGE_REPAIRED, verifyPage } from '../format/page-checksum';
import { CallFailed } from './demo-calls';

/** One line that says what was found; a damaged page ends the job. */
export function verifyCopy(copy: string, pageBytes: number): string {
  const file = readFileSync(copy);
  const pages = file.length / pageBytes - HEADER_PAGES - 1;
  if (!Number.isInteger(pages) || pages < 1)
    throw new CallFailed(`${copy}: ${file.length} bytes are no whole copy`);
  if (!file.subarray(0, pageBytes).equals(file.subarray(pageBytes, HEADER_PAGES * pageBytes)))
    throw new CallFailed(`${copy}: the two headers differ`);
  const words = new Uint32Array(pageBytes / 4);
  const page = new Uint8Array(words.buffer);
  const found = { good: 0, blank: 0, repaired: 0 };
  for (let number = 1; number <= pages; number++) {
    const start = placeOfPage(number, pageBytes);
    page.set(file.subarray(start, start + pageBytes));
    const verdict = verifyPage(words, 0, pageBytes, number);
    if (verdict === PAGE_BAD) throw new CallFailed(`${copy}: page ${number} fails its checksum`);
    if (verdict === PAGE_BLANK) found.blank++;
    else if (verdict === PAGE_REPAIRED) found.repaired++;
    else found.good++;
  }
  readBackupTrailer(file.subarray(file.length - pageBytes));
  return (
    `  ${pages} pages of ${pageBytes} bytes: ${found.good} with a good checksum, ${found.blank} never written, ` +
    `${found.repaired} repaired, 0 damaged; two equal headers, one trailer`
  );
}
