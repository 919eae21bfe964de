/** The API: transactions. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Begins a transaction or a save point inside one.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction-function
 */
export const jetBeginTransaction: JetApi['jetBeginTransaction'] = () => JET_errFeatureNotAvailable;

/**
 * Begins a transaction, read-only if so asked.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction2-function
 */
export const jetBeginTransaction2: JetApi['jetBeginTransaction2'] = () => JET_errFeatureNotAvailable;

/**
 * Begins a transaction with a number of the caller's choice.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetbegintransaction3-function
 */
export const jetBeginTransaction3: JetApi['jetBeginTransaction3'] = () => JET_errFeatureNotAvailable;

/**
 * Makes the changes since the matching begin permanent.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcommittransaction-function
 */
export const jetCommitTransaction: JetApi['jetCommitTransaction'] = () => JET_errFeatureNotAvailable;

/**
 * Makes changes permanent, on disk within `cmsecDurableCommit` milliseconds, and names the commit.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcommittransaction2-function
 */
export const jetCommitTransaction2: JetApi['jetCommitTransaction2'] = () => JET_errFeatureNotAvailable;

/**
 * Undoes the changes since the matching begin, or all of them.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetrollback-function
 */
export const jetRollback: JetApi['jetRollback'] = () => JET_errFeatureNotAvailable;
