'use strict';
// What the cases of libraries without a server of their own ask for: a reply of the slow HTTP server.
const http = require('node:http');

/** Calls back with the reply after so many ms; with an error when the status is not 200. */
exports.get = (port, ms, text, callback) => {
  const request = http.get({ port, host: '127.0.0.1', path: `/${ms}/${text}`, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (piece) => (body += piece));
    response.on('end', () =>
      response.statusCode === 200 ? callback(null, body) : callback(new Error(`status ${response.statusCode}`)),
    );
  });
  request.on('error', callback);
};

exports.promised = (port, ms, text) =>
  new Promise((resolve, reject) => {
    exports.get(port, ms, text, (error, body) => (error ? reject(error) : resolve(body)));
  });

/** What every case on top of it has in common. */
exports.reference = {
  // Plain Node cannot load these libraries, or hangs in them.
  openPlain: ({ port }) => ({ port }),
  plain: ({ port }, n, ms) => exports.promised(port, ms, `reply-${n}`),
  expected: (n) => `reply-${n}`,
  failsPlain: ({ port }) => exports.promised(port, 0, 'fail'),
};
