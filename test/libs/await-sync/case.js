'use strict';
// A worker has one buffer for replies, so each call has a worker of its own.
const { pathToFileURL } = require('node:url');
const { reference } = require('../harness/http-get.cjs');

const GET = pathToFileURL(require.resolve('../harness/http-get.cjs')).href;
exports.open = async ({ folder, port }) => {
  const { createWorker } = await import(pathToFileURL(`${folder}/node_modules/await-sync/mod.js`).href);
  return { createWorker, port };
};
exports.blocking = ({ createWorker, port }, n, ms) => {
  const stop = new AbortController();
  const call = createWorker(stop.signal)(
    async (get, ...args) => {
      const { default: http } = await import(get);
      return new TextEncoder().encode(await http.promised(...args));
    },
    (bytes) => new TextDecoder().decode(bytes),
  );
  try {
    return call(GET, port, ms, `reply-${n}`);
  } finally {
    stop.abort();
  }
};
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
