// it: what Node lists as active shows nothing of parked calls, sleeping fibers and the hub's own turns
// preload: greenpatch
// env: GREENPATCH_FS=park
'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');
const { joinAll, sleep, spawn, withTimeout } = require('greenpatch');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gp-'));
const file = path.join(folder, 'file');
fs.writeFileSync(file, Buffer.alloc(8 << 20));
const fd = fs.openSync(file, 'r+');

/** Each parks again and again. `readFile` takes several requests, one after the other. */
const CALLS = {
  readFile: () => fs.readFileSync(file),
  read: () => fs.readSync(fd, Buffer.alloc(1 << 20), 0, 1 << 20, 0),
  write: () => fs.writeSync(fd, Buffer.alloc(1 << 20), 0, 1 << 20, 0),
  stat: () => fs.statSync(file),
  readdir: () => fs.readdirSync(folder),
  mkdir: (id) => fs.mkdirSync(path.join(folder, `${id}`, 'a', 'b'), { recursive: true }),
  child: () => execFileSync(process.execPath, ['--version'], { stdio: 'ignore' }),
  atomics: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5),
  sleep: () => sleep(3),
  timeout: () => withTimeout(1000, () => sleep(2)),
};

/** Node's assert makes the standard streams. */
const STREAMS = ['PipeWrap', 'TTYWrap', 'Socket', 'WriteStream'];

let going = 0;
const fibers = Object.entries(CALLS).flatMap(([name, call], kind) =>
  [0, 1].map((copy) =>
    spawn(() => {
      going++;
      for (let i = 0; i < (name === 'child' ? 3 : 20); i++) call(kind * 2 + copy);
      going--;
    }),
  ),
);
const seen = new Map();
const most = { going: 0, looks: 0 };

/** Outside any fiber's call: a timer of the program is what is active, and counted while it runs. */
function look() {
  most.going = Math.max(most.going, going);
  most.looks++;
  const active = [...process._getActiveHandles(), ...process._getActiveRequests()];
  const text = [...process.getActiveResourcesInfo(), ...active.map((one) => one.constructor.name)]
    .filter((name) => !STREAMS.includes(name))
    .join();
  seen.set(text, (seen.get(text) ?? 0) + 1);
}
const timer = setInterval(look, 1);
const all = spawn(() => {
  joinAll(fibers);
  clearInterval(timer);
  fs.closeSync(fd);
});

// A request of the program's own shows as ever, beside them.
let mine;
setTimeout(() => {
  fs.stat(file, () => {});
  fs.access(file, () => {});
  mine = process._getActiveRequests().length;
}, 5);

for (const name of ['_getActiveRequests', '_getActiveHandles', 'getActiveResourcesInfo']) {
  assert.strictEqual(process[name].name, name);
  assert.strictEqual(process[name].length, 0);
  assert.deepStrictEqual(Object.keys(Object.getOwnPropertyDescriptor(process, name)), [
    'value',
    'writable',
    'enumerable',
    'configurable',
  ]);
}

process.on('exit', () => {
  fs.rmSync(folder, { recursive: true });
  assert.strictEqual(all.state, 'done');
  assert.ok(most.going > 10 && most.looks > 10, JSON.stringify(most));
  assert.strictEqual(mine, 2);
  // The interval; for a while the timeout as well, then the requests that it has begun.
  const others = [...seen.keys()].filter(
    (text) => !/^(FSReqCallback,){0,2}Timeout(,Timeout)?(,FSReqCallback){0,2}$/.test(text),
  );
  assert.deepStrictEqual(others, []);
  const plain = seen.get('Timeout') ?? 0;
  assert.ok(plain > most.looks / 2, `${plain} of ${most.looks}: ${JSON.stringify([...seen])}`);
  assert.deepStrictEqual(
    process.getActiveResourcesInfo().filter((name) => !STREAMS.includes(name)),
    [],
  );
  console.log('ok');
});
