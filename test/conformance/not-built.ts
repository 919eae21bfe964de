/**
 * The functions that are not built yet: they answer JET_errFeatureNotAvailable whatever they are given.
 * `docs/conformance.md` shows the list to readers; both are held to what the functions really answer.
 */
export const NOT_BUILT: readonly string[] = [
  'jetBackup',
  'jetBackupInstance',
  'jetRestore',
  'jetRestore2',
  'jetRestoreInstance',
  'jetExternalRestore',
  'jetExternalRestore2',
  'jetOSSnapshotPrepare',
  'jetOSSnapshotPrepareInstance',
  'jetOSSnapshotFreeze',
  'jetOSSnapshotGetFreezeInfo',
  'jetOSSnapshotThaw',
  'jetOSSnapshotAbort',
  'jetOSSnapshotTruncateLog',
  'jetOSSnapshotTruncateLogInstance',
  'jetOSSnapshotEnd',
  'jetCompact',
];
