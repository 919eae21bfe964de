/** Reading the files of a backup, with a progress bar. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import type { JET_HANDLE } from '../../include/handles';
import { ref } from '../../include/ref';
import * as jet from '../api';
import { JET_errSuccess } from '../../errors/codes';
import { expectCode } from './demo-calls';

export interface StreamedFile {
  readonly name: string;
  readonly copy: string;
  readonly bytes: number;
}

/** A file that was opened and read half way. */
export interface HalfRead {
  readonly handle: JET_HANDLE;
  readonly buffer: Uint8Array;
}

const BUFFER_BYTES = 1 << 20;
const SMALL_BUFFER_BYTES = 1 << 17;
const KIB = 1024;

/** Opens a database of the backup and reads the first half of it. */
export function streamHalf(name: string): HalfRead {
  const { handle, size } = open(name);
  const buffer = new Uint8Array(SMALL_BUFFER_BYTES);
  const bar = startBar(name, size);
  const read = ref(0);
  let done = 0;
  try {
    while (done < size / 2) {
      readInto(handle, buffer, read);
      if (read.value === 0) break;
      done += read.value;
      bar.update(Math.round(done / KIB));
    }
  } finally {
    bar.stop();
  }
  return { handle, buffer };
}

/** Reads one file of the backup to its end and writes what came to a copy in `folder`. */
export function streamFile(name: string, folder: string): StreamedFile {
  const { handle, size } = open(name);
  const copy = join(folder, `backup-of-${basename(name)}`);
  const file = openSync(copy, 'w');
  const buffer = new Uint8Array(BUFFER_BYTES);
  const bar = startBar(name, size);
  const read = ref(0);
  let done = 0;
  try {
    do {
      readInto(handle, buffer, read);
      writeSync(file, buffer, 0, read.value);
      done += read.value;
      bar.update(Math.round(done / KIB));
    } while (read.value > 0);
  } finally {
    bar.stop();
    closeSync(file);
  }
  expectCode('JetCloseFile', jet.jetCloseFile(handle));
  return { name, copy, bytes: done };
}

function open(name: string): { handle: JET_HANDLE; size: number } {
  const handle = ref<JET_HANDLE>(0);
  const low = ref(0);
  const high = ref(0);
  expectCode('JetOpenFile', jet.jetOpenFile(name, handle, low, high));
  return { handle: handle.value, size: high.value * 2 ** 32 + low.value };
}

function readInto(handle: JET_HANDLE, buffer: Uint8Array, read: { value: number }): void {
  const err = jet.jetReadFile(handle, buffer, buffer.length, read);
  if (err !== JET_errSuccess) expectCode('JetReadFile', err);
}

function startBar(name: string, size: number): SingleBar {
  const format = `  {bar} {percentage}% | {value} of {total} KiB | ${basename(name)}`;
  const bar = new SingleBar({ format }, Presets.shades_classic);
  bar.start(Math.round(size / KIB), 0);
  return bar;
}
