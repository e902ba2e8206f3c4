// it: native code that runs off the end of a coroutine's stack dies on the guard page instead of writing into a neighbour's stack
// timeout: 60000
'use strict';
const assert = require('assert');
const { execFileSync, spawnSync } = require('child_process');
const { Coroutine } = require('../../dist/fiber');
const { native } = require('../fixtures/addons');

if (process.argv[2] === 'overrun') {
  const neighbours = Array.from({ length: 20 }, () => new Coroutine(() => Coroutine.suspend()));
  for (const one of neighbours) one.resume();
  new Coroutine(() => native.eatStack(1300 * 1024)).resume();
  console.log('survived');
} else {
  // What V8 leaves to native code below its limit can be used.
  assert.ok(new Coroutine(() => native.eatStack(900 * 1024)).resume() > 0);
  const deep = (n) => (n > 0 ? deep(n - 1) : native.eatStack(100 * 1024));
  assert.ok(new Coroutine(() => deep(5000)).resume() > 0);
  const child = spawnSync(process.execPath, [__filename, 'overrun'], { encoding: 'utf8' });
  assert.strictEqual(child.signal, 'SIGSEGV', `${child.status} ${child.stdout}${child.stderr}`);
  assert.doesNotMatch(child.stdout, /survived/);
  assert.match(execFileSync(process.execPath, ['-p', '1']).toString(), /1/);
  console.log('ok');
}
