'use strict';
const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = async ({ folder, port }) => {
  const { default: fetch } = await import(`${folder}/node_modules/node-fetch/src/index.js`);
  return { fetch, port };
};

exports.blocking = ({ fetch, port }, n, ms) => {
  const { sync } = require('greenpatch/api');
  const response = sync(fetch)(url(port, ms, `reply-${n}`));
  return `${response.status} ${sync(response).text()}`;
};
exports.plain = async ({ fetch, port }, n, ms) => {
  const response = await fetch(url(port, ms, `reply-${n}`));
  return `${response.status} ${await response.text()}`;
};
exports.expected = (n) => `200 reply-${n}`;
exports.failures = {
  'bad address': ({ fetch }, sync) => sync(fetch)('no address'),
  'connection refused': ({ fetch }, sync) => sync(fetch)(url(1, 0, 'x')),
};
exports.cut = ({ fetch, port }, sync) => sync(fetch)(url(port, 60_000, 'x'));
