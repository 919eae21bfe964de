// grow.mjs DATABASE TARGET MEBIBYTES: copies a clean database and makes it larger, as a writer that asked for space
// would leave it: the root's owned and available extents cover the new pages, which are zero. A file to stream, no more.
import { closeSync, copyFileSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { checksumPage } = require('../dist/src/format/page-checksum.js');
const [source, target, mebibytes] = [process.argv[2], process.argv[3], Number(process.argv[4])];
copyFileSync(source, target);
const file = openSync(target, 'r+');
const head = Buffer.alloc(4096);
readSync(file, head, 0, 4096, 0);
const pageBytes = head.readUInt32LE(236) || 4096;
const pages = Math.floor((mebibytes * 2 ** 20) / pageBytes) - 2;

// The single extent of the owned-extents tree (page 2) becomes longer; new pages hold data so that they are verified.
const words = new Uint32Array(pageBytes / 4);
const page = Buffer.from(words.buffer);
readSync(file, page, 0, pageBytes, 3 * pageBytes);
const headerBytes = pageBytes > 8192 ? 80 : 40;
const tag = pageBytes - 8;
const mask = pageBytes > 8192 ? 0x7fff : 0x1fff;
const line = headerBytes + (page.readUInt16LE(tag + 2) & mask);
const keyAt = line + 2;
const oldLast = page.readUInt32BE(keyAt);
page.writeUInt32BE(pages, keyAt);
page.writeUInt32LE(pages, keyAt + 4);
checksumPage(words, 0, pageBytes, 2);
writeSync(file, page, 0, pageBytes, 3 * pageBytes);
ftruncateSync(file, (pages + 2) * pageBytes);
page.fill(0);
for (let number = oldLast + 1; number <= pages; number++) {
  words.fill(number * 2654435761, 16, pageBytes / 4 - 16);
  words[6] = 1;
  words[9] = 0x2802;
  checksumPage(words, 0, pageBytes, number);
  writeSync(file, page, 0, pageBytes, (number + 1) * pageBytes);
}
closeSync(file);
console.log(`${target}: ${pages} pages of ${pageBytes} bytes`);
