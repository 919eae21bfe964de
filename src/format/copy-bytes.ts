/**
 * Copies bytes between buffers without making a view of either: in words where the run is long enough. One view of the
 * source and one of the target used last are kept, because it is the same few buffers again and again.
 */
const LONG_RUN = 24;
/** From here on a view made for the copy costs less than the loop. */
const VERY_LONG_RUN = 2048;

let source: Uint8Array = new Uint8Array(0);
let sourceView = new DataView(source.buffer);
let target: Uint8Array = source;
let targetView = sourceView;

export function copyRun(
  from: Uint8Array,
  fromStart: number,
  to: Uint8Array,
  toStart: number,
  length: number,
): void {
  if (length >= VERY_LONG_RUN) {
    to.set(from.subarray(fromStart, fromStart + length), toStart);
    return;
  }
  let i = 0;
  if (length >= LONG_RUN) {
    if (from !== source) {
      source = from;
      sourceView = new DataView(from.buffer, from.byteOffset, from.byteLength);
    }
    if (to !== target) {
      target = to;
      targetView = new DataView(to.buffer, to.byteOffset, to.byteLength);
    }
    for (; i + 8 <= length; i += 8) {
      targetView.setUint32(toStart + i, sourceView.getUint32(fromStart + i));
      targetView.setUint32(toStart + i + 4, sourceView.getUint32(fromStart + i + 4));
    }
  }
  for (; i < length; i++) to[toStart + i] = from[fromStart + i];
}
