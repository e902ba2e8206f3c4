'use strict';
// What is in flight when the connection is lost is an error, and not asked again.
const settings = { host: '127.0.0.1', password: 'patch', maxRetriesPerRequest: 0 };
// A connection a call: WAIT keeps it waiting for so many ms at the server, since there are no replicas.
exports.open = async ({ require, port, count }) => {
  const Redis = require('ioredis');
  const open = (more) => new Redis({ ...settings, port, ...more }).on('error', () => {});
  const all = Array.from({ length: count }, () => open());
  return { open, all };
};
exports.close = ({ all }) => all.forEach((client) => client.disconnect());

const waiting = (client, n, ms) => client.pipeline().wait(1, Math.max(ms, 1)).echo(`reply ${n}`);
function last([, [error, reply]]) {
  if (error) throw error;
  return reply;
}
exports.blocking = ({ all }, n, ms) => {
  const { sync } = require('greenpatch/api');
  return last(sync(waiting(all[n], n, ms)).exec());
};
exports.plain = async ({ all }, n, ms) => last(await waiting(all[n], n, ms).exec());
exports.expected = (n) => `reply ${n}`;
const single = { lazyConnect: true, retryStrategy: () => null };
exports.failures = {
  'bad command': ({ all }, sync) => sync(all[0]).call('incr', 'a', 'b'),
  'wrong password': ({ open }, sync) => sync(open({ ...single, password: 'x' })).connect(),
  'connection refused': ({ open }, sync) => sync(open({ ...single, port: 1 })).connect(),
};
// What is asked before may fail with an attempt to connect.
exports.back = ({ all }) =>
  Promise.all(
    all.map(async (client) => client.status === 'ready' || new Promise((resolve) => client.once('ready', resolve))),
  );
exports.cut = ({ all }, sync, n) => sync(all[n]).wait(1, 60_000);
