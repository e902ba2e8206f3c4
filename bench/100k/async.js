'use strict';
// As greenpatch.js in this folder, with async functions that await one promise.
const { start, since, emit, arg, rssKb, pageTablesKb } = require('../common');

const n = arg(0, 100000);
let open;
const gate = new Promise((resolve) => (open = resolve));
let alive = 0;
let finished = 0;

async function body() {
  alive++;
  await gate;
  finished++;
}

async function main() {
  const [rss, tables] = [rssKb(), pageTablesKb()];
  const t = start();
  const all = [];
  for (let i = 0; i < n; i++) all.push(body());
  const park = since(t).wall / n;
  const memory = { real_kib: (rssKb() - rss) / n, tables_kib: (pageTablesKb() - tables) / n };
  const peak = alive;
  const u = start();
  open();
  await Promise.all(all);
  const finish = since(u).wall / n;
  emit('100k', 'async', { n }, { alive: peak, finished, park_ns: park, finish_ns: finish, ...memory });
}
main();
