// it: a process with parked fibers ends by SIGTERM, SIGINT and SIGHUP as any other, with its handlers and without
'use strict';
const assert = require('assert');
const { spawn } = require('child_process');
const { once } = require('events');

const code = (handler) => `
  const { spawn, sleep } = require('./dist/api');
  const { Coroutine } = require('./dist/fiber');
  for (let i = 0; i < 20; i++) { spawn(() => sleep(1e6)); new Coroutine(() => Coroutine.suspend()).resume(); }
  ${handler ? 'process.on(process.argv[1], (signal) => spawn(() => { sleep(1); console.log(signal); process.exit(4) }))' : ''}
  spawn(() => { sleep(1); console.log('ready'); for (;;) sleep(1); });
`;

async function run(signal, handler) {
  const child = spawn(process.execPath, ['-e', code(handler), signal], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    if (!out.includes('ready') && (out + text).includes('ready')) child.kill(signal);
    out += text;
  });
  const [exitCode, by] = await once(child, 'close');
  return [exitCode, by, out];
}

(async () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    assert.deepStrictEqual(await run(signal, false), [null, signal, 'ready\n']);
    assert.deepStrictEqual(await run(signal, true), [4, null, `ready\n${signal}\n`]);
  }
  console.log('ok');
})();
