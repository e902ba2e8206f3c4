'use strict';
const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = ({ require, port }) => ({ axios: require('axios').create({ proxy: false }), port });

exports.blocking = ({ axios, port }, n, ms) => {
  const { status, data } = require('greenpatch/api')
    .sync(axios)
    .get(url(port, ms, `reply-${n}`));
  return `${status} ${data}`;
};
exports.plain = async ({ axios, port }, n, ms) => {
  const { status, data } = await axios.get(url(port, ms, `reply-${n}`));
  return `${status} ${data}`;
};
exports.expected = (n) => `200 reply-${n}`;
exports.failures = {
  'status 500': ({ axios, port }, sync) => sync(axios).get(url(port, 0, 'fail')),
  'it takes too long': ({ axios, port }, sync) => sync(axios)({ url: url(port, 5_000, 'x'), timeout: 50 }),
  'connection refused': ({ axios }, sync) => sync(axios).get(url(1, 0, 'x')),
};
exports.cut = ({ axios, port }, sync) => sync(axios).get(url(port, 60_000, 'x'));
