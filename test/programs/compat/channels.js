// it: calls of an adapted library that has a worker overlap in as many workers as it may have; a killed call ends by itself, for no fiber
// preload: greenpatch
// env: GREENPATCH_COMPAT_WORKERS=2
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const path = require('node:path');
const { idle, joinAll, killAll, sleep, spawn, unadapt, wait, waitGraph } = require('greenpatch/api');
const { install } = require('./support/kit.js');

/** Each function that it makes is a channel; `busy` says how many calls each has at the same time. */
const TEXT = `export const channels = [];
function makeSynchronous(fn) {
  const channel = { busy: 0, most: 0, calls: [] };
  channels.push(channel);
  return function synchronous(...args) {
    channel.calls.push(args[0]);
    channel.most = Math.max(channel.most, ++channel.busy);
    try {
      return fn(...args);
    } finally {
      channel.busy--;
    }
  };
}
export default makeSynchronous;`;
const { default: makeSynchronous, channels } = require(
  path.join(install('make-synchronous', '2.1.0', { 'index.js': TEXT }), 'index.js'),
);
const made = (fn) => {
  channels.length = 0;
  return makeSynchronous(fn);
};
const callsOf = () => channels.map(({ calls }) => calls);
function door() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, pass: () => wait(opened) };
}
const turns = (count = 5) => {
  for (let n = 0; n < count; n++) idle();
};
const warnings = [];
process.on('warning', ({ message }) => warnings.push(message));

function limited() {
  const doors = { a: door(), b: door(), c: door(), d: door() };
  const call = made((text) => (doors[text].pass(), text));
  const [a, b, c, d] = Object.keys(doors).map((text) => spawn(call, text));
  turns();
  assert.deepStrictEqual(callsOf(), [['a'], ['b']], 'two at the same time, the others wait');
  doors.b.open();
  assert.strictEqual(b.get(), 'b');
  turns();
  assert.deepStrictEqual(callsOf(), [['a'], ['b', 'c']], 'in the order in which they came');
  doors.d.open();
  doors.a.open();
  doors.c.open();
  assert.deepStrictEqual([a.get(), c.get(), d.get()], ['a', 'c', 'd']);
  assert.deepStrictEqual(callsOf(), [
    ['a', 'd'],
    ['b', 'c'],
  ]);
  assert.ok(channels.every(({ most, busy }) => most === 1 && busy === 0));
  doors.e = doors.a;
  assert.strictEqual(call('e'), 'e');
  assert.deepStrictEqual(channels[0].calls, ['a', 'd', 'e'], 'the first one where none is busy');
}

function killed() {
  const doors = { a: door(), b: door(), c: door(), d: door(), e: door() };
  const call = made((text) => (doors[text].pass(), text));
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => spawn(call, text));
  turns();
  killAll([a, c]);
  assert.deepStrictEqual([a.state, c.state], ['killed', 'killed']);
  turns();
  assert.deepStrictEqual(callsOf(), [['a'], ['b']], 'nobody gets a channel whose answer has not come');
  doors.a.open();
  doors.d.open();
  assert.strictEqual(d.get(), 'd', 'and not what was for a');
  assert.deepStrictEqual(callsOf(), [['a', 'd'], ['b']]);
  const e = spawn(call, 'e');
  killAll([e]);
  const again = spawn(call, 'e'); // killed before its call has begun
  turns();
  killAll([again]);
  doors.b.open();
  assert.strictEqual(b.get(), 'b');
  doors.e.open();
  assert.strictEqual(call('e'), 'e');
}

function errors() {
  const call = made(function fails(text) {
    sleep(1);
    throw new RangeError(text);
  });
  assert.throws(
    () => call('wrong'),
    ({ name, message, stack }) => {
      assert.deepStrictEqual([name, message], ['RangeError', 'wrong']);
      const [, first, second, ...others] = stack.split('\n');
      assert.match(first, /at fails \(.*channels\.js/);
      assert.match(second, /at synchronous \(.*make-synchronous.index\.js/);
      assert.match(others[0], /channels\.js/, 'the caller');
      assert.ok(others.some((line) => /at errors \(/.test(line)));
      return true;
    },
  );
  const foreign = { stack: 'at attendant (' };
  const other = made(() => {
    throw foreign;
  });
  assert.throws(other, (error) => error === foreign);
}

function context() {
  const storage = new AsyncLocalStorage();
  const call = made(() => (sleep(1), storage.getStore()));
  assert.strictEqual(
    storage.run('mine', () => call()),
    'mine',
  );
}

function report() {
  const { open, pass } = door();
  const call = made(pass);
  const fiber = spawn(call);
  turns();
  const graph = waitGraph();
  const { what, owners } = graph.find((node) => node.fiber === fiber);
  assert.strictEqual(what, 'make-synchronous');
  assert.strictEqual(owners[0].name, 'attendant');
  open();
  joinAll([fiber]);
}

async function onTheHub() {
  const { open, pass } = door();
  const call = made((text) => (text === 'hub' ? text : (pass(), text)));
  const fibers = ['a', 'b'].map((text) => spawn(call, text));
  await spawn(turns);
  assert.strictEqual(onHub(call), 'hub');
  assert.deepStrictEqual(callsOf(), [['a'], ['b'], ['hub']], 'it cannot wait, so it gets one more');
  unadapt('make-synchronous');
  assert.strictEqual(await spawn(call, 'hub'), 'hub');
  assert.deepStrictEqual(channels[0].calls, ['a', 'hub'], 'as plain Node would');
  open();
  assert.deepStrictEqual(await Promise.all(fibers), ['a', 'b']);
}

/** Content of a stream must stay in order, so nothing parks there. */
function onHub(call) {
  const { Readable } = require('node:stream');
  let answer;
  const stream = new Readable({ read() {} });
  stream.on('data', () => (answer = call('hub')));
  stream.emit('data', 'x');
  return answer;
}

(async () => {
  for (const test of [limited, killed, errors, context, report]) await spawn(test);
  // Never answered, and no fiber waits: neither is the process held open, nor is it called a deadlock.
  const never = made(() => wait(new Promise(() => {})));
  const fiber = spawn(never);
  await spawn(turns);
  await spawn(() => killAll([fiber]));
  await onTheHub();
  process.once('exit', () => {
    assert.deepStrictEqual(warnings, []);
    console.log('ok');
  });
})();
