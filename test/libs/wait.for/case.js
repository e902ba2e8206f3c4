'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ wait: require('wait.for'), port });
const started = ({ wait }, ...args) =>
  new Promise((resolve, reject) => {
    wait.launchFiber(() => {
      try {
        resolve(wait.for(get, ...args));
      } catch (error) {
        reject(error);
      }
    });
  });
exports.started = (client, n, ms) => started(client, client.port, ms, `reply-${n}`);
exports.failsStarted = (client) => started(client, client.port, 0, 'fail');
Object.assign(exports, reference);
