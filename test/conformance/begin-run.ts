/** Jest calls this before the first test. */
import { beginRun } from './whole-run';

export = beginRun;
