// it: events of http requests, responses and sockets, on the server's and on the client's side
'use strict';
const http = require('node:http');
const { listen, log, party, inTurn } = require('../kit');

// Which of the two sides goes first is up to the network; so each has a trace of its own.
const server = party('server');
const client = party('client');
const SOCKET = ['end', 'close', 'error', 'timeout'];

const app = http.createServer({ keepAlive: true }, (request, response) => {
  const name = `${request.method} ${request.url}`;
  server.note(`request ${name}`);
  listen(request, `${name} req`, ['end', 'close', 'pause', 'resume'], server.note);
  listen(response, `${name} res`, ['prefinish', 'finish', 'close'], server.note);
  const body = [];
  request.on('data', (chunk) => body.push(chunk));
  request.on('end', () => {
    if (request.url === '/destroyed') return request.socket.destroy();
    if (request.url === '/chunks')
      for (const text of ['a', 'b']) response.write(text, () => server.note(`wrote ${text}`));
    if (request.url === '/early') response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end(`body ${Buffer.concat(body)}`, () => server.note('end callback'));
    server.note('after end');
  });
});
listen(app, 'server', ['listening', 'connection', 'request', 'close', 'checkContinue', 'upgrade'], server.note);
app.removeAllListeners('checkContinue').removeAllListeners('upgrade');
app.on('connection', (socket) => listen(socket, 'server socket', SOCKET, server.note));

function ask(options, next) {
  const { path, method = 'GET', text, agent } = options;
  const { port } = app.address();
  const request = http.request({ port, host: '127.0.0.1', path, method, agent, headers: options.headers });
  listen(request, path, ['finish', 'close', 'response', 'information', 'abort'], client.note);
  request.on('error', (error) => client.note(`${path} ${error.code}`));
  request.on('socket', (socket) => {
    client.note(`${path} socket ${request.reusedSocket}`);
    if (!request.reusedSocket) listen(socket, path, ['connect', ...SOCKET], client.note);
  });
  request.on('response', (response) => {
    listen(response, `${path} response`, ['end', 'close'], client.note);
    let got = '';
    response.setEncoding('utf8').on('data', (chunk) => (got += chunk));
    response.on('end', () => client(`${path} got ${response.statusCode} ${got}`));
  });
  request.on('close', () => setImmediate(next));
  request.end(text, () => client.note(`${path} sent`));
  client.note(`${path} asked`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
inTurn(
  (next) => app.listen(0, '127.0.0.1', () => (server.note('listen callback'), next())),
  (next) => ask({ path: '/simple', agent: false }, next),
  (next) => ask({ path: '/posted', method: 'POST', text: 'posted', agent: false }, next),
  (next) => ask({ path: '/chunks', agent: false }, next),
  (next) => ask({ path: '/early', agent: false }, next),
  (next) => ask({ path: '/first', agent }, next),
  (next) => ask({ path: '/second', agent }, next),
  (next) =>
    ask({ path: '/continue', method: 'POST', text: 'x', headers: { Expect: '100-continue' }, agent: false }, next),
  (next) => ask({ path: '/destroyed', agent: false }, next),
  (next) => (agent.destroy(), app.close(() => (server.note('close callback'), next()))),
  () => log('end'),
);
