// it: --cpu-prof and --heap-prof write profiles of a program that runs in fibers, in the main thread and in a worker
// engines: switch
// timeout: 60000
'use strict';
const assert = require('assert');
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Worker, isMainThread } = require('worker_threads');
const { spawn, sleep } = require('greenpatch/api');

const kept = (globalThis.kept = []); // a heap profile shows what is alive at the end
function burnInFiber(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    kept.push(allocateInFiber());
    if (kept.length > 5000) kept.length = 2500;
  }
}
function allocateInFiber() {
  return new Array(50).fill({ a: 1 });
}

if (process.argv[2] === 'program') {
  for (let i = 0; i < 3; i++) {
    spawn(() => {
      for (let n = 0; n < 5; n++) {
        burnInFiber(15);
        sleep(1);
      }
    });
  }
  if (isMainThread) new Worker(__filename, { argv: ['program'] });
} else {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-profiles-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  const flags = [
    '--cpu-prof',
    '--heap-prof',
    '--cpu-prof-interval=500',
    `--cpu-prof-dir=${dir}`,
    `--heap-prof-dir=${dir}`,
    '--heap-prof-interval=4096',
  ];
  execFileSync(process.execPath, [...flags, __filename, 'program'], { stdio: 'inherit' });
  const read = (kind) =>
    fs
      .readdirSync(dir)
      .filter((name) => name.endsWith(kind))
      .map((name) => JSON.parse(fs.readFileSync(path.join(dir, name), 'utf8')));
  const cpu = read('.cpuprofile');
  const heap = read('.heapprofile');
  assert.strictEqual(cpu.length, 2, 'one of each thread');
  for (const profile of cpu) {
    const hits = profile.nodes
      .filter((node) => /InFiber$/.test(node.callFrame.functionName))
      .reduce((sum, node) => sum + node.hitCount, 0);
    assert.ok(hits > 5, `${hits} samples in fibers`);
  }
  assert.strictEqual(heap.length, 2);
  for (const profile of heap) assert.ok(JSON.stringify(profile).includes('"allocateInFiber"'));
  console.log('ok');
}
