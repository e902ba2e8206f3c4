'use strict';
const { promised, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ wait: require('promise-synchronizer'), port });
exports.blocking = ({ wait, port }, n, ms) => wait(promised(port, ms, `reply-${n}`));
exports.fails = ({ wait, port }) => wait(promised(port, 0, 'fail'));
Object.assign(exports, reference);
