// it: code that never parks runs in exactly Node's order: timers, immediates, ticks, promise jobs, events
// preload: greenpatch
'use strict';
const { execFileSync } = require('node:child_process');
const assert = require('node:assert');
const { isPatched } = require('greenpatch');

const PROGRAM = `
  const log = [];
  const note = (name) => {
    log.push(name);
    process.nextTick(() => log.push(name + ' tick'));
    Promise.resolve().then(() => log.push(name + ' job'));
    queueMicrotask(() => log.push(name + ' microtask'));
  };
  setTimeout(() => { note('timeout 1'); setTimeout(() => note('timeout inner'), 20); setImmediate(() => note('immediate inner')); }, 1);
  setTimeout(() => note('timeout 2'), 1);
  const interval = setInterval(() => { note('interval'); clearInterval(interval); }, 1);
  setImmediate(() => { note('immediate 1'); setTimeout(() => (note('timeout late'), network()), 40); });
  setImmediate(() => note('immediate 2'));
  process.nextTick(() => note('tick'));
  Promise.reject(new Error('x')).catch(() => note('catch'));
  (async () => { note('async'); await null; note('awaited'); })();
  const network = () => {
    const server = require('net').createServer((socket) => { note('connection'); socket.end('bye'); server.close(); });
    server.on('connection', () => note('connection too'));
    server.on('close', () => note('close'));
    server.listen(0, '127.0.0.1', () => {
      note('listening');
      require('net').connect(server.address().port, '127.0.0.1').on('data', () => note('data')).on('end', () => note('end'));
    });
  };
  for (const later = Date.now() + 5; Date.now() < later;); // from now on, so that the timers are due
  note('main');
  process.on('exit', () => process.stdout.write(log.join('\\n')));
`;
assert.ok(isPatched('timers') && isPatched('net'));
const run = (...flags) =>
  execFileSync(process.execPath, [...flags, '-e', PROGRAM], { encoding: 'utf8', cwd: __dirname });
const plain = run();
const patched = run('-r', 'greenpatch');
assert.strictEqual(patched, plain);
console.log('ok');
