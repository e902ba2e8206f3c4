// it: what blocks the hub is said once per place in the program, with the function and the line
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=0
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { Readable } = require('node:stream');
const { wait } = require('greenpatch');
const kit = require('./support/kit');

const warnings = [];
process.on('warning', (warning) => {
  if (warning.code === 'GREENPATCH_HUB_BLOCKED') warnings.push(warning);
});
const cell = new Int32Array(new SharedArrayBuffer(4));
const lines = fs.readFileSync(__filename, 'utf8').split('\n');
const lineOf = (mark) => lines.findIndex((line) => line.endsWith(mark)) + 1;

function listener(chunk) {
  fs.readFileSync(__filename); // reads
  if (chunk % 2) execFileSync('true'); // runs
}
const consume = (count, onData) =>
  wait(
    new Promise((resolve) => {
      const numbers = Array.from({ length: count }, (_, n) => n);
      Readable.from(numbers, { objectMode: true }).on('data', onData).on('end', resolve);
    }),
  );
consume(6, listener);
kit.until(() => warnings.length >= 2, 'the warnings');
consume(3, listener);
let looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
assert.strictEqual(warnings.length, 2, `one a place: ${warnings.map(({ message }) => message)}`);
const [reads, runs] = warnings;
assert.strictEqual(reads.name, 'GreenpatchHubBlocked');
assert.match(reads.message, /readFileSync/);
assert.ok(reads.message.includes(`jobs/hub-blocked.js:${lineOf('// reads')}`), reads.message);
assert.match(runs.message, /execFileSync/);
assert.ok(runs.message.includes(`jobs/hub-blocked.js:${lineOf('// runs')}`), runs.message);
assert.ok(!reads.message.includes('/dist/'), 'it names no line of greenpatch');

// Another place, in the same function even.
consume(2, (chunk) => {
  Atomics.wait(cell, 0, 0, 1); // waits
  Atomics.wait(cell, 0, 0, 1); // waits again
});
kit.until(() => warnings.length === 4, 'two more warnings');
assert.ok(warnings[2].message.includes(`:${lineOf('// waits')}`), warnings[2].message);
assert.ok(warnings[3].message.includes(`:${lineOf('// waits again')}`), warnings[3].message);
assert.match(warnings[2].message, /Atomics\.wait/);

// What parks is no such thing.
setImmediate(() => fs.readFileSync(__filename));
process.nextTick(() => fs.readFileSync(__filename));
queueMicrotask(() => fs.readFileSync(__filename));
fs.readFileSync(__filename);
looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
assert.strictEqual(warnings.length, 4);
console.log('ok');
