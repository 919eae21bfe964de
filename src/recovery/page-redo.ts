/**
 * Redo of everything that changes pages: takes the records of a log in order, and leaves the pages as they were when the log
 * ended, whatever part of that had reached the files before.
 *
 *   MacroBegin ─▶ the session's records of the same time are collected ─▶ MacroCommit: all are done
 *                                                                      └▶ MacroAbort, or the log ends: none is
 *
 * Invariants
 *  1. A record of a database that is not given changes nothing.
 *  2. Records of a macro are copied: what a reader stands on is good until its next step.
 *  3. The rest of a macro that began before the first record given is passed over: reading begins where no page needs more.
 *  4. A macro is done as one: a split, or a merge. A root that moves and a page that moves are not done here
 *     (JET_errFeatureNotAvailable): only defragmentation of newer engines writes them.
 */
import { JET_errFeatureNotAvailable, JET_errLogFileCorrupt } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import { u16, u32, u8 } from '../format/layout';
import { decodeExtend } from '../log/creation-records';
import { NodeRecord } from '../log/node-records';
import { RECORD, recordName } from '../log/record-types';
import { NewPageRecord, NewTreeRecord } from '../log/space-records';
import { MacroRecord } from '../log/transaction-records';
import { MergeRecord, SplitRecord } from '../log/tree-records';
import { MacroRecords } from './macro-records';
import { isKnownMerge, MergeRedo } from './redo-merges';
import type { RedoListener } from './redo-listener';
import { NodeRedo } from './redo-nodes';
import type { RedoPages } from './redo-pages';
import { SplitRedo } from './redo-splits';
import { redoNewPage, redoTree } from './redo-trees';

const SESSION = 1;
const DATABASE = 3;
const TIME = 8;

export class PageRedo {
  readonly #find: (databaseId: number) => RedoPages | null;
  readonly #listener: RedoListener;
  readonly #nodes: NodeRedo;
  readonly #splits: SplitRedo;
  readonly #merges = new MergeRedo();
  readonly #node = new NodeRecord();
  readonly #macro = new MacroRecord();
  readonly #tree = new NewTreeRecord();
  readonly #newPage = new NewPageRecord();
  /** The macros that sessions are in, or were in; and how many are open. */
  readonly #macros = new Map<number, MacroRecords>();
  #openMacros = 0;
  /** The levels of splits, used again. */
  readonly #levels: SplitRecord[] = [];

  /** `find` says where a database is redone; null for one on which the present record is not to be done. */
  constructor(find: (databaseId: number) => RedoPages | null, listener: RedoListener) {
    this.#find = find;
    this.#listener = listener;
    this.#nodes = new NodeRedo(listener);
    this.#splits = new SplitRedo(this.#nodes);
  }

  /** Does the record of `length` bytes at `start` again; false when it is none of pages. */
  apply(bytes: Uint8Array, start: number, length: number): boolean {
    const type = bytes[start];
    if (this.#macro.read(bytes, start)) {
      this.#redoMacro();
      return true;
    }
    if (this.#collect(bytes, start, length)) return true;
    if (this.#node.read(bytes, start)) {
      const { header } = this.#node;
      const pages = header.hasNoTimeBefore && type !== RECORD.undoInfo ? null : this.#find(header.databaseId);
      if (pages !== null) this.#nodes.redo(pages, this.#node);
      return true;
    }
    if (this.#tree.read(bytes, start)) {
      this.#redoTree();
      return true;
    }
    if (this.#newPage.read(bytes, start)) {
      const pages = this.#find(this.#newPage.databaseId);
      if (pages !== null) redoNewPage(pages, this.#newPage);
      return true;
    }
    if (type === RECORD.extendDatabase) {
      const { databaseId, lastPage } = decodeExtend(bytes, start);
      this.#find(databaseId)?.makeRoom(lastPage);
      return true;
    }
    return this.#passOver(bytes, start);
  }

  /** The sessions have ended: macros that are not complete never happened. */
  forgetMacros(): void {
    this.#macros.clear();
    this.#openMacros = 0;
  }

  /** Keeps a record of the macro that its session is in. Before-images are told of at once. */
  #collect(bytes: Uint8Array, start: number, length: number): boolean {
    const type = bytes[start];
    if (!isInMacros(type)) return false;
    if (this.#openMacros === 0) return isOnlyInMacros(type);
    const macro = this.#macros.get(u16.read(bytes, start + SESSION));
    const isOfMacro =
      macro?.isOpen === true &&
      macro.timeLow === u32.read(bytes, start + TIME) &&
      macro.timeHigh === u32.read(bytes, start + TIME + 4);
    if (isOfMacro) macro.add(bytes, start, length);
    return isOfMacro || isOnlyInMacros(type);
  }

  #redoMacro(): void {
    const { type, sessionId, timeLow, timeHigh } = this.#macro;
    let macro = this.#macros.get(sessionId);
    if (type === RECORD.macroBegin) {
      if (macro === undefined) this.#macros.set(sessionId, (macro = new MacroRecords()));
      if (!macro.isOpen) this.#openMacros++;
      macro.begin(timeLow, timeHigh);
      return;
    }
    if (macro?.isOpen !== true) return;
    macro.isOpen = false;
    this.#openMacros--;
    if (type === RECORD.macroAbort || macro.count === 0) return;
    const pages = this.#find(u8.read(macro.bytes, macro.start(0) + DATABASE));
    if (pages === null) return;
    const first = macro.type(0);
    if (first === RECORD.split || first === RECORD.splitOld) this.#redoSplit(pages, macro);
    else if (first === RECORD.merge || first === RECORD.mergeOld) this.#redoMerge(pages, macro);
    else unavailable(first);
  }

  #redoSplit(pages: RedoPages, macro: MacroRecords): void {
    let count = 0;
    let change: NodeRecord | null = null;
    for (let index = 0; index < macro.count; index++) {
      if (count === this.#levels.length) this.#levels.push(new SplitRecord());
      const start = macro.start(index);
      if (this.#levels[count].read(macro.bytes, start)) count++;
      else if (change === null && this.#node.read(macro.bytes, start)) change = this.#node;
      else refuse(macro.type(index), 'is in the macro of a split');
    }
    this.#splits.redo(pages, this.#levels.slice(0, count), change);
  }

  #redoMerge(pages: RedoPages, macro: MacroRecords): void {
    const levels: MergeRecord[] = [];
    for (let index = 0; index < macro.count; index++) {
      const level = new MergeRecord();
      if (level.read(macro.bytes, macro.start(index))) levels.push(level);
      else refuse(macro.type(index), 'is in the macro of a merge');
    }
    if (!isKnownMerge(levels[levels.length - 1].kind)) unavailable(macro.type(0));
    this.#merges.redo(pages, levels);
  }

  #redoTree(): void {
    const pages = this.#find(this.#tree.header.databaseId);
    if (pages === null) return;
    this.#listener.treeCreated(this.#tree);
    redoTree(pages, this.#tree);
  }

  /** Records that change pages in ways that are not known here; true when nothing has to be done. */
  #passOver(bytes: Uint8Array, start: number): boolean {
    const type = bytes[start];
    switch (type) {
      case RECORD.macroInfo:
      case RECORD.macroInfo2:
      case RECORD.scanCheck:
      case RECORD.pagePatchRequest:
      case RECORD.extentFreed:
      case RECORD.extentFreedTimed:
        return true;
      case RECORD.scrub:
      case RECORD.pageMove:
      case RECORD.rootPageMove:
      case RECORD.shrinkDatabaseOld:
      case RECORD.shrinkDatabase:
      case RECORD.shrinkDatabaseTimed:
      case RECORD.trimDatabase:
        return unavailable(type);
      default:
        return false;
    }
  }
}

/** Whether records of a type can be parts of a macro: those that begin with a page's header. */
function isInMacros(type: number): boolean {
  return isOnlyInMacros(type) || (type >= RECORD.insert && type <= RECORD.delete);
}

function isOnlyInMacros(type: number): boolean {
  return (
    type === RECORD.split || type === RECORD.splitOld || type === RECORD.merge || type === RECORD.mergeOld
  );
}

function unavailable(type: number): never {
  return fail(JET_errFeatureNotAvailable, `${recordName(type)} cannot be done again`);
}

function refuse(type: number, what: string): never {
  return fail(JET_errLogFileCorrupt, `${recordName(type)} ${what}`);
}
