/**
 * Hostile headers: valid ones with random bytes changed, cut off or grown, half of them with the checksum put right
 * again so that the parsers behind it are reached. Every outcome is a header or one of the documented codes; any
 * other failure passes through.
 */
import { buildAttachments, parseAttachments } from '../../src/format/attachments';
import { blankBackupTrailer, encodeBackupTrailer, readBackupTrailer } from '../../src/format/backup-trailer';
import { blankCheckpoint, encodeCheckpoint, readCheckpoint } from '../../src/format/checkpoint';
import {
  blankDatabaseHeader,
  encodeDatabaseHeader,
  readDatabaseHeader,
  requireDatabaseFile,
  requireReadableVersion,
} from '../../src/format/database-header';
import { sealHeader } from '../../src/format/header-page';
import { blankLogHeader, encodeLogHeader, readLogHeader } from '../../src/format/log-header';
import { codeOf } from '../support/code-of';
import { Random } from '../support/random';

interface Target {
  readonly valid: Uint8Array;
  /** Length over which the checksum holds. */
  readonly sealed: number;
  parse(bytes: Uint8Array): void;
}

const list = buildAttachments([
  {
    databaseId: 1,
    databaseTime: 100n,
    lastObjectId: 20,
    maximumPages: 0,
    attachPosition: { generation: 1, segment: 2, offset: 3 },
    consistentPosition: { generation: 1, segment: 2, offset: 3 },
    databaseSignature: blankDatabaseHeader(4096).databaseSignature,
    path: '/data/a.edb',
    isSparse: false,
  },
]);

const databasePage = encodeDatabaseHeader(blankDatabaseHeader(4096));

const TARGETS: readonly Target[] = [
  {
    valid: Buffer.concat([databasePage, databasePage]),
    sealed: 4096,
    parse(bytes) {
      const source = {
        size: () => bytes.length,
        read(target: Uint8Array, at: number, length: number, position: number): number {
          const part = bytes.subarray(position, position + length);
          target.set(part, at);
          return part.length;
        },
      };
      const found = readDatabaseHeader(source);
      requireReadableVersion(found, 4096);
      requireDatabaseFile(found.header);
    },
  },
  {
    valid: encodeLogHeader({ ...blankLogHeader(), attachments: list }),
    sealed: 4096,
    parse: (bytes) => void parseAttachments(readLogHeader(bytes).attachments),
  },
  {
    valid: encodeCheckpoint({ ...blankCheckpoint(), attachments: list }),
    sealed: 4096,
    parse: (bytes) => void parseAttachments(readCheckpoint(bytes).checkpoint.attachments),
  },
  {
    valid: encodeBackupTrailer(blankBackupTrailer(), 4096),
    sealed: 4096,
    parse: (bytes) => void readBackupTrailer(bytes),
  },
];

function mutate(valid: Uint8Array, sealed: number, random: Random): Uint8Array {
  const whole = random.fraction() < 0.9;
  const bytes = whole ? Uint8Array.from(valid) : valid.slice(0, random.below(valid.length));
  const reach = random.fraction() < 0.5 ? 760 : bytes.length;
  for (let change = random.below(8); change >= 0 && bytes.length > 0; change--) {
    bytes[random.below(Math.min(reach, bytes.length))] = random.below(256);
  }
  if (random.fraction() < 0.5 && bytes.length >= sealed) sealHeader(bytes, 0, sealed);
  return bytes;
}

/** How often each outcome was seen over `count` mutated headers; key `null` is a header that was accepted. */
export function fuzzHeaders(count: number, seed: number): Map<number | null, number> {
  const random = new Random(seed);
  const outcomes = new Map<number | null, number>();
  for (let round = 0; round < count; round++) {
    const { valid, sealed, parse } = TARGETS[round % TARGETS.length];
    const bytes = mutate(valid, sealed, random);
    const outcome = codeOf(() => parse(bytes));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}
