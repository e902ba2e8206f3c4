'use strict';
const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
exports.open = async ({ require, port, count }) => {
  const mariadb = require('mariadb');
  const pool = mariadb.createPool({ ...settings, port, connectionLimit: count, acquireTimeout: 20_000 });
  await Promise.all(Array.from({ length: count }, () => pool.query('select sleep(0.05)'))); // opens all connections
  return { pool, mariadb, port };
};
exports.close = ({ pool }) => pool.end();

const text = 'select ? as reply, sleep(?)';
exports.blocking = ({ pool }, n, ms) => {
  const { sync } = require('greenpatch/api');
  return sync(pool).query(text, [`reply ${n}`, ms / 1000])[0].reply;
};
exports.plain = async ({ pool }, n, ms) => (await pool.query(text, [`reply ${n}`, ms / 1000]))[0].reply;
exports.expected = (n) => `reply ${n}`;
const named = { timeout: 2_000, connectTimeout: 2_000 };
// Connections are numbered.
exports.comparable = (message) => message.replace(/conn:\d+/, 'conn:<n>');
exports.failures = {
  'wrong password': ({ mariadb, port }, sync) =>
    sync(mariadb).createConnection({ ...settings, ...named, port, password: 'x' }),
  'connection refused': ({ mariadb }, sync) => sync(mariadb).createConnection({ ...settings, ...named, port: 1 }),
  'bad SQL': ({ pool }, sync) => sync(pool).query('select * from nothing'),
};
exports.cut = ({ pool }, sync) => sync(pool).query('select sleep(60)');
