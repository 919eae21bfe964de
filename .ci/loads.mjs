// The built package shows the same names to `require` and to `import`, and they are the functions of the API.
import { createRequire } from 'node:module';
import * as imported from '../dist/src/index.js';

const required = createRequire(import.meta.url)('..');
const names = Object.keys(required).filter((name) => name !== '__esModule');
const missing = names.filter((name) => !(name in imported));
const functions = names.filter((name) => /^jet[A-Z]/.test(name));
if (missing.length > 0 || functions.length !== 162) {
  console.error(`${missing.length} names are not visible to import (${missing.slice(0, 5)}); ${functions.length} functions`);
  process.exit(1);
}
console.log(`${names.length} names, ${functions.length} functions, by require and by import`);
