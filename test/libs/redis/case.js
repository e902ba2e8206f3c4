'use strict';
// A connection a call: WAIT keeps it waiting for so many ms at the server, since there are no replicas.
exports.open = async ({ require, port, count }) => {
  const { createClient } = require('redis');
  const clients = Array.from({ length: count }, () => createClient({ url: `redis://127.0.0.1:${port}` }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
};
exports.close = (clients) => Promise.all(clients.map((client) => client.quit()));

const wait = (ms) => ['WAIT', '1', String(Math.max(ms, 1))];
exports.blocking = (clients, n, ms) => {
  const client = require('greenpatch/api').sync(clients[n]);
  client.sendCommand(wait(ms));
  client.set(`key ${n}`, `reply ${n}`);
  return client.get(`key ${n}`);
};
exports.plain = async (clients, n, ms) => {
  await clients[n].sendCommand(wait(ms));
  await clients[n].set(`key ${n}`, `reply ${n}`);
  return clients[n].get(`key ${n}`);
};
exports.expected = (n) => `reply ${n}`;
exports.fails = ([client]) => require('greenpatch/api').sync(client).sendCommand(['INCR', 'a', 'b']);
exports.failsPlain = ([client]) => client.sendCommand(['INCR', 'a', 'b']);
