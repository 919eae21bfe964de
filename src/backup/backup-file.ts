/** A file that a backup has open. */

export interface BackupFile {
  /** Bytes that reading delivers in all. */
  readonly size: number;
  /** Whether everything was delivered. */
  readonly isFinished: boolean;
  /** Whether nothing was delivered yet. */
  readonly isUntouched: boolean;
  /** The least number of pages that the first read may ask for. */
  readonly leastFirstPages: number;
  /** Delivers the next bytes into `target`; 0 at the end. */
  read(target: Uint8Array): number;
  close(): void;
}
