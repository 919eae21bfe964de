/**
 * A process that commits rows is killed a hundred times, at moments that nobody chose, and each time another one begins on
 * what is left on the real disk. What was said to be committed is there, of the last commit all or nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  JET_paramDatabasePageSize,
  JET_paramLogFilePath,
  JET_paramLogFileSize,
  JET_paramMaxTemporaryTables,
  JET_paramSystemPath,
  JET_paramTempPath,
} from '../../include/parameters';
import { ref } from '../../include/ref';
import * as api from '../../src/api';
import { setPartsFactory } from '../../src/instance/parts';
import { setPlatform, STORAGE } from '../../src/instance/storage';
import { requireSuccess } from '../support/attached';
import { createdInstance, endEverything } from '../support/instances';
import { Random } from '../support/random';
import { observe } from './observe';
