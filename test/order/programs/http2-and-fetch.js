// it: an http2 stream's events on both sides, and fetch
'use strict';
const http = require('node:http');
const http2 = require('node:http2');
const { listen, log, party, note, inTurn } = require('../kit');

const server = party('server');
const client = party('client');
const plain = http.createServer((request, response) => response.end('fetched'));
const app = http2.createServer();
listen(app, 'server', ['session', 'stream', 'close'], server.note);
app.on('stream', (stream) => {
  listen(stream, 'stream', ['end', 'finish', 'close', 'wantTrailers'], server.note);
  stream.respond({ ':status': 200 });
  stream.end('hello');
  stream.resume();
});

inTurn(
  (next) => app.listen(0, '127.0.0.1', next),
  (next) => {
    const session = http2.connect(`http://127.0.0.1:${app.address().port}`);
    listen(session, 'session', ['connect', 'close'], client.note);
    const request = session.request({ ':path': '/' });
    listen(request, 'request', ['response', 'end', 'finish', 'close'], client.note);
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    request.on('close', () => (client(text), session.close(() => app.close(next))));
    request.end();
  },
  (next) => plain.listen(0, '127.0.0.1', next),
  async (next) => {
    const response = await fetch(`http://127.0.0.1:${plain.address().port}`, { headers: { connection: 'close' } });
    note(`fetch ${response.status}`);
    note(await response.text());
    plain.close(next);
  },
  () => log('end'),
);
