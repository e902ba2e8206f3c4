// it: http and https are asked in a straight line: 50 at once, bodies, limits, redirects, connections that are kept, errors
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { Readable } = require('node:stream');
const tls = require('node:tls');
const { idle, joinAll, killAll, spawn, withTimeout } = require('greenpatch');
const { folder } = require('./support/kit');

const held = [];
let most = 0;
const gone = [];
const handler = (request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  request.resume();
  response.on('close', () => gone.push(pathname));
  if (pathname === '/hold') return void (most = Math.max(most, held.push(response)));
  if (pathname === '/half') return void response.writeHead(200, { 'content-length': 10 }).write('half');
  if (pathname === '/reset') return request.socket.resetAndDestroy();
  if (pathname === '/cut')
    return response.writeHead(200, { 'content-length': 10 }).write('half', () => request.socket.destroy());
  if (pathname === '/large') return response.end('x'.repeat(100_000));
  const status = /^\/(3\d\d)$/.exec(pathname)?.[1];
  if (status) return response.writeHead(Number(status), { location: '/echo?from=1' }).end('moved');
  if (pathname === '/loop') return response.writeHead(302, { location: '/loop' }).end();
  if (pathname === '/abroad')
    return response.writeHead(302, { location: `http://127.0.0.1:${second.address().port}/echo` }).end();
  const chunks = [];
  request
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', () => {
      const { method, url, headers } = request;
      response.writeHead(201, 'Made', { 'content-type': 'application/json', 'x-port': request.socket.remotePort });
      response.end(JSON.stringify({ method, url, headers, body: String(Buffer.concat(chunks)) }));
    });
};
const server = http.createServer(handler).listenSync(0, '127.0.0.1');
const second = http.createServer(handler).listenSync(0, '127.0.0.1');
const { port } = server.address();
const at = (path) => `http://127.0.0.1:${port}${path}`;

// The answer.
const answer = http.getSync(at('/echo?a=1'), { headers: { 'x-mine': 'yes' } });
assert.deepStrictEqual([answer.status, answer.statusText, answer.ok, answer.httpVersion], [201, 'Made', true, '1.1']);
assert.strictEqual(answer.headers['content-type'], 'application/json');
assert.ok(answer.rawHeaders.includes('x-port') && Buffer.isBuffer(answer.body));
assert.strictEqual(answer.url, at('/echo?a=1'));
assert.strictEqual(answer.text(), String(answer.body));
assert.strictEqual(answer.json().headers['x-mine'], 'yes');
assert.throws(() => http.getSync(at('/large')).json(), SyntaxError);
assert.deepStrictEqual(http.requestSync(at('/echo'), { method: 'HEAD' }).body, Buffer.alloc(0));

// What is sent.
for (const body of ['text', Buffer.from('text'), Readable.from(['te', 'xt'])]) {
  const sent = http.requestSync({ host: '127.0.0.1', port, path: '/echo', method: 'POST', body }).json();
  assert.deepStrictEqual([sent.method, sent.body], ['POST', 'text']);
  assert.strictEqual(sent.headers['content-length'], body instanceof Readable ? undefined : '4');
}
const broken = new Readable({
  read() {
    this.destroy(new Error('no more'));
  },
});
assert.throws(() => http.requestSync(at('/echo'), { method: 'POST', body: broken }), { message: 'no more' });

// Connections are kept by an agent that keeps them.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const ports = [1, 2, 3].map(() => http.getSync(at('/echo'), { agent }).headers['x-port']);
assert.strictEqual(new Set(ports).size, 1);
agent.destroy();

// 50 in flight.
const fibers = Array.from({ length: 50 }, () => spawn(() => http.getSync(at('/hold')).text()));
while (held.length < 50) idle();
held.splice(0).forEach((response, i) => response.end(String(i)));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual([most, new Set(fibers.map((fiber) => fiber.get())).size], [50, 50]);

// Redirects.
assert.deepStrictEqual([http.getSync(at('/302')).status, http.getSync(at('/302')).text()], [302, 'moved']);
const follow = (path, options) => http.requestSync(at(path), { redirect: 'follow', ...options });
assert.strictEqual(follow('/302').url, at('/echo?from=1'));
for (const [status, method, expected, body] of [
  [301, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [302, 'PUT', 'PUT', 'text'],
  [307, 'POST', 'POST', 'text'],
]) {
  const { headers, ...seen } = follow(`/${status}`, {
    method,
    body: 'text',
    headers: { cookie: 'c', 'content-type': 'a/b' },
  }).json();
  assert.deepStrictEqual([seen.method, seen.body, headers.cookie], [expected, body, 'c'], String(status));
  assert.strictEqual(headers['content-type'], body === '' ? undefined : 'a/b');
}
const foreign = follow('/abroad', { headers: { cookie: 'c', authorization: 'a', accept: 'x/y' } }).json().headers;
assert.deepStrictEqual([foreign.cookie, foreign.authorization, foreign.accept], [undefined, undefined, 'x/y']);
assert.strictEqual(foreign.host, `127.0.0.1:${second.address().port}`);
assert.throws(() => follow('/loop'), { message: /More than 20 redirects/ });
assert.throws(() => follow('/307', { method: 'POST', body: Readable.from(['x']) }), {
  message: /cannot be sent again/,
});

// Limits, cancellation: the connection is gone each time.
const ended = (path) => {
  while (!gone.includes(path)) idle();
  gone.length = 0;
};
gone.length = 0;
assert.throws(() => http.getSync(at('/large'), { maxBytes: 99_999 }), { code: 'ERR_GREENPATCH_TOO_LARGE' });
assert.strictEqual(http.getSync(at('/large'), { maxBytes: 100_000 }).body.length, 100_000);
for (const path of ['/hold', '/half']) {
  gone.length = 0;
  assert.throws(() => http.getSync(at(path), { timeout: 50 }), { code: 'ERR_GREENPATCH_TIMEOUT', message: /50 ms/ });
  ended(path);
  assert.throws(() => withTimeout(50, () => http.getSync(at(path))), { code: 'ERR_GREENPATCH_TIMEOUT' });
  ended(path);
  const controller = new AbortController();
  const aborted = spawn(() => http.getSync(at(path), { signal: controller.signal }));
  for (let i = 0; i < 10; i++) idle();
  controller.abort(new Error('enough'));
  assert.throws(
    () => aborted.get(),
    (error) => error.name === 'AbortError' && error.code === 'ABORT_ERR' && error.cause.message === 'enough',
  );
  ended(path);
  const killed = spawn(() => http.getSync(at(path)));
  for (let i = 0; i < 10; i++) idle();
  killAll([killed]);
  ended(path);
}
held.length = 0;
assert.throws(() => http.getSync(at('/echo'), { signal: AbortSignal.abort() }), {
  name: 'AbortError',
  code: 'ABORT_ERR',
});

// Errors, as http gives them, with the stack of the call.
for (const [path, code] of [
  ['/reset', 'ECONNRESET'],
  ['/cut', 'ECONNRESET'],
]) {
  (function straight() {
    try {
      http.getSync(at(path));
      assert.fail();
    } catch (error) {
      assert.strictEqual(error.code, code, error.stack);
      assert.match(error.stack.split('\n')[1], /at straight /, error.stack);
    }
  })();
}
assert.throws(() => http.getSync('http://127.0.0.1:1/'), { code: 'ECONNREFUSED', port: 1 });
assert.throws(() => http.getSync('nonsense'), { code: 'ERR_INVALID_URL' });
assert.throws(() => http.getSync(`https://127.0.0.1:${port}`), { code: 'ERR_INVALID_PROTOCOL' });
assert.throws(() => http.getSync(at('/'), { method: 'B A D' }), { code: 'ERR_INVALID_HTTP_TOKEN' });
assert.throws(() => http.getSync(at('/'), { headers: { 'x y': '1' } }), { code: 'ERR_INVALID_HTTP_TOKEN' });
for (const bad of [{ timeout: '5' }, { signal: {} }, { maxBytes: 'x' }, { body: 5 }, () => {}, 5]) {
  assert.throws(() => http.getSync(at('/'), bad), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
}
assert.throws(() => http.getSync(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => http.getSync(at('/'), { timeout: -1 }), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => http.getSync(at('/'), { redirect: 'error' }), { code: 'ERR_INVALID_ARG_VALUE' });

// https and tls.
const box = folder();
const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'.split(' ');
execFileSync('openssl', ['req', ...how, '-keyout', `${box}/key`, '-out', `${box}/cert`], { stdio: 'pipe' });
const [key, cert] = ['key', 'cert'].map((name) => fs.readFileSync(`${box}/${name}`));
const secure = https.createServer({ key, cert }, handler).listenSync(0, '127.0.0.1');
const { port: securePort } = secure.address();
const secured = https.getSync({
  host: '127.0.0.1',
  port: securePort,
  path: '/echo',
  ca: cert,
  servername: 'localhost',
});
assert.strictEqual(secured.json().url, '/echo');
assert.strictEqual(secured.url, `https://127.0.0.1:${securePort}/echo`);
const untrusted = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
assert.throws(() => https.getSync(`https://127.0.0.1:${securePort}/echo`), untrusted);
const raw = tls.createServer({ key, cert }).listenSync(0, '127.0.0.1');
const rawPort = raw.address().port;
const client = tls.connectSync({ port: rawPort, host: '127.0.0.1', ca: cert, servername: 'localhost' });
assert.ok(client.authorized && client instanceof tls.TLSSocket);
const accepted = raw.acceptSync();
assert.ok(accepted instanceof tls.TLSSocket);
client.writeSync('line\n'.repeat(100_000).slice(0, -1));
client.endSync('!\n');
let lines = 0;
for (let line; (line = accepted.readLineSync()) !== null; lines++)
  if (lines === 99_999) assert.strictEqual(line, 'line!');
assert.strictEqual(lines, 100_000);
assert.throws(() => tls.connectSync(rawPort, '127.0.0.1'), untrusted);
assert.throws(() => tls.connectSync(1, '127.0.0.1'), { code: 'ECONNREFUSED' });
const mute = net.createServer().listenSync(0, '127.0.0.1');
assert.throws(() => withTimeout(30, () => tls.connectSync(mute.address().port, '127.0.0.1')), {
  code: 'ERR_GREENPATCH_TIMEOUT',
});
assert.strictEqual(mute.acceptSync().readSync(1 << 20).length > 0, true, 'its socket was destroyed');
for (const one of [server, second, secure]) (one.close(), one.closeAllConnections());
for (const one of [raw, mute]) one.close();
accepted.destroy();
client.destroy();
console.log('ok');
