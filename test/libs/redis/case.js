'use strict';
// A connection a call: WAIT keeps it waiting for so many ms at the server, since there are no replicas.
exports.open = async ({ require, port, count }) => {
  const { createClient } = require('redis');
  const create = (at, password = 'patch', socket = {}) =>
    createClient({ socket: { host: '127.0.0.1', port: at, ...socket }, password }).on('error', () => {});
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((client) => client.connect()));
  return { create, port, all };
};
exports.close = ({ all }) => Promise.all(all.map(goodbye));
/** A connection that has just been lost is made anew first: `quit` would never be answered. */
async function goodbye(client) {
  await client.ping().catch(() => client.ping());
  await client.quit();
}

const wait = (ms) => ['WAIT', '1', String(Math.max(ms, 1))];
exports.blocking = ({ all }, n, ms) => {
  const client = require('greenpatch/api').sync(all[n]);
  client.sendCommand(wait(ms));
  client.set(`key ${n}`, `reply ${n}`);
  return client.get(`key ${n}`);
};
exports.plain = async ({ all }, n, ms) => {
  await all[n].sendCommand(wait(ms));
  await all[n].set(`key ${n}`, `reply ${n}`);
  return all[n].get(`key ${n}`);
};
exports.expected = (n) => `reply ${n}`;
const once = { reconnectStrategy: false };
exports.failures = {
  'bad command': ({ all }, sync) => sync(all[0]).sendCommand(['INCR', 'a', 'b']),
  'wrong password': ({ create, port }, sync) => sync(create(port, 'x', once)).connect(),
  'connection refused': ({ create }, sync) => sync(create(1, 'patch', once)).connect(),
};
exports.cut = ({ all }, sync, n) => sync(all[n]).sendCommand(wait(60_000));
