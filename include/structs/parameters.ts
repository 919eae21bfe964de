/** Structs: session parameters. */
import { defineFixedStruct, type StructOf } from '../struct';
import { u32, u8 } from '../struct-members';

/** Names the work of a session in its log records. */
export const JET_OPERATIONCONTEXT = defineFixedStruct('JET_OPERATIONCONTEXT', 8, {
  ulUserID: u32,
  nOperationID: u8,
  nOperationType: u8,
  nClientType: u8,
  fFlags: u8,
});
export type JET_OPERATIONCONTEXT = StructOf<typeof JET_OPERATIONCONTEXT>;
