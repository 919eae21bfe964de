import { sharedBytes } from './shared';

/** Every real database at hand, with its page size; all of one kind but the two backup copies, which end in a trailer. */
export const DATABASES: readonly { readonly path: string; readonly pageBytes: number }[] = [
  { path: 'samples/dissect-Current.mdb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-SRUDB.dat.gz', pageBytes: 4096 },
  { path: 'samples/dissect-basic.edb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-binary.edb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-default.edb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-index.edb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-large.edb.gz', pageBytes: 32768 },
  { path: 'samples/dissect-multi.edb.gz', pageBytes: 4096 },
  { path: 'samples/dissect-text.edb.gz', pageBytes: 4096 },
  { path: 'samples/goese-SRUDB.dat.gz', pageBytes: 4096 },
  { path: 'samples/goese-qmgr.db.gz', pageBytes: 16384 },
  { path: 'fixtures/backupset4k/a.db.gz', pageBytes: 4096 },
  { path: 'fixtures/clean16k/a.db.gz', pageBytes: 16384 },
  { path: 'fixtures/clean32k/a.db.gz', pageBytes: 32768 },
  { path: 'fixtures/clean4k/a.db.gz', pageBytes: 4096 },
  { path: 'fixtures/clean8k-small/a.db.gz', pageBytes: 8192 },
  { path: 'fixtures/dirty32k/a.db.gz', pageBytes: 32768 },
  { path: 'fixtures/dirty4k/a.db.gz', pageBytes: 4096 },
  { path: 'fixtures/dirty4k-all/a.db.gz', pageBytes: 4096 },
  { path: 'fixtures/streamset4k/a.db.gz', pageBytes: 4096 },
];

/** A shared file as 32-bit words, in memory of its own. */
export function sharedWords(relative: string): Uint32Array {
  const bytes = Uint8Array.from(sharedBytes(relative));
  return new Uint32Array(bytes.buffer, 0, bytes.length / 4);
}
