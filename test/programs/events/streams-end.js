// it: bodies collected with on('data'), then a blocking on('end'): 20 requests are in there at the same time, each with its own body
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const { inFiber, wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 20;
const room = kit.meeting(COUNT);
const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    assert.ok(inFiber());
    room.attend();
    response.end(`${request.url} ${body}`);
  });
});
wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
const post = (n) =>
  new Promise((resolve, reject) => {
    const options = { port: server.address().port, host: '127.0.0.1', method: 'POST', path: `/${n}`, agent: false };
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    request.write(`body of ${n}, `);
    setTimeout(() => request.end('its end'), n % 5);
  });
const answers = wait(Promise.all(Array.from({ length: COUNT }, (_, n) => post(n))));
assert.deepStrictEqual(
  answers,
  answers.map((_, n) => `/${n} body of ${n}, its end`),
);
assert.strictEqual(room.most, COUNT);
server.close();
server.closeAllConnections();
console.log('ok');
