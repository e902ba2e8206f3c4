// it: what children write to inherited descriptors stands among what the program prints where it stands without fibers
'use strict';
const assert = require('node:assert');
const { closeSync, openSync, readFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { tree } = require('../patch/support/kit');

if (process.platform === 'win32') {
  console.log('ok'); // the children are of a POSIX shell
  return;
}
/** What both print. `inherit` and numbers; files and pipes as stdout; a child that writes to both. */
function program() {
  const { execFileSync, execSync, spawnSync: run } = require('node:child_process');
  const fs = require('node:fs');
  const echo = (text) => ['-c', `echo ${text}; echo ${text} to stderr >&2`];
  console.log('1 before');
  run('sh', echo('2 spawnSync'), { stdio: 'inherit' });
  console.log('3 between');
  execFileSync('sh', echo('4 execFileSync'), { stdio: ['ignore', 1, 1] });
  console.error('5 to stderr');
  execSync('echo 6 execSync; cat', { stdio: ['pipe', 'inherit', 'inherit'], input: '7 input\n' });
  process.stdout.write('8 without an end, ');
  run('printf', ['9 %s\n', 'printf'], { stdio: 'inherit' });
  fs.writeSync(1, '10 writeSync\n');
  const { stdout } = run('sh', echo('11 captured'), { stdio: ['ignore', 'pipe', 2], encoding: 'utf8' });
  process.stdout.write(stdout);
  for (let n = 12; n < 30; n++) {
    console.log(`${n} parent ${'.'.repeat(200)}`);
    run('sh', ['-c', `echo ${n} child`], { stdio: 'inherit' });
  }
  console.log('30 after');
}

const at = tree({});
const SOURCE = `(${program})();`;
const PRELOADED = `require('greenpatch/api').spawn(${program});`;

/** @param {string} where all that is written to stdout and stderr goes to */
function output(source, flags, where) {
  const args = [...flags, '-e', source];
  const cwd = process.cwd();
  if (where === 'pipe') {
    // One pipe for both.
    const { status, stdout } = spawnSync('sh', ['-c', '"$0" "$@" 2>&1 | cat', process.execPath, ...args], { cwd });
    assert.strictEqual(status, 0);
    return String(stdout);
  }
  const fd = openSync(at('output'), 'w');
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', fd, fd] });
  closeSync(fd);
  const text = readFileSync(at('output'), 'utf8');
  assert.strictEqual(status, 0, text);
  return text;
}

for (const where of ['file', 'pipe']) {
  const plain = output(SOURCE, [], where);
  const numbers = plain.split('\n').map((line) => parseInt(line, 10));
  assert.deepStrictEqual([...numbers].slice(0, 6), [1, 2, 2, 3, 4, 4]);
  assert.strictEqual(plain.split('\n').length, 51, plain);
  assert.strictEqual(output(PRELOADED, ['-r', 'greenpatch'], where), plain, where);
}
console.log('ok');
