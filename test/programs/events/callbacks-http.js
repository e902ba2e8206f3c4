// it: http of pipelined requests, chunks, 100 Continue, upgrades, tunnels, kept connections and lookups whose listeners block is plain Node's
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const COUNT = 12;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (ms = 2) => Atomics.wait(cell, 0, 0, ms);
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const collect = (readable, done) => {
  let text = '';
  readable.on('data', (data) => (block(1), (text += data))).on('end', () => (block(1), done(text)));
};
const request = (options) => http.request({ host: '127.0.0.1', agent: false, ...options });

async function pipelined() {
  const server = http.createServer((incoming, response) => {
    block();
    collect(incoming, (body) => response.end(`${incoming.url}=${body};`));
  });
  const port = await listen(server);
  const head = (n, i) => `POST /${n}/${i} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n`;
  const post = (n, i) => `${head(n, i)}${i === 5 ? 'Connection: close\r\n' : ''}\r\n3\r\nabc\r\n1\r\n${i}\r\n0\r\n\r\n`;
  const send = (n) =>
    new Promise((resolve) => {
      const text = [0, 1, 2, 3, 4, 5].map((i) => post(n, i)).join('');
      const socket = net.connect(port, '127.0.0.1', () => piece(0));
      const piece = (from) => {
        const to = from + Math.ceil(text.length / (1 + n * 5));
        socket.write(text.slice(from, to));
        if (to < text.length) setImmediate(piece, to);
      };
      collect(socket, (got) => resolve(got.match(/\/\d+\/\d=\w+;/g).join('')));
    });
  const expected = (n) => [0, 1, 2, 3, 4, 5].map((i) => `/${n}/${i}=abc${i};`).join('');
  assert.deepStrictEqual(await Promise.all(numbers.map(send)), numbers.map(expected));
  server.close();
}

async function expectations() {
  const server = http.createServer((incoming, response) => response.end('not expected'));
  server.on('checkContinue', (incoming, response) => {
    block();
    response.writeContinue();
    collect(incoming, (body) => response.end(body));
  });
  server.on('checkExpectation', (incoming, response) => (block(), response.writeHead(417).end('no')));
  const port = await listen(server);
  const ask = (n) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, method: 'POST', headers: { Expect: n % 3 ? '100-continue' : 'other' } });
      asked.on('information', ({ statusCode }) => (block(), assert.strictEqual(statusCode, 100)));
      asked.on('continue', () => (block(), asked.end(`body ${n}`))).on('error', reject);
      asked.on('response', (response) => (block(1), collect(response, (text) => resolve([response.statusCode, text]))));
      if (n % 3) asked.flushHeaders();
      else asked.end();
    });
  const expected = (n) => (n % 3 ? [200, `body ${n}`] : [417, 'no']);
  assert.deepStrictEqual(await Promise.all(numbers.map(ask)), numbers.map(expected));
  server.close();
}

async function upgrades() {
  const serve = (line) => (incoming, socket) => {
    block();
    socket.write(`HTTP/1.1 ${line}\r\n\r\nfirst;`);
    socket.once('data', (data) => (block(1), socket.end(`${incoming.method} ${data}`)));
  };
  const server = http.createServer();
  server.on('upgrade', serve('101 Now\r\nUpgrade: x\r\nConnection: Upgrade')).on('connect', serve('200 OK'));
  const port = await listen(server);
  const ask = (n) =>
    new Promise((resolve, reject) => {
      const upgrade = { headers: { Upgrade: 'x', Connection: 'Upgrade' } };
      const asked = request({ port, ...(n % 2 ? upgrade : { method: 'CONNECT', path: `host${n}:1` }) });
      const connected = (response, socket, head) => {
        block();
        if (head.length > 0) socket.unshift(head);
        collect(socket, (text) => resolve([response.statusCode, text]));
        socket.write(`${n}`);
      };
      asked.on('upgrade', connected).on('connect', connected).on('error', reject).end();
    });
  const expected = (n) => (n % 2 ? [101, `first;GET ${n}`] : [200, `first;CONNECT ${n}`]);
  assert.deepStrictEqual(await Promise.all(numbers.map(ask)), numbers.map(expected));
  server.close();
}

async function kept() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 3 });
  const server = http.createServer((incoming, response) => {
    block();
    response.writeHead(200, { Trailer: 'x-path' }).write('a');
    block();
    response.addTrailers({ 'x-path': incoming.url });
    response.end('b');
  });
  const port = await listen(server);
  const lookup = (host, { all }, done) => {
    block();
    if (all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  const ask = (n) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, agent, lookup, host: 'somewhere.test', path: `/${n}` });
      asked
        .on('socket', () => block(1))
        .on('finish', () => block(1))
        .on('error', reject);
      asked.on('response', (response) => {
        block(1);
        collect(response, (text) => resolve([text, response.trailers['x-path']]));
      });
      asked.end();
    });
  assert.deepStrictEqual(
    await Promise.all(numbers.map(ask)),
    numbers.map((n) => ['ab', `/${n}`]),
  );
  agent.destroy();
  server.close();
}

/** Clients that are gone while their handler is parked. */
async function reset() {
  let gone = 0;
  const server = http.createServer((incoming, response) => {
    incoming.on('error', ({ code }) => assert.strictEqual(code, 'ECONNRESET'));
    response.on('close', () => (block(1), gone++));
    block(20);
    response.write('late');
    block(1);
    response.end('later');
  });
  const port = await listen(server);
  for (const n of numbers) {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
      setTimeout(() => (n % 2 ? socket.resetAndDestroy() : socket.destroy()), 5);
    });
  }
  while (gone < COUNT) await new Promise((resolve) => setTimeout(resolve, 2));
  server.close();
}
(async () => {
  for (const use of [pipelined, expectations, upgrades, kept, reset]) await use();
  console.log('ok');
})();
