/**
 * The checkpoint file: from where the log has to be read at the next start. It is also what one process owns while it
 * uses a log sequence: its lock ends with the process, however that ends.
 *
 * Invariants
 *  1. While the file is open no other process can open it this way.
 *  2. `write` replaces the first copy and makes it durable before it touches the second.
 */
import { JET_errFileAccessDenied } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import {
  CHECKPOINT_BYTES,
  CHECKPOINT_FILE_BYTES,
  encodeCheckpoint,
  readCheckpoint,
  type Checkpoint,
} from '../format/checkpoint';
import { readStart } from '../format/header-page';
import type { FileSystem, OpenFile } from '../os/file-system';

export class CheckpointFile {
  constructor(readonly file: OpenFile) {}

  /** What the file says; null when it is empty, as it is before the first write. */
  read(): Checkpoint | null {
    if (this.file.size() === 0) return null;
    return readCheckpoint(readStart(this.file, CHECKPOINT_FILE_BYTES)).checkpoint;
  }

  write(checkpoint: Checkpoint): void {
    const copy = encodeCheckpoint(checkpoint);
    this.file.write(copy, 0, CHECKPOINT_BYTES, 0);
    this.file.sync();
    this.file.write(copy, 0, CHECKPOINT_BYTES, CHECKPOINT_BYTES);
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }
}

/** Opens the file, made empty when it is absent; JET_errFileAccessDenied while another process has it. */
export function openCheckpointFile(files: FileSystem, path: string): CheckpointFile {
  const file = files.open(path, 'create');
  try {
    if (file.tryLock('exclusive')) return new CheckpointFile(file);
    return fail(JET_errFileAccessDenied, `${path} belongs to another process`);
  } catch (failure) {
    file.close();
    throw failure;
  }
}
