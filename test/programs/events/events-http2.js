// it: 'stream' and 'request' of an http2 server are entry points: 20 streams of one session that block overlap
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const http2 = require('node:http2');
const { inFiber, wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 20;
const room = { stream: kit.meeting(COUNT), request: kit.meeting(COUNT) };
const order = [];
const kinds = {
  stream(server) {
    server.on('stream', (stream, headers) => {
      assert.ok(inFiber());
      order.push(headers[':path']);
      room.stream.attend();
      stream.respond({ ':status': 200 });
      stream.end(headers[':path']);
    });
  },
  request(server) {
    server.on('request', (request, response) => {
      assert.ok(inFiber());
      order.push(request.url);
      room.request.attend();
      response.end(request.url);
    });
  },
};
for (const [kind, listen] of Object.entries(kinds)) {
  const server = http2.createServer();
  listen(server);
  wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const get = (path) =>
    new Promise((resolve, reject) => {
      let text = '';
      const request = client.request({ ':path': path }).setEncoding('utf8');
      request.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
      request.on('error', reject).end();
    });
  const paths = Array.from({ length: COUNT }, (_, n) => `/${n}`);
  assert.deepStrictEqual(wait(Promise.all(paths.map(get))), paths);
  assert.strictEqual(room[kind].most, COUNT, kind);
  assert.deepStrictEqual(order.splice(0), paths, `${kind}: they begin in order of arrival`);
  client.close();
  server.close();
}
console.log('ok');
