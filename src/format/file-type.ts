/** The file type that every header page keeps at the same place, so that files cannot be taken for each other. */
export const FILE_TYPE_UNKNOWN = 0;
export const FILE_TYPE_DATABASE = 1;
export const FILE_TYPE_LOG = 3;
export const FILE_TYPE_CHECKPOINT = 4;
export const FILE_TYPE_TEMPORARY_DATABASE = 5;
