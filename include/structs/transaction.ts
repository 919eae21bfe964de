/** Structs: transactions. */
import { defineFixedStruct, type StructOf } from '../struct';
import { i32, i64 } from '../struct-members';
import { JET_SIGNATURE } from './log-marks';

/** Identifies a commit in a sequence of logs. */
export const JET_COMMIT_ID = defineFixedStruct('JET_COMMIT_ID', 40, {
  signLog: JET_SIGNATURE.member,
  reserved: i32,
  commitId: i64,
});
export type JET_COMMIT_ID = StructOf<typeof JET_COMMIT_ID>;
