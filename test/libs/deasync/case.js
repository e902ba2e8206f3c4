'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ get: require('deasync')(get), port });
exports.blocking = (client, n, ms) => client.get(client.port, ms, `reply-${n}`);
exports.fails = (client) => client.get(client.port, 0, 'fail');
Object.assign(exports, reference);
