/** Structs: the marks that log files and backups leave in headers. */
import { defineFixedStruct, type StructOf } from '../struct';
import { bits, charArray, i32, over, u16, u32, u8 } from '../struct-members';

/**
 * A moment as log files store it; years count from 1900.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-logtime-structure
 */
export const JET_LOGTIME = defineFixedStruct('JET_LOGTIME', 8, {
  bSeconds: u8,
  bMinutes: u8,
  bHours: u8,
  bDay: u8,
  bMonth: u8,
  bYear: u8,
  bFiller1: u8,
  fTimeIsUTC: over('bFiller1', bits(u8, 0, 1)),
  bMillisecondsLow: over('bFiller1', bits(u8, 1, 7)),
  bFiller2: u8,
  fReserved: over('bFiller2', bits(u8, 0, 1)),
  bMillisecondsHigh: over('bFiller2', bits(u8, 1, 3)),
  fUnused: over('bFiller2', bits(u8, 4, 4)),
});
export type JET_LOGTIME = StructOf<typeof JET_LOGTIME>;

/**
 * The moment of a backup; years count from 1900.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-bklogtime-structure
 */
export const JET_BKLOGTIME = defineFixedStruct('JET_BKLOGTIME', 8, {
  bSeconds: u8,
  bMinutes: u8,
  bHours: u8,
  bDay: u8,
  bMonth: u8,
  bYear: u8,
  bFiller1: u8,
  fTimeIsUTC: over('bFiller1', bits(u8, 0, 1)),
  bMillisecondsLow: over('bFiller1', bits(u8, 1, 7)),
  bFiller2: u8,
  fOSSnapshot: over('bFiller2', bits(u8, 0, 1)),
  bMillisecondsHigh: over('bFiller2', bits(u8, 1, 3)),
  fReserved: over('bFiller2', bits(u8, 4, 4)),
});
export type JET_BKLOGTIME = StructOf<typeof JET_BKLOGTIME>;

/**
 * A place in the log: byte, sector, generation.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-lgpos-structure
 */
export const JET_LGPOS = defineFixedStruct(
  'JET_LGPOS',
  8,
  {
    ib: u16,
    isec: u16,
    lGeneration: i32,
  },
  1,
);
export type JET_LGPOS = StructOf<typeof JET_LGPOS>;

/**
 * Identifies a database or a sequence of logs.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-signature-structure
 */
export const JET_SIGNATURE = defineFixedStruct(
  'JET_SIGNATURE',
  28,
  {
    ulRandom: u32,
    logtimeCreate: JET_LOGTIME.member,
    szComputerName: charArray(16),
  },
  1,
);
export type JET_SIGNATURE = StructOf<typeof JET_SIGNATURE>;

/**
 * Where and when a backup was made.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jet-bkinfo-structure
 */
export const JET_BKINFO = defineFixedStruct(
  'JET_BKINFO',
  24,
  {
    lgposMark: JET_LGPOS.member,
    logtimeMark: JET_LOGTIME.member,
    bklogtimeMark: over('logtimeMark', JET_BKLOGTIME.member),
    genLow: u32,
    genHigh: u32,
  },
  1,
);
export type JET_BKINFO = StructOf<typeof JET_BKINFO>;
