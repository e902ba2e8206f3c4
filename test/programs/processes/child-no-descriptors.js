// it: children of a fiber that has no descriptors left fail as on the hub, and leave none open
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');

if (process.platform === 'win32') {
  console.log('ok'); // it has no such limit
  return;
}
if (process.argv[2] !== 'limited') {
  const command = `ulimit -n 60; exec "$0" -r greenpatch "$1" limited`;
  const output = execFileSync('sh', ['-c', command, process.execPath, __filename], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.strictEqual(output, 'ok\n');
  process.stdout.write(output);
  return;
}
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { original, spawn } = require('greenpatch');
const { turns } = require('../patch/support/kit');

const CALLS = {
  spawnSync: ['true'],
  execFileSync: ['true'],
  execSync: ['true'],
};
const seen = (error) => {
  if (error === undefined) return undefined;
  const { name, message, code, errno, syscall, path, spawnargs } = error;
  return { name, message, code, errno, syscall, path, spawnargs };
};
/** What a call gives and leaves. */
function outcome(fn, args) {
  try {
    const { error, status, signal, output } = fn(...args);
    return { error: seen(error), status, signal, output };
  } catch (error) {
    return { thrown: seen(error) };
  }
}

const codeOf = ({ thrown, error }) => (thrown ?? error)?.code;

/** Opens descriptors until so many are left. */
function leave(count) {
  const open = [];
  for (;;) {
    try {
      open.push(fs.openSync('/dev/null'));
    } catch (error) {
      assert.strictEqual(error.code, 'EMFILE');
      break;
    }
  }
  for (let i = 0; i < count; i++) fs.closeSync(open.pop());
  return open;
}

spawn(() => {
  fs.readFileSync(__filename); // what starts at first use has started
  childProcess.spawnSync('true');
  turns();
  const somebody = setTimeout(() => {}, 1e6); // or each call would be the original
  const failures = new Set();
  for (let count = 0; count < 14; count++) {
    for (const [name, args] of Object.entries(CALLS)) {
      const open = leave(count);
      const plain = outcome(original('child_process', name), args);
      const afterPlain = leave(0);
      for (const fd of afterPlain) fs.closeSync(fd);
      const parked = outcome(childProcess[name], args);
      turns();
      const after = leave(0);
      for (const fd of [...open, ...after]) fs.closeSync(fd);
      // One may need more than the other: a loop of its own, a descriptor that tells the end.
      const codes = [codeOf(plain), codeOf(parked)];
      const needsMore = codes.includes('EMFILE') && codes.includes(undefined);
      if (!needsMore) assert.deepStrictEqual(parked, plain, `${name} with ${count} left`);
      assert.strictEqual(after.length, afterPlain.length, `${name} with ${count} left gives all back`);
      failures.add(codeOf(parked));
    }
  }
  clearTimeout(somebody);
  assert.deepStrictEqual([...failures], ['EMFILE', undefined]);
  console.log('ok');
});
