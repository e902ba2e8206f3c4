'use strict';
const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = ({ require, port }) => ({ undici: require('undici'), port });
exports.close = ({ undici }) => undici.getGlobalDispatcher().close();

exports.blocking = ({ undici, port }, n, ms) => {
  const { sync } = require('greenpatch/api');
  const { statusCode, body } = sync(undici).request(url(port, ms, `reply-${n}`));
  return `${statusCode} ${sync(body).text()}`;
};
exports.plain = async ({ undici, port }, n, ms) => {
  const { statusCode, body } = await undici.request(url(port, ms, `reply-${n}`));
  return `${statusCode} ${await body.text()}`;
};
exports.expected = (n) => `200 reply-${n}`;
exports.failures = {
  'bad address': ({ undici }, sync) => sync(undici).request('no address'),
  'connection refused': ({ undici }, sync) => sync(undici).request(url(1, 0, 'x')),
  'connection refused, by fetch': ({ undici }, sync) => sync(undici).fetch(url(1, 0, 'x')),
};
exports.cut = ({ undici, port }, sync) => sync(undici).request(url(port, 60_000, 'x'));
