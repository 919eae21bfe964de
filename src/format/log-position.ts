/** A place in the log stream: generation of the file, segment in the file, byte in the segment. */
import type { FieldType } from './layout';
import { i32, u16 } from './layout';

export interface LogPosition {
  readonly generation: number;
  readonly segment: number;
  readonly offset: number;
}

/** "Nowhere": what the fields of headers hold before something happened. */
export const NULL_POSITION: LogPosition = { generation: 0, segment: 0, offset: 0 };

/** Negative when `a` comes before `b`, 0 when they are the same place. */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  return a.generation - b.generation || a.segment - b.segment || a.offset - b.offset;
}

export function isNullPosition(position: LogPosition): boolean {
  return comparePositions(position, NULL_POSITION) === 0;
}

/** LGPOS on disk: u16 ib, u16 isec, i32 lGeneration. */
export const logPosition: FieldType<LogPosition> = {
  size: 8,
  read: (bytes, at) => ({
    generation: i32.read(bytes, at + 4),
    segment: u16.read(bytes, at + 2),
    offset: u16.read(bytes, at),
  }),
  write(bytes, at, position) {
    u16.write(bytes, at, position.offset);
    u16.write(bytes, at + 2, position.segment);
    i32.write(bytes, at + 4, position.generation);
  },
};
