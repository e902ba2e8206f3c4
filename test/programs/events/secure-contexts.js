// it: secure contexts are made in any fiber: by tls, https, http2 and fetch, with bad certificates and new defaults, in workers too
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
// timeout: 60000
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, executionAsyncId } = require('node:async_hooks');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const tls = require('node:tls');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { spawn, wait } = require('greenpatch');

const COUNT = 6;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = () => Atomics.wait(cell, 0, 0, 4);

function makeKey() {
  const box = fs.mkdtempSync(path.join(os.tmpdir(), 'secure-contexts-'));
  process.on('exit', () => fs.rmSync(box, { recursive: true }));
  const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'.split(' ');
  const name = ['-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...how, ...name, '-keyout', `${box}/key`, '-out', `${box}/cert`], { stdio: 'pipe' });
  return { key: fs.readFileSync(`${box}/key`, 'utf8'), cert: fs.readFileSync(`${box}/cert`, 'utf8') };
}
const { key, cert } = workerData ?? makeKey();

/** So many fibers at once, each of which has parked before it does its part. */
function each(part) {
  let inside = 0;
  let most = 0;
  const one = (n) => () => {
    most = Math.max(most, ++inside);
    block();
    const result = part(n);
    block();
    inside--;
    return result;
  };
  const fibers = Array.from({ length: COUNT }, (_, n) => spawn(one(n)));
  const results = fibers.map((fiber) => fiber.get());
  assert.strictEqual(most, COUNT);
  return results;
}
const listen = (server) => wait(new Promise((resolve) => server.listen(0, () => resolve(server.address().port))));
const once = (emitter, event) => wait(require('node:events').once(emitter, event));

function contexts() {
  const store = new AsyncLocalStorage();
  each((n) =>
    store.run(n, () => {
      const id = executionAsyncId();
      const made = [
        tls.createSecureContext(),
        tls.createSecureContext({ ca: cert, key, cert }),
        new tls.SecureContext(),
      ];
      made[2].context.addRootCerts();
      made[2].context.addCACert(cert);
      assert.deepStrictEqual([store.getStore(), executionAsyncId()], [n, id]);
      assert.ok(made.every((context) => context instanceof tls.SecureContext || context.context));
    }),
  );
}

/** Errors are those of a call in place: their text, their code, and the stack of the fiber. */
function refused() {
  const attempts = {
    ERR_OSSL_PEM_NO_START_LINE: () => tls.createSecureContext({ ca: cert, cert: 'no certificate' }),
    ERR_CRYPTO_OPERATION_FAILED: () => tls.createSecureContext({ crl: 'no list' }),
    ERR_SSL_NO_CIPHER_MATCH: () => tls.createSecureContext({ ciphers: 'no-cipher' }),
  };
  each(() => {
    for (const [code, attempt] of Object.entries(attempts)) {
      assert.throws(attempt, (error) => {
        assert.strictEqual(error.code, code);
        assert.ok(error.stack.startsWith(`Error: ${error.message}\n    at `), error.stack);
        assert.match(error.stack, /secure-contexts\.js:\d+:\d+\)?\n/);
        assert.doesNotMatch(error.stack, /listOn|processTimers|processImmediate/);
        return true;
      });
    }
  });
}

function servers() {
  const secure = https.createServer({ key, cert }, (request, response) => (block(), response.end(request.url)));
  const port = listen(secure);
  const second = http2.createSecureServer({ key, cert });
  second.on('stream', (stream, headers) => (block(), stream.respond(), stream.end(headers[':path'])));
  const port2 = listen(second);
  const options = { host: 'localhost', port, ca: cert, agent: false };
  const texts = each((n) => {
    const request = https.get({ ...options, path: `/${n}` });
    const [response] = once(request, 'response');
    let text = '';
    response.on('data', (data) => (text += data));
    once(response, 'end');
    const session = http2.connect(`https://localhost:${port2}`, { ca: cert });
    const stream = session.request({ ':path': `/two${n}` });
    stream.on('data', (data) => (text += data));
    once(stream, 'end');
    session.close();
    const socket = tls.connect({ host: 'localhost', port, ca: cert });
    once(socket, 'secureConnect');
    assert.ok(socket.authorized);
    socket.destroy();
    return text;
  });
  assert.deepStrictEqual(
    texts,
    Array.from({ length: COUNT }, (_, n) => `/${n}/two${n}`),
  );
  return { options, port, close: () => (secure.close(), second.close()) };
}

/** What one fiber makes the default, all fibers have. */
function defaults({ options, port }) {
  const trusted = () => {
    const request = https.get({ ...options, ca: undefined });
    return wait(
      new Promise((resolve) => {
        request
          .on('response', (response) => (response.resume(), resolve(true)))
          .on('error', ({ code }) => resolve(code));
      }),
    );
  };
  assert.ok(each(trusted).every((answer) => answer === 'DEPTH_ZERO_SELF_SIGNED_CERT'));
  if (tls.setDefaultCACertificates === undefined) return;
  spawn(() => (block(), tls.setDefaultCACertificates([cert]))).join();
  assert.ok(each(trusted).every((answer) => answer === true));
  assert.ok(each(() => tls.getCACertificates('default')).every((list) => list.length === 1 && list[0] === cert));
  const texts = each((n) => wait(fetch(`https://localhost:${port}/${n}`).then((response) => response.text())));
  assert.deepStrictEqual(
    texts,
    Array.from({ length: COUNT }, (_, n) => `/${n}`),
  );
  assert.throws(() => tls.setDefaultCACertificates([1]), { code: 'ERR_INVALID_ARG_TYPE' });
  each(() => assert.throws(() => tls.setDefaultCACertificates([1]), { code: 'ERR_INVALID_ARG_TYPE' }));
}

spawn(() => {
  contexts();
  refused();
  const running = servers();
  defaults(running);
  running.close();
  if (!isMainThread) return process.exit(3);
  const worker = new Worker(__filename, { workerData: { key, cert } });
  assert.deepStrictEqual(once(worker, 'exit'), [3]);
  console.log('ok');
});
