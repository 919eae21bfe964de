/** Jest calls this after the last test. */
import * as codes from '../../errors/codes';
import { complaintsAbout, scoreOf } from './ledger';
import { BEYOND_CODES, DOCUMENTED_CODES } from './return-codes';
import { endRun, isWholeRun, type RunOptions } from './whole-run';

const NUMBERS = new Map<string, number>(Object.entries(codes));

function endWholeRun(options: RunOptions): void {
  const seen = endRun();
  if (!isWholeRun(options)) return;
  const { tested, unreachable, differs, open } = scoreOf(DOCUMENTED_CODES);
  const total = tested + unreachable + differs + open;
  process.stdout.write(
    `return codes: ${tested} of ${total} documented ones tested and seen, ${unreachable} unreachable, ` +
      `${differs} different, ${open} open\n`,
  );
  const complaints = [DOCUMENTED_CODES, BEYOND_CODES].flatMap((table) =>
    complaintsAbout(table, seen, (code) => NUMBERS.get(code)),
  );
  if (complaints.length > 0)
    throw new Error(`the ledger of return codes is wrong:\n${complaints.join('\n')}`);
}

export = endWholeRun;
