'use strict';
// A connection a call. Its queries are made in a process of its own, by the package `mysql`, which in plain Node stands for it.
const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
const create = ({ require, port, count }) => {
  const Connection = require('sync-mysql');
  const open = (more) => new Connection({ ...settings, port, ...more });
  return { open, all: Array.from({ length: count }, () => open()) };
};
// All are connected before anything is looked at.
exports.openPlain = (options) => {
  const made = create(options);
  for (const connection of made.all) connection.query('select 1');
  return made;
};
exports.open = async (options) => {
  const { joinAll, spawn } = require('greenpatch/api');
  return spawn(() => {
    const made = create(options);
    joinAll(made.all.map((connection) => spawn(() => connection.query('select 1'))));
    return made;
  });
};
exports.close = ({ all }) => all.forEach((connection) => connection.dispose());

exports.blocking = ({ all }, n, ms) => all[n].query('select ? as reply, sleep(?)', [`reply ${n}`, ms / 1000])[0].reply;
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad SQL': ({ all }) => all[0].query('select * from nothing'),
  'no number': ({ all }) => all[0].query('select ?', [{}]),
  'wrong password': ({ open }) => open({ password: 'x' }).query('select 1'),
  'connection refused': ({ open }) => open({ port: 1 }).query('select 1'),
};
// A connection that is lost while the server is there is no error: its pool asks whether it is alive, and makes another one.
exports.inFlight = ({ all }, sync, n) => all[n].query('select sleep(60)');
