/** The flat API: twenty-one families; a file of a family exports its functions and nothing else. */
import { setPartsFactory } from '../instance/parts';
import { STORAGE } from '../instance/storage';

export * from './instance';
export * from './parameters';
export * from './session';
export * from './transaction';
export * from './database';
export * from './table';
export * from './table-ddl';
export * from './temporary-table';
export * from './column-ddl';
export * from './index-ddl';
export * from './schema-info';
export * from './navigation';
export * from './position';
export * from './retrieval';
export * from './set-column';
export * from './update';
export * from './callback';
export * from './file-backup';
export * from './streaming-backup';
export * from './snapshot-backup';
export * from './maintenance';
export * from './diagnostics';

/** Instances made through the API keep files, logs and databases. */
setPartsFactory(STORAGE);
