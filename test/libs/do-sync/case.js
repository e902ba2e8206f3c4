'use strict';
const { reference } = require('../harness/http-get.cjs');

const GET = require.resolve('../harness/http-get.cjs');
exports.open = ({ require, port }) => {
  const { doSync } = require('do-sync');
  return { call: doSync((get, ...args) => require(get).promised(...args)), port };
};
exports.blocking = ({ call, port }, n, ms) => call(GET, port, ms, `reply-${n}`);
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
