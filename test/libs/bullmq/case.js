'use strict';
// A queue, which has one connection, a call. No worker: it would wait at the gate all the time, and be counted.
exports.open = async ({ require, port, count, killed }) => {
  const { Queue } = require('bullmq');
  const Redis = require('ioredis');
  const retryStrategy = () => (killed ? 100 : null);
  const connection = { host: '127.0.0.1', port, password: 'patch', retryStrategy, maxRetriesPerRequest: 0 };
  const open = (name, more, client) =>
    new Queue(name, { connection: client ?? { ...connection, ...more } }).on('error', () => {});
  // Connections of our own where they are watched.
  const clients = killed ? Array.from({ length: count }, () => new Redis(connection).on('error', () => {})) : [];
  const all = Array.from({ length: count }, (_, n) => open(`queue-${n}`, {}, clients[n]));
  await Promise.all(all.map((queue) => queue.waitUntilReady()));
  return { open, clients, all };
};
exports.close = async ({ clients, all }) => {
  await Promise.all(all.map((queue) => queue.close().catch(() => {})));
  for (const client of clients) client.disconnect();
};

exports.blocking = ({ all }, n) => {
  const { sync } = require('greenpatch/api');
  const queue = sync(all[n]);
  const { id } = queue.add('job', { text: `reply ${n}` });
  const job = queue.getJob(id);
  const state = sync(job).getState();
  return `${job.data.text}, ${state}`;
};
exports.plain = async ({ all }, n) => {
  const { id } = await all[n].add('job', { text: `reply ${n}` });
  const job = await all[n].getJob(id);
  return `${job.data.text}, ${await job.getState()}`;
};
exports.expected = (n) => `reply ${n}, waiting`;
exports.failures = {
  'bad options': ({ all }, sync) => sync(all[0]).add('job', {}, { jobId: '1' }),
  'wrong password': ({ open }, sync) => sync(open('stranger', { password: 'x' })).waitUntilReady(),
  'connection refused': ({ open }, sync) => sync(open('refused', { port: 1 })).waitUntilReady(),
};
// What is asked before may fail with an attempt to connect.
exports.back = ({ clients }) =>
  Promise.all(
    clients.map(async (client) => client.status === 'ready' || new Promise((resolve) => client.once('ready', resolve))),
  );
exports.cut = ({ all }, sync, n) => sync(all[n]).add('job', {});
