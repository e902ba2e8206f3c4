// it: two copies of the package in one process share one engine, one hub and one API
'use strict';
const assert = require('node:assert');
const { cpSync, mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync, readFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const first = require('greenpatch/api');

const ROOT = path.join(__dirname, '..', '..', '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'greenpatch-copies-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Copies the package as npm would install it below another one. */
function copy(name, change = {}) {
  const folder = path.join(scratch, name, 'node_modules', 'greenpatch');
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'prebuilds']) cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  const description = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...description, ...change }));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

const folder = copy('twin', { version: '0.1.99' });
const second = require(folder + '/dist/api.js');
assert.notStrictEqual(require.resolve(folder + '/dist/api.js'), require.resolve('greenpatch/api'));
for (const name of Object.keys(first)) assert.strictEqual(second[name], first[name], name);
const hubs = [require('../../../dist/hub'), require(folder + '/dist/hub')];

first.spawn(function main() {
  // The second copy's own modules, as its patches use them, work in a fiber of the first one and know it.
  for (const { inFiber, runningFiber, park, sleep, hub } of hubs) {
    assert.strictEqual(inFiber(), true);
    assert.strictEqual(runningFiber(), first.currentFiber());
    assert.strictEqual(hub, hubs[0].hub);
    assert.strictEqual(park({ what: 'a test', start: (waker) => setImmediate(() => waker.resolve('woken')) }), 'woken');
    sleep(1);
  }
  // Fibers of both kinds join and kill each other.
  const twin = hubs[1].spawn(() => (hubs[0].idle(), 'twin'));
  assert.strictEqual(twin.get(), 'twin');
  const victim = hubs[1].spawn(() => hubs[1].sleep(60_000));
  first.idle();
  assert.strictEqual(victim.kill(), true);
  assert.ok([...hubs[0].live].length === 1 && hubs[0].live === hubs[1].live);

  // What is loaded by the package's main entry is the same API, too.
  const main = require(folder + '/dist/index.js');
  for (const name of Object.keys(first)) assert.strictEqual(main[name], first[name], `${name} of the main entry`);
  console.log('ok');
});
