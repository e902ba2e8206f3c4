// Makes dist/lazy.js, which tsc has compiled to a plain `export *`, a list of getters: each loads the module at first use.
// The names come from the declarations, as in esm-wrappers.mjs.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './addon-file.mjs';
import { exportedValues } from './esm-wrappers.mjs';
import { readLate } from './late.mjs';

const DIST = path.join(ROOT, 'dist');
const file = path.join(DIST, 'lazy.js');

const sources = [...readFileSync(file, 'utf8').matchAll(/__exportStar\(require\("(.+?)"\), exports\)/g)].map(
  ([, source]) => /** @type {string} */ (source),
);
if (sources.length === 0) throw new Error('dist/lazy.js exports nothing: did tsc run?');

/** Its name in the table of what is loaded late. @param {string} source */
function nameOf(source) {
  const row = Object.entries(readLate()).find(([, { at }]) => `./${at}` === source);
  if (row === undefined) throw new Error(`src/base/late-files.ts does not have ${source}, which src/lazy.ts exports`);
  return row[0];
}

/** @param {string} source @param {number} nth */
const getters = (source, nth) => [
  `let from${nth};`,
  `const load${nth} = () => (from${nth} ??= require("./base/late").loadLate(${JSON.stringify(nameOf(source))}));`,
  ...exportedValues(path.join(DIST, source, 'index.d.ts')).map(
    (name) => `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => load${nth}().${name} });`,
  ),
];
writeFileSync(
  file,
  [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    ...sources.flatMap(getters),
    '',
  ].join('\n'),
);
