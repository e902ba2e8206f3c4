// it: a counter in a file that handlers read and write back keeps every count, and a listener that is added after a file is removed misses nothing
// preload: greenpatch
// may-skip: a file system that answers at once, also while the machine is loaded
'use strict';
const assert = require('node:assert');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const { spawn, wait } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const REQUESTS = 200;
const at = tree({ counter: '0' });

/** Without a blocking call between that waits for something else, no other request comes between reading and writing. */
const server = http.createServer((_, response) => {
  const count = Number(fs.readFileSync(at('counter'), 'utf8'));
  if (fs.existsSync(at('counter'))) fs.writeFileSync(at('counter'), String(count + 1));
  response.end();
});

const get = (port) =>
  new Promise((resolve, reject) => {
    const request = http.get({ port, agent: false }, (response) => response.resume().on('end', resolve));
    request.on('error', reject);
  });

function counts() {
  wait(new Promise((resolve) => server.listen(0, resolve)));
  const { port } = server.address();
  wait(Promise.all(Array.from({ length: REQUESTS }, () => get(port))));
  server.close();
  assert.strictEqual(fs.readFileSync(at('counter'), 'utf8'), String(REQUESTS));
}

/** As in the suite of `ws`: the event is emitted in the turn of the loop in which its listener is added. */
function listens() {
  let closed = 0;
  for (let i = 0; i < 50; i++) {
    fs.writeFileSync(at('late'), 'x');
    const emitter = new EventEmitter();
    emitter.on('error', () => {
      fs.unlinkSync(at('late'));
      emitter.on('close', () => closed++);
    });
    const over = new Promise((resolve) => {
      process.nextTick(() => emitter.emit('error', new Error('x')));
      setImmediate(() => resolve(emitter.emit('close')));
    });
    wait(over);
  }
  assert.strictEqual(closed, 50);
}

/** As in AVA: tests are declared until the next tick, and the first one reads a file that is not there. */
function declares() {
  const declared = [];
  let started = false;
  const test = (name) => {
    assert.ok(!started, name);
    if (declared.length === 0) process.nextTick(() => (started = true));
    assert.throws(() => fs.readFileSync(at('snapshots/none.snap')), { code: 'ENOENT' });
    declared.push(name);
  };
  for (const name of ['one', 'two', 'three']) test(name);
  assert.strictEqual(started, false);
}

/** Whether the file system has kept the hub waiting meanwhile: then its calls park, and nothing of this holds. */
function isSlow() {
  const { slowMounts } = require('greenpatch').hubBlocking().files;
  if (slowMounts.length > 0) console.log(`skip: ${slowMounts} has kept the hub waiting, so calls there park`);
  return slowMounts.length > 0;
}

spawn(() => {
  // Where every call parks, that does not hold; nor does it where temporary files lie in an unknown file system.
  const before = fs.statSync(at('counter')) && require('greenpatch').hubBlocking().files.calls;
  try {
    if (before > 0) for (const check of [declares, listens, counts]) check();
  } catch (error) {
    if (isSlow()) return;
    throw error;
  }
  console.log('ok');
});
