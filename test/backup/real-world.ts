/** An instance on real files: a folder of its own with copies of a committed database, attached with a log. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as api from '../../src/api';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import { committedDatabase } from '../support/cached-file';
import { PAGE } from './world';

const LOG_KIB = 256;
let instances = 0;

export class RealWorld {
  readonly folder: string;
  instance = 0;
  session = 0;
  database = 0;

  constructor(readonly options: ReadonlyMap<number, number | string> = new Map()) {
    this.folder = mkdtempSync(join(tmpdir(), 'esent-backup-'));
    this.copyDatabase('a.db');
    this.start();
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  copyDatabase(name: string): void {
    writeFileSync(this.path(name), committedDatabase('clean8k-small'));
  }

  /** Creates and starts an instance on the folder, and attaches and opens its first database. */
  start(): void {
    must(api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, PAGE, null));
    const instance = ref(0);
    must(api.jetCreateInstance(instance, `real ${++instances}`));
    for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      this.#set(instance.value, id, this.folder);
    this.#set(instance.value, JET_paramLogFileSize, LOG_KIB);
    this.#set(instance.value, JET_paramMaxTemporaryTables, 0);
    for (const [id, value] of this.options) this.#set(instance.value, id, value);
    must(api.jetInit(instance));
    this.instance = instance.value;
    const session = ref(0);
    must(api.jetBeginSession(this.instance, session, null, null));
    this.session = session.value;
    must(api.jetAttachDatabase(this.session, this.path('a.db'), 0));
    const database = ref(0);
    must(api.jetOpenDatabase(this.session, this.path('a.db'), null, database, 0));
    this.database = database.value;
  }

  logs(): string[] {
    return readdirSync(this.folder).filter((name) => /^edb[0-9A-F]{5}\.log$/.test(name));
  }

  stop(): void {
    api.jetTerm2(this.instance, 2);
  }

  /** Stops and removes everything. */
  dispose(): void {
    this.stop();
    rmSync(this.folder, { recursive: true });
  }

  #set(instance: number, id: number, value: number | string): void {
    const isText = typeof value === 'string';
    must(api.jetSetSystemParameter(ref(instance), null, id, isText ? 0 : value, isText ? value : null));
  }
}

function must(err: number): void {
  if (err < 0) throw new Error(`a step that only prepares failed with ${err}`);
}
