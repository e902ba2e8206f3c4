'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ Sync: require('sync'), port });
const started = ({ Sync }, fn) =>
  new Promise((resolve, reject) => Sync(fn, (error, value) => (error ? reject(error) : resolve(value))));
exports.started = (client, n, ms) => started(client, () => get.sync(null, client.port, ms, `reply-${n}`));
exports.failsStarted = (client) => started(client, () => get.sync(null, client.port, 0, 'fail'));
Object.assign(exports, reference);
