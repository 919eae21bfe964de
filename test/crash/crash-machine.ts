/**
 * An instance with small logs and few pages, on a disk in memory that remembers what was done to it. It can end, and
 * begin again on the same disk.
 */
import {
  JET_paramCacheSizeMax,
  JET_paramCheckpointDepthMax,
  JET_paramCircularLog,
  JET_paramDatabasePageSize,
  JET_paramDbExtensionSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import type { Instance } from '../../src/instance/instance';
import { setPartsFactory } from '../../src/instance/parts';
import { registry } from '../../src/instance/registry';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { endEverything } from '../support/instances';
import { type Image, MemoryFileSystem } from '../support/memory-file-system';

/** How an instance is set up. */
export interface Settings {
  readonly pageBytes: number;
  readonly logKib: number;
  readonly cachePages: number;
  readonly isCircular: boolean;
  readonly checkpointDepth: number;
}

export const SETTINGS: Settings = {
  pageBytes: 4096,
  logKib: 64,
  cachePages: 128,
  isCircular: false,
  checkpointDepth: 20_971_520,
};

/** Pages by which a database grows, and that a new one has. */
const EXTENSION_PAGES = 32;
const FOLDERS = ['/data', '/logs'];
let instances = 0;

/** An empty disk with the folders that instances want. */
export function emptyDisk(): Image {
  const files = new MemoryFileSystem(undefined, { keepsJournal: false });
  for (const folder of FOLDERS) files.makeDirectory(folder);
  return files.image();
}

export class CrashMachine {
  readonly files: MemoryFileSystem;
  instance = 0;
  #now = Date.UTC(2026, 10, 25);
  #chance = 1;

  constructor(
    disk: Image,
    readonly settings: Settings,
    keepsJournal = true,
  ) {
    this.files = new MemoryFileSystem(disk, { keepsJournal });
    this.takeOver();
  }

  /** Ends the instances of other machines as a crash would; those to come are this machine's. */
  takeOver(): void {
    endEverything();
    setPartsFactory(STORAGE);
    setPlatform({
      files: this.files,
      clock: { now: () => this.#now++ },
      randomness: { nextU32: () => this.#chance++ },
    });
  }

  /** Starts an instance; answers what jetInit answered. */
  init(): number {
    const { settings } = this;
    api.jetSetSystemParameter(null, null, JET_paramDatabasePageSize, settings.pageBytes, null);
    api.jetSetSystemParameter(null, null, JET_paramCacheSizeMax, settings.cachePages, null);
    const place = ref(0);
    api.jetCreateInstance(place, `machine ${++instances}`);
    for (const id of [JET_paramSystemPath, JET_paramLogFilePath, JET_paramTempPath])
      api.jetSetSystemParameter(place, null, id, 0, '/logs');
    const numbers: readonly (readonly [number, number])[] = [
      [JET_paramLogFileSize, settings.logKib],
      [JET_paramMaxTemporaryTables, 0],
      [JET_paramCircularLog, settings.isCircular ? 1 : 0],
      [JET_paramCheckpointDepthMax, settings.checkpointDepth],
      [JET_paramDbExtensionSize, EXTENSION_PAGES],
    ];
    for (const [id, value] of numbers) api.jetSetSystemParameter(place, null, id, value, null);
    const err = api.jetInit(place);
    this.instance = place.value;
    return err;
  }

  term(bits = 0): number {
    return api.jetTerm2(this.instance, bits);
  }

  /** The running instance, from inside. */
  get running(): Instance {
    return registry.instances[0];
  }

  /** How much has happened on the disk. */
  get moment(): number {
    return this.files.journal.length;
  }
}
