// it: a socket is read and written in a straight line: sizes, lines, ends, errors, several readers, nothing is lost by a timeout
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const net = require('node:net');
const stream = require('node:stream');
const { idle, joinAll, killAll, sleep, spawn, wait, withTimeout } = require('greenpatch');

const server = net.createServer().listenSync(0, '127.0.0.1');
const { port } = server.address();
const pair = (options = {}) => {
  const client = net.connectSync({ port, host: '127.0.0.1', ...options });
  return [client, server.acceptSync()];
};
const untilThere = (socket, bytes) => {
  while (socket.readableLength < bytes) idle();
};

// Sizes.
{
  const [a, b] = pair();
  assert.ok(a instanceof net.Socket && b instanceof net.Socket && !a.connecting);
  a.writeSync('abc');
  assert.strictEqual(String(b.readSync()), 'abc');
  const whole = spawn(() => b.readSync(6));
  a.writeSync('12');
  idle();
  a.writeSync(Buffer.from('3456789'));
  assert.strictEqual(String(whole.get()), '123456');
  assert.strictEqual(String(b.readSync(2)), '78');
  assert.deepStrictEqual(b.readSync(0), Buffer.alloc(0));
  const large = Buffer.alloc(3 << 20, 'x'); // more than any buffer on the way holds
  const writer = spawn(() => a.writeSync(large));
  assert.strictEqual(String(b.readSync(1)), '9');
  assert.ok(b.readSync(large.length).equals(large));
  writer.get();
  a.writeSync('rest');
  a.endSync('!');
  assert.strictEqual(String(b.readSync(100)), 'rest!', 'fewer at the end');
  assert.strictEqual(b.readSync(100), null);
  assert.strictEqual(b.readSync(), null);
  assert.strictEqual(b.readLineSync(), null);
  a.endSync();
  assert.throws(() => a.writeSync('x'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
  for (const size of [-1, 1.5, NaN])
    assert.throws(() => b.readSync(size), { code: 'ERR_OUT_OF_RANGE', name: 'RangeError' });
  assert.throws(() => b.readSync('1'), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
}

// Lines.
{
  const [a, b] = pair();
  a.writeSync('one\r\ntwo\n\nthr');
  assert.strictEqual(b.readLineSync(), 'one');
  assert.deepStrictEqual(b.readLineSync({ encoding: 'buffer' }), Buffer.from('two'));
  assert.strictEqual(b.readLineSync(), '');
  const third = spawn(() => b.readLineSync());
  for (const part of ['ee ', 'ä'.repeat(3), '\r', '\nrest of it: ']) {
    const [first, ...others] = Buffer.from(part);
    a.writeSync(Buffer.from([first])); // in the midst of a character
    idle();
    a.writeSync(Buffer.from(others));
  }
  assert.strictEqual(third.get(), 'three äää');
  untilThere(b, 12);
  assert.throws(() => withTimeout(20, () => b.readLineSync()), { code: 'ERR_GREENPATCH_TIMEOUT' });
  a.writeSync('0123456789'.repeat(5));
  untilThere(b, 62);
  for (const maxBytes of [1, 61]) {
    const tooLong = { code: 'ERR_GREENPATCH_TOO_LARGE', message: new RegExp(`at most ${maxBytes} bytes`) };
    assert.throws(() => b.readLineSync({ maxBytes }), tooLong);
  }
  assert.strictEqual(String(b.readSync(12)), 'rest of it: ', 'nothing is lost');
  a.writeSync('\nlatin \xe4\n', 'latin1');
  a.endSync('last');
  assert.strictEqual(b.readLineSync({ maxBytes: 50 }), '0123456789'.repeat(5));
  assert.strictEqual(b.readLineSync({ encoding: 'latin1' }), 'latin \xe4');
  assert.strictEqual(b.readLineSync(), 'last');
  assert.strictEqual(b.readLineSync(), null);
  assert.throws(() => b.readLineSync({ maxBytes: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => b.readLineSync(5), { code: 'ERR_INVALID_ARG_TYPE' });
  for (const encoding of ['utf16le', 'klingon']) {
    assert.throws(() => b.readLineSync({ encoding }), { code: 'ERR_INVALID_ARG_VALUE' });
  }
}

// An encoding of the socket, and what is read in another way afterwards.
{
  const [a, b] = pair();
  b.setEncoding('utf8');
  a.writeSync('ä\nöü');
  assert.strictEqual(b.readLineSync(), 'ä');
  assert.strictEqual(b.readSync(1), 'ö', 'characters');
  assert.strictEqual(b.readSync(0), '');
  const pieces = [];
  b.on('data', (piece) => pieces.push(piece)).on('end', () => pieces.push('end'));
  assert.throws(() => b.readSync(), { code: 'ERR_GREENPATCH_BUSY' });
  a.endSync('piped');
  while (pieces.at(-1) !== 'end') idle();
  assert.strictEqual(pieces.join(''), 'üpipedend');
}
{
  const [a, b] = pair();
  a.writeSync('head\n' + 'body'.repeat(50_000));
  spawn(() => a.endSync());
  assert.strictEqual(b.readLineSync(), 'head');
  const through = b.pipe(new stream.PassThrough());
  assert.strictEqual(stream.readAllSync(through, { encoding: 'latin1' }), 'body'.repeat(50_000));
}

// Readers wait in the order in which they came; one that is killed or timed out takes nothing with it.
{
  const [a, b] = pair();
  const got = [];
  const reader = (name, size) => spawn(() => got.push(name + b.readSync(size)));
  const fibers = [reader('a', 2), reader('b', 3), reader('c', 1), reader('d', 2)];
  idle();
  a.writeSync('1');
  untilThere(b, 1);
  fibers[0].kill();
  fibers[2].kill();
  a.writeSync('2345');
  joinAll([fibers[1], fibers[3]]);
  assert.deepStrictEqual(got, ['b123', 'd45']);
  // Killed in the very moment in which it would have been served.
  const served = spawn(() => b.readSync(1));
  idle();
  Object.getPrototypeOf(b).push = function (...args) {
    if (this === b && served.state === 'parked') spawn(() => killAll([served]));
    return Reflect.apply(stream.Readable.prototype.push, this, args);
  };
  a.writeSync('6');
  served.join();
  assert.strictEqual(served.state, 'killed');
  delete Object.getPrototypeOf(b).push;
  assert.strictEqual(String(b.readSync()), '6');
  assert.deepStrictEqual([b.listenerCount('readable'), b.listenerCount('data')], [0, 0]);
}

// Errors: those of Node, with the stack of the call; one that comes while no call waits is the next call's.
{
  const free = net.createServer().listenSync(0, '127.0.0.1');
  const { port: unused } = free.address();
  free.close();
  const refused = { code: 'ECONNREFUSED', syscall: 'connect', port: unused, address: '127.0.0.1' };
  (function straight() {
    try {
      net.connectSync(unused, '127.0.0.1');
      assert.fail();
    } catch (error) {
      assert.deepStrictEqual({ ...error, errno: 0 }, { ...refused, errno: 0 });
      assert.match(error.stack.split('\n')[1], /at straight /, error.stack);
    }
  })();
  for (const args of [[{ port: 1e6 }], ['a', 'b', {}, 1].slice(3), [{}]]) {
    let plain;
    try {
      net.connect(...args).on('error', () => {});
    } catch (error) {
      plain = error;
    }
    if (plain) assert.throws(() => net.connectSync(...args), { code: plain.code, message: plain.message });
  }
  const [a, b] = pair();
  a.writeSync('unread');
  untilThere(b, 1);
  a.resetAndDestroy();
  while (!b.destroyed) idle(); // nothing listens for its error
  assert.strictEqual(b.errored.code, 'ECONNRESET');
  for (const call of [() => (b.readSync(), b.readSync()), () => b.writeSync('x'), () => b.endSync()]) {
    assert.throws(call, { code: 'ECONNRESET', syscall: 'read' });
  }
  const [c, d] = pair();
  const [reading, writing] = [spawn(() => d.readSync()), spawn(() => d.writeSync(Buffer.alloc(8 << 20)))];
  idle();
  assert.deepStrictEqual([reading.state, writing.state], ['parked', 'parked']);
  c.resetAndDestroy();
  assert.throws(() => reading.get(), { code: /^(ECONNRESET|EPIPE)$/ });
  assert.throws(() => writing.get(), { code: /^(ECONNRESET|EPIPE)$/ });
  const [e, f] = pair();
  const waiting = spawn(() => e.readSync());
  idle();
  e.destroy();
  assert.throws(() => waiting.get(), { code: 'ERR_STREAM_PREMATURE_CLOSE', message: 'Premature close' });
  assert.throws(() => e.readSync(), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  f.destroy();
  for (const bad of [null, 5, {}]) {
    const [g] = pair();
    assert.throws(() => g.writeSync(bad), { code: bad === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => g.writeSync('x', 'klingon'), { code: 'ERR_UNKNOWN_ENCODING' });
    g.destroy();
  }
  const corked = pair()[0];
  corked.cork();
  corked.writeSync('held back'); // on purpose: nothing waits for it
  corked.destroy();
}

// Killed while it connects: nothing comes of it.
{
  const count = () => wait(new Promise((resolve) => server.getConnections((_, n) => resolve(n))));
  const fiber = spawn(() => net.connectSync({ port, host: 'localhost' }));
  sleep(0);
  fiber.kill();
  assert.strictEqual(fiber.state, 'killed');
  for (let i = 0; i < 20; i++) idle();
  while (count() > 0) {
    const left = withoutWaiting(() => server.acceptSync());
    if (left === undefined) break;
    left.destroy();
    idle();
  }
}
function withoutWaiting(call) {
  try {
    return withTimeout(20, call);
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_GREENPATCH_TIMEOUT');
    return undefined;
  }
}
server.close();
for (const handle of process._getActiveHandles())
  if (handle instanceof net.Socket && handle.remotePort) handle.destroy();
console.log('ok');
