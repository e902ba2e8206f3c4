'use strict';
const settings = { host: '127.0.0.1', user: 'green', password: 'patch', database: 'test' };
// A connection makes one query at a time, as the protocol has it.
exports.open = ({ require, port, count }) => {
  const MySql = require('sync-mysql');
  const connections = Array.from({ length: count }, () => new MySql({ ...settings, port }));
  return { MySql, port, connections };
};
exports.close = ({ connections }) => connections.forEach((connection) => connection.dispose());

exports.blocking = ({ connections }, n, ms) =>
  connections[n].query('select ? as reply, sleep(?)', [`reply ${n}`, ms / 1000])[0].reply;
exports.expected = (n) => `reply ${n}`;

const another = ({ MySql, port }, others) => new MySql({ ...settings, port, ...others });
exports.failures = {
  'bad SQL': ({ connections: [first] }) => first.query('select * from nothing'),
  'wrong password': (client) => another(client, { password: 'x' }).query('select 1'),
  'connection refused': (client) => another(client, { port: 1 }).query('select 1'),
  'an argument of the wrong type': ({ connections: [first] }) => first.query('select ?', [{}]),
};
