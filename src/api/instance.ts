/** The API: starting, stopping and describing instances. */
import { JET_errFeatureNotAvailable } from '../../errors/codes';
import type { JetApi } from '../../include/jet-api';

/**
 * Lets the process run several instances and sets parameters for all of them; `pcsetsucceed` counts those that took effect.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetenablemultiinstance-function
 */
export const jetEnableMultiInstance: JetApi['jetEnableMultiInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Allocates an instance that JetInit can start.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateinstance-function
 */
export const jetCreateInstance: JetApi['jetCreateInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Allocates an instance with a display name that JetInit can start.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetcreateinstance2-function
 */
export const jetCreateInstance2: JetApi['jetCreateInstance2'] = () => JET_errFeatureNotAvailable;

/**
 * Starts an instance: recovers its databases from the logs and opens them for use.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit-function
 */
export const jetInit: JetApi['jetInit'] = () => JET_errFeatureNotAvailable;

/**
 * Starts an instance, with options.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit2-function
 */
export const jetInit2: JetApi['jetInit2'] = () => JET_errFeatureNotAvailable;

/**
 * Starts an instance, with options and with a map of databases to recover elsewhere.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetinit3-function
 */
export const jetInit3: JetApi['jetInit3'] = () => JET_errFeatureNotAvailable;

/**
 * Ends an instance cleanly; its sessions end and its databases are detached.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetterm-function
 */
export const jetTerm: JetApi['jetTerm'] = () => JET_errFeatureNotAvailable;

/**
 * Ends an instance cleanly or abruptly.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetterm2-function
 */
export const jetTerm2: JetApi['jetTerm2'] = () => JET_errFeatureNotAvailable;

/**
 * Makes the only instance refuse further work.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopservice-function
 */
export const jetStopService: JetApi['jetStopService'] = () => JET_errFeatureNotAvailable;

/**
 * Makes an instance refuse further work.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopserviceinstance-function
 */
export const jetStopServiceInstance: JetApi['jetStopServiceInstance'] = () => JET_errFeatureNotAvailable;

/**
 * Makes an instance refuse some or all further work, or take it up again.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetstopserviceinstance2-function
 */
export const jetStopServiceInstance2: JetApi['jetStopServiceInstance2'] = () => JET_errFeatureNotAvailable;

/**
 * Lists the running instances and their databases.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetinstanceinfo-function
 */
export const jetGetInstanceInfo: JetApi['jetGetInstanceInfo'] = () => JET_errFeatureNotAvailable;

/**
 * Tells the log signature of an instance.
 * https://learn.microsoft.com/windows/win32/extensible-storage-engine/jetgetinstancemiscinfo-function
 */
export const jetGetInstanceMiscInfo: JetApi['jetGetInstanceMiscInfo'] = () => JET_errFeatureNotAvailable;
