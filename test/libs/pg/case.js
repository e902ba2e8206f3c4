'use strict';
const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
exports.open = async ({ require, port, count }) => {
  const { Pool } = require('pg');
  const open = (more) => new Pool({ ...settings, port, max: count, ...more });
  const pool = open().on('error', () => {}); // idle clients lose their connection, too
  await Promise.all(Array.from({ length: count }, () => pool.query('select pg_sleep(0.05)'))); // opens all connections
  return { open, pool };
};
exports.close = ({ pool }) => pool.end();

const text = 'select $1::text as reply, pg_sleep($2)';
exports.blocking = ({ pool }, n, ms) => {
  const { sync } = require('greenpatch/api');
  return sync(pool).query(text, [`reply ${n}`, ms / 1000]).rows[0].reply;
};
exports.plain = async ({ pool }, n, ms) => (await pool.query(text, [`reply ${n}`, ms / 1000])).rows[0].reply;
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad SQL': ({ pool }, sync) => sync(pool).query('select * from nothing'),
  'wrong password': ({ open }, sync) => sync(open({ password: 'x' })).query('select 1'),
  'connection refused': ({ open }, sync) => sync(open({ port: 1 })).query('select 1'),
};
exports.cut = ({ pool }, sync) => sync(pool).query('select pg_sleep(60)');
