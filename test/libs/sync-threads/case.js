'use strict';
// One function for all calls: each has the same buffer for replies. It answers its first call only, also in plain Node; later ones
// get the first reply again. So the call that warms up takes a function of its own.
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

const worker = path.join(__dirname, 'worker.js');
exports.open = ({ require, port, folder }) => {
  const { createSyncFn } = require('sync-threads');
  return { createSyncFn, call: createSyncFn(worker), port, folder };
};
exports.blocking = ({ createSyncFn, call, port, folder }, n, ms) => {
  const fn = ms === 0 ? createSyncFn(worker) : call;
  return fn({ port, folder, ms, text: `reply-${n}` });
};
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
