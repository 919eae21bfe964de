/** What is done before the power is lost: each workload is one way of using the engine, drawn from a seed. */
import type { Workload } from './power-loss-runs';
import { DATABASE_WORKLOADS } from './workloads-of-databases';
import { ROW_WORKLOADS } from './workloads-of-rows';
import { SCHEMA_WORKLOADS } from './workloads-of-schemas';
import { TRANSACTION_WORKLOADS } from './workloads-of-transactions';
import { LONG_VALUE_WORKLOADS } from './workloads-of-long-values';

export const WORKLOADS: readonly Workload[] = [
  ...ROW_WORKLOADS,
  ...LONG_VALUE_WORKLOADS,
  ...TRANSACTION_WORKLOADS,
  ...SCHEMA_WORKLOADS,
  ...DATABASE_WORKLOADS,
];
