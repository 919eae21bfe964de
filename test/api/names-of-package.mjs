/**
 * Checks that `import` sees every name that `require` sees: node test/api/names-of-package.mjs [entry file]
 * Node finds the names of a CommonJS package by reading its text, so a clever export could stay invisible.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const entry = resolve(process.argv[2] ?? 'dist/src/index.js');
const required = Object.keys(createRequire(import.meta.url)(entry));
const imported = await import(pathToFileURL(entry).href);

const invisible = required.filter((name) => !(name in imported));
const functions = required.filter((name) => name.startsWith('jet'));
console.log(
  `${required.length} names, ${functions.length} functions, ${invisible.length} invisible to import`,
);
if (invisible.length > 0) console.log(invisible.join('\n'));
process.exitCode = invisible.length > 0 || functions.length !== 162 ? 1 : 0;
