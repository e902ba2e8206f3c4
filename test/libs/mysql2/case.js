'use strict';
const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
exports.open = async ({ require, port, count }) => {
  const mysql = require('mysql2/promise');
  const pool = mysql.createPool({ ...settings, port, connectionLimit: count });
  await Promise.all(Array.from({ length: count }, () => pool.query('select sleep(0.05)'))); // opens all connections
  return { pool, mysql, port };
};
exports.close = ({ pool }) => pool.end();

const text = 'select ? as reply, sleep(?)';
exports.blocking = ({ pool }, n, ms) => {
  const { sync } = require('greenpatch/api');
  const [[row]] = sync(pool).execute(text, [`reply ${n}`, ms / 1000]);
  return row.reply;
};
exports.plain = async ({ pool }, n, ms) => (await pool.execute(text, [`reply ${n}`, ms / 1000]))[0][0].reply;
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad SQL': ({ pool }, sync) => sync(pool).query('select * from nothing'),
  'wrong password': ({ mysql, port }, sync) => sync(mysql).createConnection({ ...settings, port, password: 'x' }),
  'connection refused': ({ mysql }, sync) => sync(mysql).createConnection({ ...settings, port: 1 }),
};
exports.cut = ({ pool }, sync) => sync(pool).query('select sleep(60)');
