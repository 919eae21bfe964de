/** Moments as headers and logs keep them: calendar fields in UTC, all zero when unset. */
import type { FieldType } from './layout';

export interface LogTime {
  readonly second: number;
  readonly minute: number;
  readonly hour: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  readonly yearSince1900: number;
  readonly millisecond: number;
  readonly isUtc: boolean;
  /** Set in a backup mark that an OS snapshot left. */
  readonly isSnapshot: boolean;
  /** Four bits without meaning, in some files not zero, kept so that a header is written back as it was. */
  readonly unused: number;
}

export const UNSET_TIME: LogTime = {
  second: 0,
  minute: 0,
  hour: 0,
  day: 0,
  month: 0,
  yearSince1900: 0,
  millisecond: 0,
  isUtc: false,
  isSnapshot: false,
  unused: 0,
};

/** The moment `milliseconds` after 1970-01-01T00:00:00Z. */
export function logTimeOf(milliseconds: number): LogTime {
  const date = new Date(milliseconds);
  return {
    second: date.getUTCSeconds(),
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    yearSince1900: date.getUTCFullYear() - 1900,
    millisecond: date.getUTCMilliseconds(),
    isUtc: true,
    isSnapshot: false,
    unused: 0,
  };
}

/** Milliseconds since 1970; null when unset. Times that do not say UTC are taken as UTC too. */
export function millisecondsOf(time: LogTime): number | null {
  if (isUnsetTime(time)) return null;
  return Date.UTC(
    1900 + time.yearSince1900,
    time.month - 1,
    time.day,
    time.hour,
    time.minute,
    time.second,
    time.millisecond,
  );
}

export function isUnsetTime(time: LogTime): boolean {
  return !time.isUtc && sameTime(time, UNSET_TIME);
}

/** Whether both are the same moment; the snapshot bit does not count. */
export function sameTime(a: LogTime, b: LogTime): boolean {
  return (
    a.yearSince1900 === b.yearSince1900 &&
    a.month === b.month &&
    a.day === b.day &&
    a.hour === b.hour &&
    a.minute === b.minute &&
    a.second === b.second &&
    a.millisecond === b.millisecond
  );
}

/** LOGTIME on disk: six calendar bytes, then UTC bit and 7 low, snapshot bit and 3 high bits of the milliseconds. */
export const logTime: FieldType<LogTime> = {
  size: 8,
  read: (bytes, at) => ({
    second: bytes[at],
    minute: bytes[at + 1],
    hour: bytes[at + 2],
    day: bytes[at + 3],
    month: bytes[at + 4],
    yearSince1900: bytes[at + 5],
    millisecond: (bytes[at + 6] >> 1) | (((bytes[at + 7] >> 1) & 7) << 7),
    isUtc: (bytes[at + 6] & 1) !== 0,
    isSnapshot: (bytes[at + 7] & 1) !== 0,
    unused: bytes[at + 7] >> 4,
  }),
  write(bytes, at, time) {
    bytes[at] = time.second;
    bytes[at + 1] = time.minute;
    bytes[at + 2] = time.hour;
    bytes[at + 3] = time.day;
    bytes[at + 4] = time.month;
    bytes[at + 5] = time.yearSince1900;
    bytes[at + 6] = Number(time.isUtc) | ((time.millisecond & 0x7f) << 1);
    bytes[at + 7] = Number(time.isSnapshot) | ((time.millisecond >> 7) << 1) | (time.unused << 4);
  },
};
