// it: nothing is reordered for code that never parks: jobs, ticks, timers, immediates and callbacks come as in plain Node
// The same program is run plain and preloaded, several times over, and has to write the same.
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

if (process.argv[2] !== 'child') {
  const plain = execFileSync(process.execPath, [__filename, 'child'], { encoding: 'utf8' });
  assert.ok(plain.split('\n').length > 60, plain);
  for (let round = 0; round < 3; round++) {
    const preloaded = execFileSync(process.execPath, ['-r', 'greenpatch', __filename, 'child'], { encoding: 'utf8' });
    assert.strictEqual(preloaded, plain);
  }
  console.log('ok');
} else {
  const log = (what) => console.log(what);
  const ticks = (name, depth = 2) => {
    process.nextTick((text) => {
      log(text);
      Promise.resolve().then(() => log(`${name}: job of a tick`));
      queueMicrotask(() => log(`${name}: microtask of a tick`));
      if (depth > 0) ticks(`${name}'`, depth - 1);
    }, `${name}: tick`);
  };
  const jobs = (name) => {
    queueMicrotask(() => {
      log(`${name}: microtask`);
      process.nextTick(log, `${name}: tick of a microtask`);
      queueMicrotask(() => log(`${name}: microtask of a microtask`));
    });
    Promise.reject(new Error()).catch(() => log(`${name}: catch`));
    (async () => {
      log(`${name}: async function`);
      for (let n = 0; n < 3; n++) {
        await n;
        log(`${name}: after await ${n}`);
      }
      await { then: (done) => (log(`${name}: then of a thenable`), done()) };
      log(`${name}: after the thenable`);
      for await (const n of [1, Promise.resolve(2)]) log(`${name}: for await ${n}`);
    })().finally(() => log(`${name}: finally`));
  };
  const both = (name) => (ticks(name), jobs(name));
  const twice = (name, schedule) => {
    schedule(() => (log(`${name} 1`), both(`${name} 1`)));
    schedule(() => (log(`${name} 2`), both(`${name} 2`)));
  };
  both('main');
  setImmediate(() => {
    twice('immediate', setImmediate);
    setImmediate(() => {
      twice('timer', (callback) => setTimeout(callback, 2));
      const end = performance.now() + 10;
      while (performance.now() < end);
      setTimeout(() => {
        fs.stat(__filename, () => {
          both('callback');
          setTimeout(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = ({ data }) => {
              log(`message ${data}`);
              both(`message ${data}`);
              if (data === 2) channel.port1.close();
            };
            channel.port2.postMessage(1);
            channel.port2.postMessage(2);
          }, 1);
        });
      }, 20);
    });
  });
  process.on('exit', () => log('exit'));
}
