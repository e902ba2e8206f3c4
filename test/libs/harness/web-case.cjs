'use strict';
// The case of a web framework: its handlers ask the slow server, in a straight line, and all requests come at once. So the calls that
// the slow server has in flight are handlers that are under way. In plain Node the same handlers await.
const http = require('node:http');
const { get, promised } = require('./http-get.cjs');

/** What blocks in a handler: no `await`, no callback. */
const block = (port) => {
  const ask = require('greenpatch/api').sync(get);
  return (ms, text) => ask(port, ms, text);
};

/** Listens, and tells where. */
const listen = (handle) =>
  new Promise((resolve) => {
    const server = http.createServer(handle).listen(0, '127.0.0.1', () => resolve(server));
  });

/** One request to the application, on a connection of its own. */
function request({ server }, ms, text) {
  const { port } = server.address();
  return new Promise((resolve, reject) => {
    const path = `/${ms}/${text}`;
    const sent = http.get({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece) => (body += piece));
      const failed = () => reject(new Error(`status ${response.statusCode}: ${body}`));
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : failed()));
    });
    sent.on('error', reject);
  });
}

const call = (client, n, ms) => request(client, ms, `reply-${n}`);
const fails = (client) => request(client, 0, 'fail');

/**
 * @param {{straight: Function, awaiting: Function}} handlers each is given the library's `require` and `answer(ms, text)`, and gives what
 *   `http.createServer` takes. `answer` blocks in the first one, and gives a promise in the other. An error is status 500 with its message.
 */
exports.caseOf = ({ straight, awaiting }) => ({
  open: async ({ require, port }) => ({ server: await listen(await straight(require, block(port))) }),
  openPlain: async ({ require, port }) => ({
    server: await listen(await awaiting(require, (ms, text) => promised(port, ms, text))),
  }),
  close: ({ server }) => {
    server.close();
    server.closeAllConnections();
  },
  started: call,
  plain: call,
  expected: (n) => `reply-${n}`,
  failsStarted: fails,
  failsPlain: fails,
});
