// it: stacks have no frame of greenpatch's own, and what ends the process is printed as in plain Node
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { tree } = require('../patch/support/kit');

const root = path.join(__dirname, '..', '..', '..');
const at = tree({
  'main.js': `function inner() { throw new Error('main'); }\ninner();`,
  'module.mjs': `function inner() { throw new Error('module'); }\ninner();`,
  'timer.js': `setTimeout(function timer() { null.x; }, 1);`,
  'rejected.js': `(async function rejected() { await 1; throw new Error('rejected'); })();`,
  'parked.js': `setTimeout(function parked() { block(); null.x; }, 1);`,
  'nested.js': `require('./inner');`,
  'inner.js': `process.on('exit', () => {}); new Promise((ok) => setImmediate(ok)).then(function job() { block(); throw new RangeError('job'); });`,
});
const block = `globalThis.block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);\n`;
for (const file of ['parked.js', 'nested.js']) writeFileSync(at(file), block + readFileSync(at(file)));

function stderrOf(file, ...flags) {
  const { stderr, status } = spawnSync(process.execPath, [...flags, at(file)], { encoding: 'utf8' });
  assert.strictEqual(status, 1, stderr);
  // A timer that has parked is over for Node.
  return stderr.replaceAll(' [as _onTimeout]', '').split('\n');
}

for (const file of ['main.js', 'module.mjs', 'timer.js', 'rejected.js', 'parked.js', 'nested.js']) {
  const plain = stderrOf(file);
  const preloaded = stderrOf(file, '-r', root);
  assert.ok(!preloaded.join().includes(path.join(root, 'dist')), preloaded.join('\n'));
  // What lies below the stack of a fiber, at most three frames of Node's own at the bottom, belongs to the hub.
  const missing = plain.filter((line) => !preloaded.includes(line));
  assert.ok(missing.length <= 3 && missing.every((line) => /^ {4}at .*node:internal/.test(line)), preloaded.join('\n'));
  assert.deepStrictEqual(
    preloaded,
    plain.filter((line) => !missing.includes(line)),
    file,
  );
}

// Those who look into greenpatch can see them.
process.env.GREENPATCH_FRAMES = 'show';
assert.ok(stderrOf('main.js', '-r', root).join().includes(path.join(root, 'dist')));
console.log('ok');
