'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ fibrous: require('fibrous'), port });
const started = ({ fibrous }, ...args) =>
  new Promise((resolve, reject) => {
    fibrous.run(
      () => get.sync(...args),
      (error, value) => (error ? reject(error) : resolve(value)),
    );
  });
exports.started = (client, n, ms) => started(client, client.port, ms, `reply-${n}`);
exports.failsStarted = (client) => started(client, client.port, 0, 'fail');
Object.assign(exports, reference);
