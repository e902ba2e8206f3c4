'use strict';
const { reference } = require('../harness/http-get.cjs');

const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = ({ require, port }) => {
  const { JSDOM } = require('jsdom');
  return { window: new JSDOM('', { url: url(port, 0, '') }).window, port };
};
exports.blocking = ({ window, port }, n, ms) => {
  const request = new window.XMLHttpRequest();
  request.open('GET', url(port, ms, `reply-${n}`), false);
  request.send();
  return request.responseText;
};
exports.close = ({ window }) => window?.close();
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
