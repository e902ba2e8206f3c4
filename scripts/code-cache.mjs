// Makes V8's code cache for dist/core-code.js: one file for each version of Node, in dist/code-cache/. With it the preload compiles
// nothing. V8 refuses a cache of another version or of other flags, and the file is compiled then as it always is.
//
//   node scripts/code-cache.mjs [--lines]    for this Node; with --lines, for all others that .cache/node-lines has as well
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const DIST = path.resolve(path.dirname(SELF), '..', 'dist');
const CODE = path.join(DIST, 'core-code.js');
const MAKER = path.join(path.dirname(SELF), 'code-cache-maker.cjs');

/**
 * The text of dist/core-code.js: a module's, with what stands around one when it is compiled. It is compiled as it is in the file.
 * @param {string} code
 */
export const wrapped = (code) => `(function (exports, require, module, __filename, __dirname) { ${code}\n});\n`;

/** The end of dist/core.js: all copies of the package use what the first one has loaded (src/base/shared.ts). */
const END = 'module.exports = module.exports.require_shared().firstCore(module.exports);\n';

/** The same for a file that is loaded late. @param {string} file */
export const lateEnd = (file) =>
  `module.exports = require("./core.js").require_shared().firstLate(${JSON.stringify(file)}, module);\n`;

/**
 * The text of dist/core.js. A cache has the hash of its code in its name, as V8 itself compares no more than the length, and ends with
 * the folder that it was made in, which older V8 would name in stack traces wherever the package has been moved to.
 * @param {string} code of dist/core-code.js
 */
export function loader(code) {
  if (/[^\0-\x7f]/.test(code)) throw new Error('dist/core-code.js has characters beyond ASCII: it is read as latin1');
  return `"use strict";
const { existsSync, readFileSync } = require("fs");
const { Script } = require("vm");
const filename = __dirname + "/core-code.js";
const cache = __dirname + "/code-cache/" + process.version + "-" + process.platform + "-" + process.arch + ".${idOf(code)}";
let cachedData;
if (existsSync(cache)) {
  const data = readFileSync(cache);
  const place = Buffer.from("\\0" + __dirname);
  const length = data.length - place.length;
  if (length > 0 && place.equals(data.subarray(length))) cachedData = data.subarray(0, length);
}
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
script.runInThisContext().call(exports, exports, require, module, filename, __dirname);
${END}`;
}

const later = createRequire(SELF);

/** @param {string} code @returns {string} */
const idOf = (code) => later('node:crypto').createHash('sha256').update(code).digest('hex').slice(0, 16);

/** @returns {string[]} executables of the lines that this checkout has fetched */
function fetched() {
  const lines = path.join(DIST, '..', '.cache', 'node-lines');
  if (!existsSync(lines)) return [];
  const majors = readdirSync(lines).filter((name) => /^\d+$/.test(name));
  return majors.map((major) => path.join(lines, major, 'bin', 'node'));
}

/** @param {string[]} nodes executables */
function makeFor(nodes) {
  const id = idOf(readFileSync(CODE, 'latin1'));
  const env = { ...process.env, NODE_OPTIONS: '' };
  for (const node of nodes)
    later('node:child_process').spawnSync(node, ['-r', MAKER, MAKER, id], { env, stdio: 'inherit' });
}

if (process.argv[1] === SELF) {
  makeFor([process.execPath, ...(process.argv[2] === '--lines' ? fetched() : [])]);
}
