'use strict';
// One function for all calls: its worker has one buffer for replies.
const { pathToFileURL } = require('node:url');
const { reference } = require('../harness/http-get.cjs');

const GET = pathToFileURL(require.resolve('../harness/http-get.cjs')).href;
exports.open = async ({ folder, port }) => {
  const { createWorker } = await import(pathToFileURL(`${folder}/node_modules/await-sync/mod.js`).href);
  const stop = new AbortController();
  const call = createWorker(stop.signal)(
    async (get, ...args) => {
      const { default: http } = await import(get);
      return new TextEncoder().encode(await http.promised(...args));
    },
    (bytes) => new TextDecoder().decode(bytes),
  );
  return { call: (...args) => call(GET, ...args), stop, port };
};
exports.close = ({ stop }) => stop.abort(); // it holds the process open
exports.blocking = ({ call, port }, n, ms) => call(port, ms, `reply-${n}`);
exports.fails = ({ call, port }) => call(port, 0, 'fail');
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
