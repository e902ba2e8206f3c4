'use strict';
const { promised, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({
  async: require('asyncawait/async'),
  await: require('asyncawait/await'),
  port,
});
exports.started = (client, n, ms) => client.async(() => client.await(promised(client.port, ms, `reply-${n}`)))();
exports.failsStarted = (client) => client.async(() => client.await(promised(client.port, 0, 'fail')))();
Object.assign(exports, reference);
