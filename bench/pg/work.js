'use strict';
// What both peers run: queries of PostgreSQL through 50 connections, on each one after the other, for some seconds.
//   text: `select 1`, or one that takes 5 ms
const { arg, emit, start, since } = require('../common');

const CONNECTIONS = 50;
const WARM_MS = 1000;
const text = arg(0, 'select 1');
const seconds = arg(1, 3);

/** A pool of which all connections are open. */
async function open() {
  const { Pool } = require('pg');
  const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
  const pool = new Pool({ ...settings, port: Number(process.env.BENCH_PG_PORT), max: CONNECTIONS });
  await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.query('select pg_sleep(0.1)')));
  return pool;
}

/** @param begin of a pool: makes of `(goes, text, count)` a promise that ends when one connection's queries have */
exports.run = async (peer, begin) => {
  const connection = begin(await open());
  const round = async (ms) => {
    let queries = 0;
    const t = start();
    const end = performance.now() + ms;
    const goes = () => performance.now() < end;
    const count = () => queries++;
    await Promise.all(Array.from({ length: CONNECTIONS }, () => connection(goes, text, count)));
    const { wall, cpu } = since(t);
    return { queries_per_s: queries / (wall / 1e9), cpu_us: cpu / 1000 / queries };
  };
  await round(WARM_MS);
  emit('pg', peer, { text, connections: CONNECTIONS }, await round(seconds * 1000));
  process.exit();
};
