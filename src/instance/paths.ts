/**
 * Where an instance keeps its files. At the start of an instance its paths become absolute, and no two running
 * instances may share one: the temporary database is compared first, then the folders of checkpoint and logs.
 */
import { join, resolve, sep } from 'node:path';
import { JET_errLogFilePathInUse, JET_errSystemPathInUse, JET_errTempPathInUse } from '../../errors/codes';
import { fail } from '../../errors/jet-error';
import type { JET_ERR } from '../../include/handles';
import {
  JET_paramLogFilePath,
  JET_paramMaxTemporaryTables,
  JET_paramRecovery,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { hostPath } from '../os/paths';
import type { Instance } from './instance';
import type { ParameterSet } from './parameters';

const DEFAULT_TEMPORARY_NAME = 'tmp.edb';

/** Whether the instance keeps logs, and can recover from them: `on` and `repair` say so, anything else is no. */
export function isLogging(parameters: ParameterSet): boolean {
  const recovery = parameters.text(JET_paramRecovery).toLowerCase();
  return recovery === 'on' || recovery === 'repair';
}

/** Makes the paths absolute, and refuses one that another running instance has. */
export function requireOwnPaths(starting: Instance, instances: readonly Instance[]): void {
  makeAbsolute(starting.parameters);
  for (const other of instances)
    if (other !== starting && isInitialised(other)) {
      const err = collision(starting.parameters, other.parameters);
      if (err !== null) fail(err, `with the instance ${other.name ?? 'without a name'}`);
    }
}

const isInitialised = (instance: Instance): boolean =>
  instance.state === 'running' || instance.state === 'terminating';

function makeAbsolute(parameters: ParameterSet): void {
  const systemPath = folder(parameters.text(JET_paramSystemPath));
  const temporary = hostPath(parameters.text(JET_paramTempPath));
  const named = temporary === '' || temporary.endsWith(sep) ? temporary + DEFAULT_TEMPORARY_NAME : temporary;
  parameters.complete(JET_paramSystemPath, systemPath);
  parameters.complete(JET_paramLogFilePath, folder(parameters.text(JET_paramLogFilePath)));
  parameters.complete(JET_paramTempPath, named.includes(sep) ? resolve(named) : join(systemPath, named));
}

function folder(path: string): string {
  const absolute = resolve(hostPath(path));
  return absolute.endsWith(sep) ? absolute : absolute + sep;
}

function collision(mine: ParameterSet, other: ParameterSet): JET_ERR | null {
  const shares = (id: number): boolean => mine.text(id).toLowerCase() === other.text(id).toLowerCase();
  const isTemporary =
    mine.number(JET_paramMaxTemporaryTables) > 0 && other.number(JET_paramMaxTemporaryTables) > 0;
  if (isTemporary && shares(JET_paramTempPath)) return JET_errTempPathInUse;
  if (!isLogging(mine) || !isLogging(other)) return null;
  if (shares(JET_paramSystemPath)) return JET_errSystemPathInUse;
  return shares(JET_paramLogFilePath) ? JET_errLogFilePathInUse : null;
}
