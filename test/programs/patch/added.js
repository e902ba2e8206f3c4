// it: invariant 10: functions that Node lacks are added, are taken away again, and give way to Node's own and to others
'use strict';
const assert = require('node:assert');
const { isPatched, original, patch, spawn, unpatch } = require('greenpatch/api');
const { patches } = require('../../../dist/patch');

assert.ok(!process.moduleLoadList.includes('NativeModule readline'));
patch('readline');
assert.ok(isPatched('readline'));
assert.ok(!process.moduleLoadList.includes('NativeModule readline'), 'nothing is loaded only to be added to');
assert.strictEqual(typeof require('node:readline').questionSync, 'function');
unpatch();

const load = require('./support/load');
const places = patches.flatMap(({ module, adds = {} }) =>
  Object.keys(adds).map((name) => {
    const keys = name.split('.');
    const key = keys.pop();
    return { module, name, key, holder: keys.reduce((object, step) => object[step], load(module)) };
  }),
);
const snapshot = () => new Map(places.map(({ holder }) => [holder, Reflect.ownKeys(holder)]));
const net = require('node:net');
assert.ok(places.length >= 50, String(places.length));

const before = snapshot();
for (let round = 0; round < 2; round++) {
  patch();
  patch();
  let count = 0;
  for (const { module, name, key, holder } of places) {
    const twin = module === 'dns' ? key.slice(0, -'Sync'.length) : undefined;
    const expected = twin === undefined || twin in holder;
    assert.strictEqual(isPatched(module, name), expected, `${module}.${name}`);
    assert.strictEqual(typeof holder[key], expected ? 'function' : 'undefined', `${module}.${name}`);
    assert.throws(() => original(module, name), { code: 'ERR_GREENPATCH_PATCH', message: /has no function/ });
    if (!expected) continue;
    count++;
    const { value, ...attributes } = Object.getOwnPropertyDescriptor(holder, key);
    assert.deepStrictEqual(attributes, { configurable: true, enumerable: false, writable: true });
    assert.strictEqual(value.name, key);
    // Nothing can be parked on the hub, whatever the arguments.
    assert.throws(() => holder[key](), {
      code: 'ERR_GREENPATCH_NOT_IN_FIBER',
      message: new RegExp(`${key} was called on`),
    });
  }
  assert.ok(count >= 48, String(count));
  assert.deepStrictEqual(Object.keys(net), Object.keys({ ...net }));
  unpatch();
  assert.deepStrictEqual(snapshot(), before);
}

// In parts.
patch('net');
assert.ok(isPatched('net', 'connectSync') && !isPatched('dns', 'lookupSync'));
unpatch('net');
assert.strictEqual(net.connectSync, undefined);

// A Node that has such a function keeps its own, and a function that another library has added first stays too.
const theirs = () => 'theirs';
net.connectSync = theirs;
net.Socket.prototype.readSync = theirs;
patch('net');
assert.strictEqual(net.connectSync, theirs);
assert.ok(!isPatched('net', 'connectSync') && isPatched('net', 'Server.prototype.acceptSync'));
assert.strictEqual(original('net', 'connectSync'), theirs);
unpatch('net');
assert.strictEqual(net.connectSync, theirs);
delete net.connectSync;
delete net.Socket.prototype.readSync;

// Another library's wrapper is not ours to take away, and goes on working.
patch('timers');
const timers = require('node:timers');
const { sleepSync } = timers;
timers.sleepSync = (ms) => sleepSync(ms);
const wrapper = timers.sleepSync;
unpatch('timers');
assert.strictEqual(timers.sleepSync, wrapper);
assert.ok(!isPatched('timers', 'sleepSync'));
spawn(() => {
  timers.sleepSync(1);
  delete timers.sleepSync;
  patch('timers');
  assert.ok(isPatched('timers', 'sleepSync'));
  unpatch();

  import('node:timers').then((facade) => {
    assert.ok(!('sleepSync' in facade), 'names of a builtin as an ES module are fixed by Node');
    patch('timers');
    assert.strictEqual(facade.default.sleepSync, sleepSync);
    console.log('ok');
  });
});
