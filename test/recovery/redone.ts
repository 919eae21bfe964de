/** Redo of logs onto pages in memory: what recovery does with pages, without anything around it. */
import { type CachedFile, PageCache } from '../../src/cache/page-cache';
import { openLogFile } from '../../src/log/log-file';
import { LogReader } from '../../src/log/log-reader';
import type { NewTreeRecord } from '../../src/log/space-records';
import { Node } from '../../src/page/node';
import { NODE_COMPRESSED, NODE_VERSIONED } from '../../src/page/page-slab';
import { PageRedo } from '../../src/recovery/page-redo';
import type { RedoListener, RedoneChange } from '../../src/recovery/redo-listener';
import { RedoPages } from '../../src/recovery/redo-pages';
import { MemoryFileSystem } from '../support/memory-file-system';
import { MemoryPages } from '../support/memory-pages';

/** Page flags that say nothing of the content: they change with every write. */
const FLUSH_BITS = 0x18000;

/** One call of a listener, copied. */
export interface Told {
  readonly call: 'changed' | 'remembered' | 'undone' | 'treeCreated';
  readonly operation: number;
  readonly versionId: number;
  readonly isKnown: boolean;
  readonly session: number;
  readonly key: string;
  readonly old: string;
}

/** Remembers what it is told; knows the versions that it was told of, and so what an Undo takes back. */
export class RecordingListener implements RedoListener {
  readonly told: Told[] = [];
  readonly #old = new Map<number, { bytes: Uint8Array; offset: number; low: number; high: number }>();

  changed(change: RedoneChange): void {
    this.#keep('changed', change);
  }

  remembered(change: RedoneChange): void {
    this.#keep('remembered', change);
  }

  undone(change: RedoneChange): boolean {
    this.#tell('undone', change);
    const old = this.#old.get(change.versionId);
    if (old === undefined) return false;
    change.oldData = old.bytes;
    change.oldLength = old.bytes.length;
    change.offset = old.offset;
    change.deltaLow = old.low;
    change.deltaHigh = old.high;
    return true;
  }

  treeCreated(tree: NewTreeRecord): void {
    const { treeId, header } = tree;
    this.told.push({
      call: 'treeCreated',
      operation: 0,
      versionId: treeId,
      isKnown: true,
      session: header.sessionId,
      key: '',
      old: '',
    });
  }

  #keep(call: Told['call'], change: RedoneChange): void {
    this.#tell(call, change);
    if (!change.isKnown) return;
    const bytes = change.oldData.slice(change.oldStart, change.oldStart + change.oldLength);
    const { offset, deltaLow: low, deltaHigh: high } = change;
    this.#old.set(change.versionId, { bytes, offset, low, high });
  }

  #tell(call: Told['call'], change: RedoneChange): void {
    const { operation, versionId, isKnown, header, bookmark, oldData, oldStart, oldLength } = change;
    const key = Buffer.from(bookmark.bytes.subarray(0, bookmark.keyLength)).toString('hex');
    const old = Buffer.from(oldData.subarray(oldStart, oldStart + oldLength)).toString('hex');
    this.told.push({ call, operation, versionId, isKnown, session: header.sessionId, key, old });
  }
}

export class RedoneDatabase {
  readonly source: MemoryPages;
  readonly file: CachedFile;
  readonly pages: RedoPages;
  readonly listener = new RecordingListener();
  readonly redo: PageRedo;

  /** `database` is a file with its two header pages; null for one that the log makes. */
  constructor(
    readonly pageBytes: number,
    database: Uint8Array | null,
  ) {
    const count = database === null ? 0 : database.length / pageBytes - 2;
    this.source = new MemoryPages(pageBytes, count);
    for (let page = 1; page <= count && database !== null; page++)
      this.source.writePage(page, database, (page + 1) * pageBytes);
    this.file = new PageCache(pageBytes, 1024).open(this.source, this.source);
    this.pages = new RedoPages({
      file: this.file,
      readPages: this.source.readPages.bind(this.source),
      grow: (pages) => this.source.grow(pages),
    });
    this.redo = new PageRedo((id) => (id === 1 ? this.pages : null), this.listener);
  }

  /** Does the records of a log file again, at most `most` of them; returns how many there were. */
  replay(log: Uint8Array, most = Infinity): number {
    const files = new MemoryFileSystem();
    const file = files.open('/x.log', 'create');
    file.write(log, 0, log.length, 0);
    const reader = new LogReader(openLogFile(files, '/x.log'));
    let records = 0;
    while (records < most && reader.next()) {
      this.redo.apply(reader.bytes, reader.start, reader.length);
      records++;
    }
    return records;
  }

  /** The pages written so far, by number. */
  writtenPages(): Map<number, Uint8Array> {
    this.file.flush();
    const pages = new Map<number, Uint8Array>();
    for (const page of new Set(this.source.written)) {
      const bytes = new Uint8Array(this.pageBytes);
      this.source.readPage(page, bytes, 0);
      pages.set(page, bytes);
    }
    return pages;
  }

  /** What a page says, without what may differ: places of lines, and marks of versions. */
  describe(page: number): string {
    const { slab } = this.file;
    const base = this.file.fix(page);
    const node = new Node();
    const flags = slab.flags(base) & ~FLUSH_BITS;
    const head = [slab.dirtiedAtLow(base), slab.treeId(base), flags, slab.previousPage(base)];
    const lines = [`${page}: ${[...head, slab.nextPage(base)].join(' ')}`];
    const start = slab.lineStart(base, 0);
    lines.push(hex(slab.bytes, start, slab.lineLength(base, 0)));
    for (let tag = slab.firstNode(base); tag < slab.tagCount(base); tag++) {
      node.read(slab, base, tag);
      const prefix = (node.flags & NODE_COMPRESSED) !== 0 ? node.prefixLength : 0;
      const marks = node.flags & ~NODE_VERSIONED;
      const suffix = hex(slab.bytes, node.suffixStart, node.suffixLength);
      lines.push(`${marks} ${prefix} ${suffix} ${hex(slab.bytes, node.dataStart, node.dataLength)}`);
    }
    return lines.join('\n');
  }
}

const hex = (bytes: Uint8Array, start: number, length: number): string =>
  Buffer.from(bytes.subarray(start, start + length)).toString('hex');
