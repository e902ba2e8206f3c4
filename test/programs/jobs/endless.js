// it: jobs that queue jobs for ever hold up the loop as in plain Node; a parked one among them does not let it go earlier or later
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const kit = require('./support/kit');

const door = kit.door('the parked job');
let turns = 0;
let immediate = false;
setImmediate(() => (immediate = true));
queueMicrotask(function again() {
  if (turns++ === 10) queueMicrotask(() => (door.pass(), finished()));
  if (turns < 50_000) queueMicrotask(again);
  else {
    assert.strictEqual(immediate, false, 'the loop waits until the queue is empty');
    assert.strictEqual(door.waiting, 1);
    setImmediate(() => setImmediate(door.open));
  }
});
function finished() {
  assert.ok(immediate);
  assert.strictEqual(turns, 50_000);
  console.log('ok');
}
