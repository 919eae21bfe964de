/**
 * The package: constants, structs and `ref` of `include`, every code, and the 162 functions, all flat. Nothing else
 * is public.
 */
import * as api from './api';
import type { JetApi } from '../include/jet-api';

export * from '../include/ref';
export * from '../include/handles';
export * from '../include/callback-types';
export * from '../include/callbacks';
export * from '../include/column-types';
export * from '../include/error-categories';
export * from '../include/info-levels';
export * from '../include/limits';
export * from '../include/navigation';
export * from '../include/object-types';
export * from '../include/parameters';
export * from '../include/prepare-update';
export * from '../include/grbits/callback';
export * from '../include/grbits/column-ddl';
export * from '../include/grbits/database';
export * from '../include/grbits/diagnostics';
export * from '../include/grbits/index-ddl';
export * from '../include/grbits/instance';
export * from '../include/grbits/maintenance';
export * from '../include/grbits/navigation';
export * from '../include/grbits/nil';
export * from '../include/grbits/parameters';
export * from '../include/grbits/position';
export * from '../include/grbits/retrieval';
export * from '../include/grbits/schema-info';
export * from '../include/grbits/snapshot-backup';
export * from '../include/grbits/streaming-backup';
export * from '../include/grbits/table';
export * from '../include/grbits/temporary-table';
export * from '../include/grbits/transaction';
export * from '../include/grbits/update';
export * from '../include/structs/callback';
export * from '../include/structs/column-ddl';
export * from '../include/structs/database';
export * from '../include/structs/diagnostics';
export * from '../include/structs/index-ddl';
export * from '../include/structs/instance';
export * from '../include/structs/log-marks';
export * from '../include/structs/maintenance';
export * from '../include/structs/navigation';
export * from '../include/structs/parameters';
export * from '../include/structs/position';
export * from '../include/structs/retrieval';
export * from '../include/structs/schema-info';
export * from '../include/structs/streaming-backup';
export * from '../include/structs/table';
export * from '../include/structs/temporary-table';
export * from '../include/structs/transaction';
export * from '../include/structs/update';
export * from '../include/structs/variants';
export type { JetApi } from '../include/jet-api';
export * from '../errors/codes';
export * from './api';

// A missing function or a wrong parameter stops the compiler here.
api satisfies JetApi;
