'use strict';
const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
exports.open = async ({ folder, port }) => {
  const { got } = await import(`${folder}/node_modules/got/dist/source/index.js`);
  return { got: got.extend({ retry: { limit: 0 } }), port };
};

exports.blocking = ({ got, port }, n, ms) => {
  const { statusCode, body } = require('greenpatch/api').sync(got)(url(port, ms, `reply-${n}`));
  return `${statusCode} ${body}`;
};
exports.plain = async ({ got, port }, n, ms) => {
  const { statusCode, body } = await got(url(port, ms, `reply-${n}`));
  return `${statusCode} ${body}`;
};
exports.expected = (n) => `200 reply-${n}`;
exports.failures = {
  'status 500': ({ got, port }, sync) => sync(got).get(url(port, 0, 'fail')),
  'no JSON': ({ got, port }, sync) => sync(got).get(url(port, 0, 'x'), { responseType: 'json' }),
  'connection refused': ({ got }, sync) => sync(got).get(url(1, 0, 'x')),
};
exports.cut = ({ got, port }, sync) => sync(got).get(url(port, 60_000, 'x'));
