'use strict';
// JetStream's key-value store, which answers each request. A connection a call.
const account = { user: 'green', pass: 'patch', reconnect: false };
exports.open = async ({ require, port, count }) => {
  const nats = require('nats');
  const connect = async () => {
    const connection = await nats.connect({ ...account, servers: `127.0.0.1:${port}` });
    return { connection, store: await connection.jetstream().views.kv('green') };
  };
  const first = await connect(); // makes the store
  const rest = await Promise.all(Array.from({ length: count - 1 }, connect));
  return { nats, port, all: [first, ...rest] };
};
exports.close = ({ all }) => Promise.all(all.map(({ connection }) => connection.close()));

exports.blocking = ({ all }, n) => {
  const store = require('greenpatch/api').sync(all[n].store);
  store.put(`key-${n}`, `reply ${n}`);
  return store.get(`key-${n}`).string();
};
exports.plain = async ({ all }, n) => {
  await all[n].store.put(`key-${n}`, `reply ${n}`);
  return (await all[n].store.get(`key-${n}`)).string();
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'nobody answers': ({ all }, sync) => sync(all[0].connection).request('nobody'),
  'no such key': ({ all }, sync) => sync(all[0].store).put('a bad key', 'x'),
  'wrong password': ({ nats, port }, sync) =>
    sync(nats).connect({ ...account, pass: 'x', servers: `127.0.0.1:${port}` }),
  'connection refused': ({ nats }, sync) => sync(nats).connect({ ...account, servers: '127.0.0.1:1' }),
};
exports.cut = ({ all }, sync) => sync(all[0].store).get('key-0');
