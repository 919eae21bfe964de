/** A node that is to be put into a tree: its key, its data and its flags. Points at bytes of somebody else. */
export interface NodeChange {
  /** The key is the first `keyLength` bytes. */
  readonly key: Uint8Array;
  readonly keyLength: number;
  readonly data: Uint8Array;
  readonly dataStart: number;
  readonly dataLength: number;
  readonly flags: number;
}
