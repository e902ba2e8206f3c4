// it: callbacks that OpenSSL waits for may block: names, protocols, keys, sessions and identities are those of plain Node
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const tls = require('node:tls');

const COUNT = 10;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (ms = 4) => Atomics.wait(cell, 0, 0, ms);
const box = fs.mkdtempSync(path.join(os.tmpdir(), 'callbacks-tls-'));
process.on('exit', () => fs.rmSync(box, { recursive: true }));
const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'.split(' ');
execFileSync('openssl', ['req', ...how, '-keyout', `${box}/key`, '-out', `${box}/cert`], { stdio: 'pipe' });
const [key, cert] = ['key', 'cert'].map((name) => fs.readFileSync(`${box}/${name}`));

const numbers = Array.from({ length: COUNT }, (_, n) => n);
const nameOf = (n) => (n % 2 ? 'a.test' : 'b.test');
const listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** Answers with the name and what has come. */
function answer(socket) {
  block(1);
  socket.on('error', () => {}).once('data', (data) => (block(1), socket.end(`${socket.servername}:${data}`)));
}
const ask = (port, n, options) =>
  new Promise((resolve) => {
    const how = { port, host: '127.0.0.1', servername: nameOf(n), rejectUnauthorized: false, ca: cert, ...options };
    const socket = tls.connect(how, () => (block(1), socket.write(`hi ${n}`)));
    const result = { text: '' };
    socket.on('keylog', () => block(1)).on('session', (session) => (block(1), (result.session = session)));
    socket.on('OCSPResponse', (response) => (block(1), (result.ocsp = String(response))));
    socket.on('data', (data) => (result.text += data)).on('error', (error) => resolve(error.message));
    socket.on('end', () => {
      Object.assign(result, { alpn: socket.alpnProtocol, reused: socket.isSessionReused() });
      resolve(result);
    });
  });
async function each(serverOptions, clientOptions, expected, prepare = () => {}) {
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const versions = { minVersion: version, maxVersion: version };
    const server = tls.createServer({ key, cert, ca: cert, ...versions, ...serverOptions }, answer);
    prepare(server);
    const port = await listen(server);
    const results = await Promise.all(numbers.map((n) => ask(port, n, clientOptions(n))));
    server.close();
    results.forEach((result, n) => assert.deepStrictEqual(expected(result, n), expected.of(n), `${version} ${n}`));
  }
}
const expects = (of, look = ({ text }) => text) => Object.assign(look, { of });
const hello = (n) => `${nameOf(n)}:hi ${n}`;

async function names() {
  const SNICallback = (name, done) => {
    block();
    if (name === 'a.test') done(null, tls.createSecureContext({ key, cert, ca: cert }));
    else setImmediate(() => (block(1), done(null)));
  };
  await each({ SNICallback }, () => ({}), expects(hello));
  const ALPNCallback = ({ protocols }) => (block(), protocols[1]);
  const protocols = (n) => ({ ALPNProtocols: [`x${n}`, `y${n}`], requestOCSP: true });
  const onOcsp = (server) =>
    server.on('OCSPRequest', (cert, issuer, done) => (block(), done(null, Buffer.from('ocsp'))));
  const look = ({ text, alpn, ocsp }) => [text, alpn, ocsp];
  const of = (n) => [hello(n), `y${n}`, 'ocsp'];
  await each({ SNICallback, ALPNCallback }, protocols, expects(of, look), onOcsp);
}

async function keys() {
  const ciphers = 'PSK+HIGH:TLS_AES_128_GCM_SHA256';
  const secret = (identity) => Buffer.from(identity.padEnd(16, 'k'));
  const server = {
    ciphers,
    key: undefined,
    cert: undefined,
    pskIdentityHint: 'hint',
    pskCallback: (socket, identity) => (block(), secret(identity)),
  };
  const client = (n) => ({
    ciphers,
    checkServerIdentity: () => void block(1),
    pskCallback: () => (block(), { identity: `id${n}`, psk: secret(`id${n}`) }),
  });
  await each(server, client, expects(hello));
}

async function identities() {
  const client = (n) => ({
    rejectUnauthorized: true,
    ca: cert,
    checkServerIdentity: (host, { subject }) => (block(), n % 3 ? undefined : new Error(`${host} is ${subject.CN}`)),
  });
  const of = (n) => (n % 3 ? hello(n) : `${nameOf(n)} is localhost`);
  const onKeylog = (server) => server.on('keylog', () => block(1)).on('tlsClientError', () => block(1));
  await each(
    {},
    client,
    expects(of, (result) => result.text ?? result),
    onKeylog,
  );
}

async function sessions() {
  const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };
  const secureOptions = require('node:constants').SSL_OP_NO_TICKET;
  const server = tls.createServer({ key, cert, ca: cert, secureOptions, ...versions }, answer);
  const kept = new Map();
  let resumed = 0;
  server.on('newSession', (id, data, done) => (block(), kept.set(id.toString('hex'), data), done()));
  server.on('resumeSession', (id, done) => found(id.toString('hex'), done));
  const found = (id, done) => (block(), (resumed += kept.has(id)), done(null, kept.get(id) ?? null));
  const port = await listen(server);
  const first = await Promise.all(numbers.map((n) => ask(port, n)));
  assert.deepStrictEqual([kept.size, resumed], [COUNT, 0]);
  const again = await Promise.all(first.map(({ session }, n) => ask(port, n, { session })));
  assert.deepStrictEqual([kept.size, resumed], [COUNT, COUNT]);
  assert.ok(first.every(({ reused }) => !reused) && again.every(({ reused, text }) => reused && text));
  server.close();
}
(async () => {
  await names();
  await keys();
  await identities();
  await sessions();
  console.log('ok');
})();
