'use strict';
const { reference } = require('../harness/http-get.cjs');

const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = ({ require, port }) => ({ XMLHttpRequest: require('xmlhttprequest').XMLHttpRequest, port });
exports.blocking = ({ XMLHttpRequest, port }, n, ms) => {
  const request = new XMLHttpRequest();
  request.open('GET', url(port, ms, `reply-${n}`), false);
  request.send();
  return request.responseText;
};
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
