/** Parts of log records with random content. */
import type { ByteRange } from '../../src/log/byte-range';
import { ChangeHeader } from '../../src/log/record-buffer';
import type { Random } from '../support/random';

export function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = random.word();
  return bytes;
}

/** The start of a page's record. */
export function randomPageHeader(random: Random): ChangeHeader {
  const header = new ChangeHeader();
  header.sessionId = random.below(0x10000);
  header.databaseId = random.below(256);
  header.page = random.word();
  header.timeLow = random.word();
  header.timeHigh = random.word();
  header.beforeLow = random.word();
  header.beforeHigh = random.word();
  header.transactionBegin = random.word();
  header.level = random.below(256);
  header.line = random.below(0x10000);
  header.flags = random.below(256);
  return header;
}

/** The start of a node's record. */
export function randomHeader(random: Random): ChangeHeader {
  const header = randomPageHeader(random);
  header.versionId = random.word();
  header.rootPage = random.word();
  header.treeId = random.word();
  return header;
}

export const contentOf = ({ bytes, start, length }: ByteRange): Uint8Array =>
  bytes.slice(start, start + length);
