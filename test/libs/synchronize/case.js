'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ sync: require('synchronize'), port });
const started = ({ sync }, ...args) =>
  new Promise((resolve, reject) => {
    const done = (error, value) => (error ? reject(error) : resolve(value));
    sync.fiber(() => sync.await(get(...args, sync.defer())), done);
  });
exports.started = (client, n, ms) => started(client, client.port, ms, `reply-${n}`);
exports.failsStarted = (client) => started(client, client.port, 0, 'fail');
Object.assign(exports, reference);
