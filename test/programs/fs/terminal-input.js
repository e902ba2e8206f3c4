// it: a fiber that reads a terminal gets lines, ends of files and single keys as plain Node does, while others run
// timeout: 90000
'use strict';
if (process.platform !== 'linux') {
  console.log('ok'); // elsewhere threads of the pool wait
  return;
}
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { tree } = require('../patch/support/kit');

const at = tree({});
const TERMINAL = path.join(__dirname, '..', '..', 'support', 'terminal.py');
const PROGRAM = path.join(__dirname, 'support', 'terminal-input.js');

/** What the program reads in a terminal of its own. */
function read(name, ...flags) {
  const args = [TERMINAL, process.execPath, ...flags, PROGRAM, at(name)];
  const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8', timeout: 40_000 });
  assert.strictEqual(status, 0, `${stdout} ${stderr}`);
  return JSON.parse(fs.readFileSync(at(name), 'utf8'));
}

const plain = read('plain');
assert.deepStrictEqual(plain.slice(0, 3), [
  [7, `a line\n${'.'.repeat(13)}`],
  [
    [3, 'pie'],
    [4, `ces\n${'.'.repeat(16)}`],
  ],
  [
    [4, `two\n${'.'.repeat(16)}`],
    [6, `lines\n${'.'.repeat(14)}`],
  ],
]);
assert.strictEqual(plain.length, 15);
assert.deepStrictEqual(
  [9, 13, 14].map((at) => plain[at].code),
  ['EAGAIN', 'EAGAIN', 'EBADF'],
);
assert.deepStrictEqual(read('fiber', '-r', 'greenpatch'), plain);
console.log('ok');
