// it: where nothing else could run meanwhile a call that takes its time is the original, in any fiber and after any park
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { pbkdf2Sync, randomBytes } = require('node:crypto');
const fs = require('node:fs');
const { deflateSync, gunzipSync, gzipSync } = require('node:zlib');
const { idle, sleep, spawn } = require('greenpatch');
const { hub } = require('../../../dist/hub');
const { tree } = require('../patch/support/kit');

const at = tree({ file: 'text' });
const fd = fs.openSync(at('file'), 'r+');
const large = randomBytes(4 << 20);
const packed = gzipSync(large);
const parked = [];
hub.onPark = ({ options }) => parked.push(options.what);

/** What parks of calls that take their time. */
function parksIn() {
  parked.length = 0;
  execFileSync(process.execPath, ['-p', '1']);
  fs.fsyncSync(fd);
  fs.writeSync(fd, large, 0, large.length, 0);
  assert.ok(fs.cpSync(at('file'), at('copy')) === undefined && fs.statSync(at('copy')).size === large.length);
  assert.strictEqual(pbkdf2Sync('secret', 'salt', 20_000, 32, 'sha256').length, 32);
  assert.ok(deflateSync(large).length > 0 && gunzipSync(packed).equals(large));
  return [...parked];
}

/** As soon as what an earlier wait has left behind is gone. */
function settle() {
  for (let turn = 0; turn < 3; turn++) idle();
}

void (async () => {
  await null; // the main module has been evaluated
  assert.deepStrictEqual(parksIn(), [], 'in a promise job');
  settle();
  assert.deepStrictEqual(parksIn(), [], 'in a fiber that the hub has resumed');
  sleep(1);
  settle();
  assert.deepStrictEqual(parksIn(), [], 'after a timer');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepStrictEqual(parksIn(), [], 'in the job of an immediate');
  await fs.promises.stat(at('file'));
  assert.deepStrictEqual(parksIn(), [], 'after I/O');
  setImmediate(() => {
    assert.deepStrictEqual(parksIn(), [], 'in an immediate');
    process.nextTick(() => {
      assert.deepStrictEqual(parksIn(), [], 'in a tick');
      spawn(() => {
        assert.deepStrictEqual(parksIn(), [], 'in a spawned fiber');
        console.log('ok');
      });
    });
  });
})();
