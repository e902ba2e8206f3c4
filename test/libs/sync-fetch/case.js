'use strict';
const { reference } = require('../harness/http-get.cjs');

const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = ({ require, port }) => ({ fetch: require('sync-fetch'), port });
exports.blocking = ({ fetch, port }, n, ms) => fetch(url(port, ms, `reply-${n}`)).text();
exports.fails = ({ fetch }) => fetch('http://127.0.0.1:1/').text();
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
