'use strict';
const { get, reference } = require('../harness/http-get.cjs');

exports.open = ({ require, port }) => ({ Future: require('fibers/future'), port });
exports.started = ({ Future, port }, n, ms) =>
  Future.task(() => Future.wrap(get)(port, ms, `reply-${n}`).wait()).promise();
exports.failsStarted = ({ Future, port }) => Future.task(() => Future.wrap(get)(port, 0, 'fail').wait()).promise();
Object.assign(exports, reference);
