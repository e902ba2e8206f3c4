// it: heap snapshots and queries show what stacks hold that are hidden from scavenges
// preload: ./test/programs/gc/support/early-engine.js
// flags: --expose-gc
// env: GREENPATCH_SWITCH=own
// timeout: 60000
'use strict';
const assert = require('assert');
const v8 = require('v8');
const { Coroutine, housekeeping } = require('../../../dist/fiber');
const { own } = require('./support/lazy-scavenges-workload');

class HeldByHidden {}

const all = Array.from(
  { length: 20 },
  () =>
    new Coroutine(() => {
      const held = new HeldByHidden();
      Coroutine.suspend();
      return held;
    }),
);
for (const one of all) one.resume();
for (let k = 0; k < 6; k++) gc({ type: 'minor', execution: 'sync' });
if (own) assert.ok(housekeeping.stats().hidden >= 20);

const chunks = [];
v8.getHeapSnapshot()
  .on('data', (chunk) => chunks.push(chunk))
  .on('end', () => {
    const { nodes, strings, snapshot } = JSON.parse(Buffer.concat(chunks).toString());
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const [type, label] = [fields.indexOf('type'), fields.indexOf('name')];
    let found = 0;
    for (let i = 0; i < nodes.length; i += fields.length)
      if (types[type][nodes[i + type]] === 'object' && strings[nodes[i + label]] === 'HeldByHidden') found++;
    assert.strictEqual(found, 20);
    for (const one of all) assert.ok(one.resume() instanceof HeldByHidden);
    assert.strictEqual(housekeeping.stats().hidden, 0);
    console.log('ok');
  });
