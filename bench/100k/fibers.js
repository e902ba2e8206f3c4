'use strict';
// As greenpatch.js in this folder, with node-fibers. It ends near 32,700: two mappings per stack, vm.max_map_count 65,530.
const { start, since, emit, arg, rssKb, pageTablesKb } = require('../common');
const { Fiber } = require('../fibers-hub');

const n = arg(0, 100000);
let finished = 0;

const [rss, tables] = [rssKb(), pageTablesKb()];
const t = start();
const all = [];
for (let i = 0; i < n; i++) {
  const fiber = Fiber(() => {
    Fiber.yield();
    finished++;
  });
  all.push(fiber);
  fiber.run();
}
const park = since(t).wall / n;
const memory = { real_kib: (rssKb() - rss) / n, tables_kib: (pageTablesKb() - tables) / n };
const u = start();
for (const fiber of all) fiber.run();
const finish = since(u).wall / n;
emit('100k', 'fibers', { n }, { alive: all.length, finished, park_ns: park, finish_ns: finish, ...memory });
process.kill(process.pid, 'SIGKILL'); // see memory/fibers.js
