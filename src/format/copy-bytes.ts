/**
 * Copies bytes between buffers without making a view of either: in words where the run is long enough. Views of the
 * sources used last are kept, because it is the same few again and again; the target's view the caller has.
 */
const LONG_RUN = 24;
/** From here on a view made for the copy costs less than the loop. */
const VERY_LONG_RUN = 2048;
const SLOTS = 8;

const buffers: Uint8Array[] = [];
const views: DataView[] = [];
let next = 0;

export function copyRun(
  from: Uint8Array,
  fromStart: number,
  to: Uint8Array,
  toView: DataView,
  toStart: number,
  length: number,
): void {
  if (length >= VERY_LONG_RUN) {
    to.set(from.subarray(fromStart, fromStart + length), toStart);
    return;
  }
  let i = 0;
  if (length >= LONG_RUN) {
    const source = viewOf(from);
    for (; i + 8 <= length; i += 8) {
      toView.setUint32(toStart + i, source.getUint32(fromStart + i));
      toView.setUint32(toStart + i + 4, source.getUint32(fromStart + i + 4));
    }
  }
  for (; i < length; i++) to[toStart + i] = from[fromStart + i];
}

/** The view of a buffer; the buffer that was made a view of longest ago gives way to a new one. */
function viewOf(bytes: Uint8Array): DataView {
  for (let slot = 0; slot < buffers.length; slot++) if (buffers[slot] === bytes) return views[slot];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  buffers[next] = bytes;
  views[next] = view;
  next = (next + 1) % SLOTS;
  return view;
}

/** Up to so many bytes a loop is faster than a call that copies. */
const SHORT_VALUE = 32;

/** Copies a value from a buffer that will not be seen again: no view of it is made when it is all of the buffer. */
export function copyValue(
  from: Uint8Array,
  fromStart: number,
  to: Uint8Array,
  toStart: number,
  length: number,
): void {
  if (length > SHORT_VALUE && fromStart === 0 && length === from.length) to.set(from, toStart);
  else for (let i = 0; i < length; i++) to[toStart + i] = from[fromStart + i];
}
