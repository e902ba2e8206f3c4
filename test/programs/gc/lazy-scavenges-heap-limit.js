// it: stacks that rest keep what they hold while the heap is nearly full, where scavenges may find no room to promote to
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc --max-old-space-size=64 --max-semi-space-size=2
// env: GREENPATCH_SWITCH=own
'use strict';
const assert = require('assert');
const v8 = require('v8');
const { run } = require('./support/lazy-scavenges-workload');

const NEARLY = 0.7;
const CHUNK = 8000; // words; not large enough for a page of its own
let full = 0;
let kept = [];

/** Fills the heap up, and lets most of it go, in turn. */
function between(turn) {
  if (turn % 8 === 7) kept = [];
  else if (turn % 8 < 2) return;
  const left = () => {
    const { used_heap_size: used, heap_size_limit: limit } = v8.getHeapStatistics();
    return limit * NEARLY - used;
  };
  for (let room = left(); room > CHUNK * 8; room -= CHUNK * 8) kept.push(new Array(CHUNK).fill(turn));
  full++;
}

run({ count: 100, turns: 48, between });
assert.ok(full > 20);
assert.ok(kept.length < 1000);
console.log('ok');
