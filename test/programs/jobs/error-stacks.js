// it: stacks of errors name the program's frames, also those of async callers, in code that has parked: as many as in plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { wait } = require('greenpatch');
const kit = require('./support/kit');

/** The names of the program's own functions in a stack. */
const own = (error) =>
  error.stack
    .split('\n')
    .filter((line) => line.includes('jobs/error-stacks.js'))
    .map((line) => /at (?:async )?(?:[\w.]+\.)?(\w+) \(/.exec(line)?.[1]);

function park() {
  const door = kit.door();
  setImmediate(door.open);
  door.pass();
}
function make(parks) {
  if (parks) park();
  return new Error('made here');
}
async function inner(parks) {
  await null;
  return make(parks);
}
async function middle(parks) {
  return await inner(parks);
}
async function outer(parks) {
  await null;
  return await middle(parks);
}
function tick(parks, done) {
  done(make(parks));
}
const entries = {
  'async function': [(parks) => outer(parks), ['make', 'inner', 'middle', 'outer']],
  microtask: [(parks) => new Promise((done) => queueMicrotask(() => tick(parks, done))), ['make', 'tick', undefined]],
  tick: [(parks) => new Promise((done) => process.nextTick(tick, parks, done)), ['make', 'tick']],
  timer: [(parks) => new Promise((done) => setTimeout(tick, 1, parks, done)), ['make', 'tick']],
  callback: [
    (parks) =>
      new Promise((done) => {
        fs.stat('/', function callback() {
          tick(parks, done);
        });
      }),
    ['make', 'tick', 'callback'],
  ],
};
for (const [name, [entry, frames]] of Object.entries(entries)) {
  for (const parks of [false, true]) {
    const error = wait(entry(parks));
    // V8 knows the async callers of the job that it runs last: not those of one that goes on after a park.
    if (parks && name === 'async function') frames.length = 2;
    assert.deepStrictEqual(
      own(error).slice(0, frames.length),
      frames,
      `${name}, ${parks ? 'parked' : ''}: ${error.stack}`,
    );
  }
}
// The error of a blocking call itself.
async function reads() {
  await null;
  fs.readFileSync('/no/such');
}
const failed = wait(reads().catch((error) => error));
assert.strictEqual(failed.code, 'ENOENT');
assert.deepStrictEqual(own(failed), ['reads']);
console.log('ok');
