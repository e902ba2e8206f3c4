// it: a call has the same answer whether other work is there, for which it parks, or none: values, errors with their stacks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');
const { createHash, pbkdf2Sync, scryptSync } = require('node:crypto');
const fs = require('node:fs');
const { deflateSync, gunzipSync, gzipSync } = require('node:zlib');
const { idle } = require('greenpatch');
const { hub } = require('../../../dist/hub');
const { tree } = require('../patch/support/kit');

const at = tree({ file: 'text', 'folder/file': 'text' });
const fd = fs.openSync(at('file'), 'r+');
const closed = 2 ** 20;
const large = Buffer.alloc(4 << 20, 'some text');
const torn = gzipSync(large).fill(0xff, 1000, 2000);
const node = (code, options) => spawnSync(process.execPath, ['-e', code], options);
const hash = (data) => createHash('md5').update(data).digest('hex');

const CALLS = {
  fsync: () => fs.fsyncSync(fd),
  'fsync of none': () => fs.fsyncSync(closed),
  'a large write': () => fs.writeSync(fd, large, 0, large.length, 0),
  'a large write to none': () => fs.writeSync(closed, large, 0, large.length, 0),
  'a large writev to none': () => fs.writevSync(closed, [large]),
  'a copy': () => fs.cpSync(at('file'), at('copy')),
  'a copy of none': () => fs.cpSync(at('none'), at('copy')),
  'a removal': () => fs.rmSync(at('folder'), { maxRetries: 1 }),
  'a removal of none': () => fs.rmSync(at('none'), { recursive: true, maxRetries: 1 }),
  'a child': () => execFileSync(process.execPath, ['-p', '1'], { encoding: 'utf8' }),
  'a child that fails': () => execSync('echo said; echo wrong >&2; exit 3', { stdio: 'pipe' }),
  'a child that is not there': () => execFileSync(at('none')),
  'a child that takes too long': () => execSync('sleep 20', { timeout: 100, stdio: 'pipe' }),
  'a child that says too much': () => execSync('cat', { input: large, maxBuffer: 1000, stdio: 'pipe' }),
  'a child that reads': () => hash(execSync('cat', { input: large, maxBuffer: Infinity })),
  'a child that gets a signal': () => {
    const { status, signal, error } = node('process.kill(process.pid)');
    return { status, signal, error };
  },
  'a wrong argument for a child': () => execFileSync(process.execPath, [], { timeout: 'long' }),
  pbkdf2: () => pbkdf2Sync('secret', 'salt', 20_000, 32, 'sha256').toString('hex'),
  'pbkdf2 of none': () => pbkdf2Sync('secret', 'salt', 20_000, 32, 'none'),
  'scrypt of too much': () => scryptSync('secret', 'salt', 32, { N: 2 ** 18, maxmem: 1000 }),
  deflate: () => hash(deflateSync(large)),
  'a torn gzip': () => gunzipSync(torn),
  'too much to inflate': () => gunzipSync(gzipSync(large), { maxOutputLength: 1000 }),
};

function outcome(call) {
  try {
    return { value: call() };
  } catch (error) {
    const { name, message, code, errno, syscall, path, status, signal, stack } = error;
    const output = [error.stdout, error.stderr].map((part) => part && hash(part));
    // A frame of ours more or less between Node's own is not the program's.
    const frames = stack.split('\n').filter((line) => !/node:|[\\/]dist[\\/]/.test(line));
    return { name, message, code, errno, syscall, path, status, signal, output, frames };
  }
}

const parked = new Set();
let calling;
hub.onPark = () => calling && parked.add(calling);

function all() {
  parked.clear();
  const outcomes = {};
  for (calling of Object.keys(CALLS)) {
    outcomes[calling] = outcome(CALLS[calling]);
    calling = undefined;
    for (let turn = 0; turn < 3; turn++) idle(); // some leave a tick behind
  }
  return outcomes;
}

void (async () => {
  await null; // the main module has been evaluated
  for (let turn = 0; turn < 3; turn++) idle();
  const rounds = [];
  for (const others of [false, true, false]) {
    const timer = others && setTimeout(() => {}, 1e6);
    rounds.push({ outcomes: all(), parked: [...parked] }); // one line for all, which is in the stacks
    clearTimeout(timer);
  }
  const [alone, beside, again] = rounds;
  assert.deepStrictEqual(alone.parked, []);
  assert.deepStrictEqual(again.parked, [], 'a timer that has been cleared is nobody');
  for (const call of ['fsync', 'fsync of none', 'a large write to none', 'a copy', 'a child', 'deflate', 'pbkdf2'])
    assert.ok(beside.parked.includes(call), call);
  for (const call of Object.keys(CALLS)) {
    assert.deepStrictEqual(alone.outcomes[call], beside.outcomes[call], call);
    assert.deepStrictEqual(alone.outcomes[call], again.outcomes[call], call);
  }
  console.log('ok');
})();
