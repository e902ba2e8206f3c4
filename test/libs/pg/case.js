'use strict';
exports.open = async ({ require, port, count }) => {
  const { Pool } = require('pg');
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', max: count });
  await Promise.all(Array.from({ length: count }, () => pool.query('select 1'))); // opens all connections
  return pool;
};
exports.close = (pool) => pool.end();

const text = 'select $1::text as reply, pg_sleep($2)';
exports.blocking = (pool, n, ms) => {
  const { sync } = require('greenpatch/api');
  return sync(pool).query(text, [`reply ${n}`, ms / 1000]).rows[0].reply;
};
exports.plain = async (pool, n, ms) => (await pool.query(text, [`reply ${n}`, ms / 1000])).rows[0].reply;
exports.expected = (n) => `reply ${n}`;
exports.fails = (pool) => require('greenpatch/api').sync(pool).query('select * from nothing');
exports.failsPlain = (pool) => pool.query('select * from nothing');
