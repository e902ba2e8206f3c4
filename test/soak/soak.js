'use strict';
// Runs the soak in this process: waves of random fibers against the model, then looks for anything left behind.
//
//   node --expose-gc test/soak/soak.js <seconds> <seed>
const assert = require('assert');
const fs = require('fs');
const { setTimeout: delay } = require('timers/promises');
const { engineStatus, housekeeping } = require('../../dist/fiber');
const { loadBinding } = require('../../dist/fiber/addon');
const { Soak } = require('./model');

const [seconds, seed] = process.argv.slice(2).map(Number);
/** Fibers alive at once, about. */
const CROWD = 300;
const WARM_UP_SHARE = 0.25;

async function settled() {
  for (let i = 0; i < 6; i++) {
    await delay(10);
    gc();
  }
  const fds = fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').length : 0;
  const { heapUsed, rss } = process.memoryUsage();
  return { live: housekeeping.stats().live, stacks: housekeeping.stats().created, heapUsed, rss, fds };
}

async function drained(soak) {
  const end = Date.now() + 30_000;
  while (soak.open.size > 0 && Date.now() < end) await delay(5);
  assert.strictEqual(
    soak.open.size,
    0,
    `${soak.open.size} fibers never ended: ${[...soak.open.keys()].slice(0, 5).map((fiber) => fiber.state)}`,
  );
}

async function crowd(soak, milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    while (soak.open.size < CROWD) soak.add();
    const kills = soak.random.below(20);
    for (let i = 0; i < kills; i++) soak.kill();
    // Stacks change between own switching and V8's protocol while they are parked, as when a debugger comes and goes.
    loadBinding().preferProtocol(soak.random.below(4) === 0);
    await delay(soak.random.below(4));
  }
  await drained(soak);
}

async function main() {
  const soak = new Soak(seed);
  await crowd(soak, seconds * 1000 * WARM_UP_SHARE);
  const before = await settled();
  await crowd(soak, seconds * 1000 * (1 - WARM_UP_SHARE));
  const after = await settled();
  const shown = JSON.stringify({ before, after, ...soak.counts });
  const { spawned, done, failed, killed, links, timeouts } = soak.counts;
  assert.strictEqual(after.live, before.live, `live stacks: ${shown}`);
  assert.strictEqual(after.live, 0, `live stacks: ${shown}`);
  assert.strictEqual(done + failed + killed, spawned, shown);
  assert.strictEqual(links, spawned, shown);
  assert.ok(done > 100 && failed > 20 && killed > 20 && timeouts > 5, `too little happened: ${shown}`);
  assert.ok(after.heapUsed - before.heapUsed < 4 << 20, `the heap has grown: ${shown}`);
  assert.ok(after.rss - before.rss < 64 << 20, `resident memory has grown: ${shown}`);
  assert.strictEqual(after.fds, before.fds, `file descriptors: ${shown}`);
  console.log(`soak: seed ${seed}, ${seconds} s, engine ${engineStatus().engine.kind}: ${shown}`);
  console.log('ok');
}

process.on('uncaughtException', (error) => {
  console.error(`soak: seed ${seed} failed; repeat with: npm run soak -- --seconds ${seconds} --seed ${seed}`);
  console.error(error);
  process.exit(1);
});
main();
