// it: what Node writes about an error that is not caught is the same as without greenpatch, for every kind of entry
// timeout: 120000
// Frames inside Node and greenpatch do not count.
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { tree } = require('../patch/support/kit');

const thrower = `function thrower() { throw new TypeError('thrown') }`;
const files = {
  'microtask.js': `${thrower} queueMicrotask(thrower);`,
  'then.js': `${thrower} Promise.resolve().then(thrower);`,
  'async.js': `${thrower} async function outer() { await inner(); } async function inner() { await null; thrower(); } outer();`,
  'rejected-value.js': `(async () => { await null; throw { code: 7 } })();`,
  'rejected-undefined.js': `queueMicrotask(() => Promise.reject());`,
  'tick.js': `${thrower} process.nextTick(thrower);`,
  'tick-of-job.js': `${thrower} queueMicrotask(() => process.nextTick(() => thrower()));`,
  'tick-between-timers.js': `${thrower} setTimeout(() => process.nextTick(thrower)); setTimeout(() => {});`,
  'job-of-immediate.js': `${thrower} setImmediate(() => queueMicrotask(thrower)); setImmediate(() => {});`,
  'callback.js': `${thrower} require('fs').stat('/', () => thrower());`,
  'read-file.js': `${thrower} require('fs').readFile(__filename, () => thrower());`,
  'exec.js': `${thrower} require('child_process').exec('true', () => thrower());`,
  'random.js': `${thrower} require('crypto').randomBytes(8, () => thrower());`,
  'gzip.js': `${thrower} require('zlib').gzip('a', () => thrower());`,
  'lookup.js': `${thrower} require('dns').lookup('127.0.0.1', () => thrower());`,
  'end.js': `${thrower} require('stream').Readable.from(['a']).on('end', () => thrower()).resume();`,
  'data.js': `${thrower} require('stream').Readable.from(['a']).on('data', () => thrower());`,
  'error-event.js': `process.nextTick(() => new (require('events'))().emit('error', new Error('of an emitter')));`,
  'message.js': `${thrower} const { port1, port2 } = new MessageChannel();
    port1.on('message', () => { port1.close(); thrower(); }); port2.postMessage(1);`,
  'signal.js': `${thrower} process.on('SIGUSR2', () => thrower()); process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 5000);`,
  'top-level.mjs': `${thrower} await null; thrower();`,
  'first-line.mjs': `import 'node:fs'; ${thrower} thrower();`,
  'import.js': `import('./first-line.mjs');`,
  'exit-code.js': `process.exitCode = 3; queueMicrotask(() => { process.on('exit', (code) => console.log('exit', code)); });`,
  'exit-in-job.js': `process.on('exit', (code) => console.log('exit', code)); queueMicrotask(() => process.exit(4)); setTimeout(() => {}, 5000);`,
  'exit-in-tick.js': `process.on('exit', (code) => console.log('exit', code)); process.nextTick(() => process.exit(5)); queueMicrotask(() => console.log('never'));`,
};
const at = tree(files);

const dist = path.join(__dirname, '..', '..', '..', 'dist');
function run(...args) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
  const lines = stderr
    .split('\n')
    .filter((line) => !/^ +at /.test(line) || !(line.includes('node:') || line.includes(dist)));
  return { status, signal, stdout, stderr: lines.join('\n') };
}
for (const name of Object.keys(files)) {
  const plain = run(at(name));
  assert.strictEqual(plain.signal, null, name);
  assert.deepStrictEqual(run('-r', require.resolve('greenpatch/register'), at(name)), plain, name);
}
for (const mode of ['strict', 'warn', 'none', 'warn-with-error-codes']) {
  const flag = `--unhandled-rejections=${mode}`;
  const comparable = ({ stderr, ...rest }) => ({ ...rest, stderr: stderr.replace(/\(node:\d+\)/g, '') });
  for (const name of ['then.js', 'async.js']) {
    const preloaded = run('-r', require.resolve('greenpatch/register'), flag, at(name));
    assert.deepStrictEqual(comparable(preloaded), comparable(run(flag, at(name))), `${mode}: ${name}`);
  }
}
console.log('ok');
