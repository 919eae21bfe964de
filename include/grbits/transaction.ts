/** Options (grbits): transactions and their durability. */

// JET_PFNDURABLECOMMITCALLBACK
export const JET_bitDurableCommitCallbackLogUnavailable = 0x00000001;

// JetBeginTransaction2, JetBeginTransaction3
export const JET_bitTransactionReadOnly = 0x00000001;

// JetCommitTransaction, JetCommitTransaction2
export const JET_bitCommitLazyFlush = 0x00000001;
export const JET_bitWaitLastLevel0Commit = 0x00000002;
export const JET_bitWaitAllLevel0Commit = 0x00000008;
export const JET_bitForceNewLog = 0x00000010;

// JetRollback
export const JET_bitRollbackAll = 0x00000001;
