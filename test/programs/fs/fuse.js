// it: calls on a FUSE file system park from the start, however often they are made
// preload: greenpatch
// may-skip: root, /dev/fuse and mount
// timeout: 30000
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { hubBlocking, spawn, wait } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({ 'mount/none': '' });

/** A FUSE file system whose server never answers. Ends it; why not, where this user or machine may not have one. */
function mounted() {
  if (process.platform !== 'linux') return 'no Linux';
  try {
    const fuse = fs.openSync('/dev/fuse', 'r+');
    const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
    execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'none', at('mount')], {
      stdio: ['ignore', 'ignore', 'ignore', fuse],
    });
    process.prependListener('exit', () => execFileSync('umount', [at('mount')])); // before the folder is removed
    return () => fs.closeSync(fuse);
  } catch (error) {
    return error.message.split('\n').slice(0, 2).join(' ');
  }
}

spawn(() => {
  const end = mounted();
  if (typeof end === 'string') return console.log(`skip: ${end}`);
  const { calls } = hubBlocking().files;
  const file = `${at('mount')}/file`;
  const codeOf = (call) => () => {
    try {
      return call();
    } catch (error) {
      return error.code;
    }
  };
  const uses = [
    () => fs.readdirSync(at('mount')),
    () => fs.statSync(file),
    () => fs.existsSync(`${file}/deeper`) || 'ENOTCONN',
    () => fs.readFileSync(file),
    () => fs.writeFileSync(file, 'x'),
    () => fs.mkdirSync(file),
  ];
  const waiting = uses.map((use) => spawn(codeOf(use)));
  for (let turn = 0; turn < 20; turn++) wait(new Promise(setImmediate));
  for (const fiber of waiting) assert.strictEqual(fiber.state, 'parked');
  assert.strictEqual(hubBlocking().files.calls, calls, 'nothing was made at once there');
  end();
  for (const fiber of waiting) assert.match(fiber.get(), /^(ECONNABORTED|ENOTCONN)$/);
  console.log('ok');
});
