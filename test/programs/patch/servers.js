// it: connections of net and tls servers and requests of https servers run in fibers that may block
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const { inFiber, currentFiber, wait, isPatched } = require('greenpatch');
const { folder, turns } = require('./support/kit');

const listening = (server) => {
  wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return server.address().port;
};
const textOf = (socket) =>
  wait(
    new Promise((resolve, reject) => {
      let all = '';
      socket.setEncoding('utf8').on('data', (chunk) => (all += chunk));
      socket.on('end', () => resolve(all)).on('error', reject);
    }),
  );
const names = [];
const answer = (socket) => {
  assert.ok(inFiber());
  names.push(currentFiber().name);
  turns();
  socket.end('hello');
};

const plain = net.createServer(answer);
assert.strictEqual(textOf(net.connect(listening(plain), '127.0.0.1')), 'hello');
plain.close();
assert.deepStrictEqual(names.splice(0), ['net connection']);

const box = folder();
execFileSync(
  'openssl',
  [
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout'.split(
      ' ',
    ),
    `${box}/key`,
    '-out',
    `${box}/cert`,
  ],
  { stdio: 'pipe' },
);
const [key, cert] = ['key', 'cert'].map((name) => fs.readFileSync(`${box}/${name}`));

assert.ok(!process.moduleLoadList.includes('NativeModule tls'), 'what is costly to load is not loaded for it');
const tls = require('node:tls');
for (const name of ['net', 'tls', 'http', 'https']) assert.ok(isPatched(name, 'Server.prototype.emit'), name);
const secure = tls.createServer({ key, cert }, answer);
const secured = tls.connect({ port: listening(secure), host: '127.0.0.1', rejectUnauthorized: false });
assert.strictEqual(textOf(secured), 'hello');
secure.close();
assert.deepStrictEqual(names.splice(0), ['tls secureConnection']);

const https = require('node:https');
const web = https.createServer({ key, cert }, (request, response) => answer(response));
const port = listening(web);
const response = wait(
  new Promise((resolve, reject) =>
    https.get({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false }, resolve).on('error', reject),
  ),
);
assert.strictEqual(textOf(response), 'hello');
web.close();
web.closeAllConnections();
assert.deepStrictEqual(names.splice(0), ['https request']);
console.log('ok');
