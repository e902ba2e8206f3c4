'use strict';
// A case that is as it should be, without a library: for the tests of the harness.
const { promised, reference } = require('./http-get.cjs');

exports.open = ({ port }) => ({ port });
exports.blocking = ({ port }, n, ms) => require('greenpatch/api').wait(promised(port, ms, `reply-${n}`));
exports.inFlight = ({ port }, sync) => sync({ promised }).promised(port, 60_000, 'x');
const { plain, expected } = reference;
Object.assign(exports, { plain, expected });
