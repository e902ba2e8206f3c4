'use strict';
// Raw queries, and built ones in a transaction.
const connection = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
exports.open = async ({ require, port, count }) => {
  const make = require('knex');
  const open = (more) =>
    make({
      client: 'pg',
      connection: { ...connection, ...more },
      pool: { min: 0, max: count },
      acquireConnectionTimeout: 20_000,
    });
  const knex = open({ port });
  await Promise.all(Array.from({ length: count }, () => knex.raw('select pg_sleep(0.05)'))); // opens all connections
  return { open, knex, port };
};
exports.close = ({ knex }) => knex.destroy();

const slow = ['select pg_sleep(?)'];
exports.blocking = ({ knex }, n, ms) => {
  const { sync, wait } = require('greenpatch/api');
  const transaction = sync(knex).transaction();
  sync(transaction).raw(...slow, [ms / 1000]);
  const rows = wait(transaction.select(knex.raw('?::text as reply', [`reply ${n}`])));
  sync(transaction).commit();
  return rows[0].reply;
};
exports.plain = async ({ knex }, n, ms) => {
  const transaction = await knex.transaction();
  await transaction.raw(...slow, [ms / 1000]);
  const rows = await transaction.select(knex.raw('?::text as reply', [`reply ${n}`]));
  await transaction.commit();
  return rows[0].reply;
};
exports.expected = (n) => `reply ${n}`;
async function failing(knex) {
  try {
    return await knex.raw('select 1');
  } finally {
    await knex.destroy();
  }
}
exports.failures = {
  'bad SQL': ({ knex }, sync) => sync(knex).raw('select * from nothing'),
  'wrong password': ({ open, port }, sync) => sync({ failing }).failing(open({ port, password: 'x' })),
  'connection refused': ({ open }, sync) => sync({ failing }).failing(open({ port: 1 })),
};
exports.cut = ({ knex }, sync) => sync(knex).raw('select pg_sleep(60)');
