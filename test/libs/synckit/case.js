'use strict';
// One function for all calls: the library keeps one worker for each file.
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { reference } = require('../harness/http-get.cjs');

const worker = path.join(__dirname, 'worker.cjs');
exports.open = async ({ folder, port }) => {
  process.env.SYNCKIT_FOLDER = path.join(folder, 'package.json'); // workers get a copy
  // The ES module: eslint-plugin-prettier uses the other one.
  const { createSyncFn } = await import(pathToFileURL(`${folder}/node_modules/synckit/lib/index.js`).href);
  return { call: createSyncFn(worker), port };
};
exports.blocking = ({ call, port }, n, ms) => call(port, ms, `reply-${n}`);
exports.fails = ({ call, port }) => call(port, 0, 'fail');
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
