// it: heap snapshots, written and streamed, inside a coroutine and while others are parked, show what their stacks hold
// timeout: 60000
'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const v8 = require('v8');
const { Coroutine } = require('../../../dist/fiber');

class HeldByParkedCoroutine {}
class HeldByRunningCoroutine {}

const file = path.join(os.tmpdir(), `greenpatch-${process.pid}.heapsnapshot`);
process.on('exit', () => fs.rmSync(file, { force: true }));

function instances(snapshot, name) {
  const { nodes, strings, snapshot: meta } = snapshot;
  const { node_fields: fields, node_types: types } = meta.meta;
  const [type, label] = [fields.indexOf('type'), fields.indexOf('name')];
  let found = 0;
  for (let i = 0; i < nodes.length; i += fields.length) {
    if (types[type][nodes[i + type]] === 'object' && strings[nodes[i + label]] === name) found++;
  }
  return found;
}

const parked = Array.from(
  { length: 5 },
  () =>
    new Coroutine(() => {
      const held = new HeldByParkedCoroutine();
      Coroutine.suspend();
      return held;
    }),
);
for (const one of parked) one.resume();

const writer = new Coroutine(() => {
  const held = new HeldByRunningCoroutine();
  v8.writeHeapSnapshot(file);
  return held;
});
assert.ok(writer.resume() instanceof HeldByRunningCoroutine);
const written = JSON.parse(fs.readFileSync(file, 'utf8'));
assert.strictEqual(instances(written, 'HeldByParkedCoroutine'), 5);
assert.strictEqual(instances(written, 'HeldByRunningCoroutine'), 1);

const chunks = [];
const streamer = new Coroutine(() => v8.getHeapSnapshot());
streamer
  .resume()
  .on('data', (chunk) => chunks.push(chunk))
  .on('end', () => {
    assert.strictEqual(instances(JSON.parse(Buffer.concat(chunks).toString()), 'HeldByParkedCoroutine'), 5);
    for (const one of parked) assert.ok(one.resume() instanceof HeldByParkedCoroutine);
    assert.ok(process.memoryUsage().heapUsed > 0);
    console.log('ok');
  });
