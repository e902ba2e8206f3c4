'use strict';
// A connection a call: WAIT keeps it waiting for so many ms at the server, since there are no replicas.
exports.open = async ({ require, port, count }) => {
  const Redis = require('ioredis');
  return Array.from({ length: count }, () => new Redis(port, '127.0.0.1', { lazyConnect: false }));
};
exports.close = (clients) => Promise.all(clients.map((client) => client.quit()));

const waiting = (client, n, ms) => client.pipeline().wait(1, Math.max(ms, 1)).echo(`reply ${n}`);
const last = (replies) => replies[1][1];
exports.blocking = (clients, n, ms) => {
  const { sync } = require('greenpatch/api');
  return last(sync(waiting(clients[n], n, ms)).exec());
};
exports.plain = async (clients, n, ms) => last(await waiting(clients[n], n, ms).exec());
exports.expected = (n) => `reply ${n}`;
exports.fails = ([client]) => require('greenpatch/api').sync(client).call('incr', 'a', 'b');
exports.failsPlain = ([client]) => client.call('incr', 'a', 'b');
