'use strict';
// n fibers parked on one promise, all alive at once; then it is resolved and all are joined.
const { start, since, emit, arg, rssKb, pageTablesKb } = require('../common');
const { engine, run, spawn, idle, wait, joinAll } = require('../gp');

const n = arg(0, 100000);
let open;
const gate = new Promise((resolve) => (open = resolve));
let alive = 0;
let finished = 0;

function body() {
  alive++;
  wait(gate);
  finished++;
}

run(() => {
  const [rss, tables] = [rssKb(), pageTablesKb()];
  const t = start();
  const all = [];
  for (let i = 0; i < n; i++) all.push(spawn(body));
  while (alive < n) idle();
  const park = since(t).wall / n;
  const memory = { real_kib: (rssKb() - rss) / n, tables_kib: (pageTablesKb() - tables) / n };
  const peak = alive - finished;
  const u = start();
  open();
  joinAll(all);
  const finish = since(u).wall / n;
  emit('100k', 'greenpatch', { n, engine }, { alive: peak, finished, park_ns: park, finish_ns: finish, ...memory });
});
