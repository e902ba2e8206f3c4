'use strict';
const { pathToFileURL } = require('node:url');
const { reference } = require('../harness/http-get.cjs');

const GET = require.resolve('../harness/http-get.cjs');
exports.open = async ({ folder, port }) => {
  const { default: makeSynchronous } = await import(
    pathToFileURL(`${folder}/node_modules/make-synchronous/index.js`).href
  );
  const call = makeSynchronous(async (get, ...args) => {
    const { promised } = await import(get);
    return promised(...args);
  });
  return { call: (...args) => call(pathToFileURL(GET).href, ...args), port };
};
exports.blocking = ({ call, port }, n, ms) => call(port, ms, `reply-${n}`);
exports.fails = ({ call, port }) => call(port, 0, 'fail');
Object.assign(exports, reference);
