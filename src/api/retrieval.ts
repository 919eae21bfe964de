/** The API: reading columns. */
import { JET_errFeatureNotAvailable, JET_errSuccess } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';
import { succeeded } from './api-call';

/**
 * Reads one value of a column; `cbData` is in bytes.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievecolumn-function
 */
export const jetRetrieveColumn: JetApi['jetRetrieveColumn'] = () => JET_errFeatureNotAvailable;

/**
 * Reads values of several columns; each tells its own outcome.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetretrievecolumns-function
 */
export const jetRetrieveColumns: JetApi['jetRetrieveColumns'] = () => JET_errFeatureNotAvailable;

/**
 * Lists columns of a record and all their values.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetenumeratecolumns-function
 */
export const jetEnumerateColumns: JetApi['jetEnumerateColumns'] = () => JET_errFeatureNotAvailable;

/**
 * Measures the current record.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordsize-function
 */
export const jetGetRecordSize: JetApi['jetGetRecordSize'] = () => JET_errFeatureNotAvailable;

/**
 * Measures the current record, with what compression saves.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetrecordsize2-function
 */
export const jetGetRecordSize2: JetApi['jetGetRecordSize2'] = () => JET_errFeatureNotAvailable;

/**
 * Frees what an API call allocated; memory here frees itself, so it only answers.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetfreebuffer-function
 */
export const jetFreeBuffer: JetApi['jetFreeBuffer'] = () => succeeded('JetFreeBuffer', JET_errSuccess);
