/** Code of the caller's that is known by the name of its module. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * What a module exports under a name; undefined when there is no such module, it fails, or it exports nothing of the
 * name. Names are looked up as from a file in the current directory.
 */
export function exportOf(moduleName: string, name: string): unknown {
  try {
    const exported: unknown = createRequire(join(process.cwd(), 'callbacks'))(moduleName);
    return typeof exported === 'object' && exported !== null ? Reflect.get(exported, name) : undefined;
  } catch {
    return undefined;
  }
}
