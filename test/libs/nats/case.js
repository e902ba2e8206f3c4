'use strict';
// JetStream's key-value store, which answers each request. A connection a call.
const account = { user: 'green', pass: 'patch', reconnect: false };
exports.open = async ({ require, port, count, killed }) => {
  const nats = require('nats');
  const connect = async () => {
    const connection = await nats.connect({
      ...account,
      servers: `127.0.0.1:${port}`,
      reconnect: killed === true,
      reconnectTimeWait: 100,
      maxReconnectAttempts: -1,
    });
    const reconnected = killed && reconnection(connection);
    return { connection, reconnected, store: await connection.jetstream().views.kv('green') };
  };
  const first = await connect(); // makes the store
  const rest = await Promise.all(Array.from({ length: count - 1 }, connect));
  return { nats, port, all: [first, ...rest] };
};
async function reconnection(connection) {
  for await (const { type } of connection.status()) if (type === 'reconnect') return;
}
// What is asked before is never answered.
exports.back = ({ all }) => Promise.all(all.map(({ reconnected }) => reconnected));
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
/** The server says no and closes at once: now and then its connection is gone before that is read, and the library says so. */
async function stranger(nats, options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await nats.connect(options);
    } catch (error) {
      if (error.code !== 'CONNECTION_REFUSED' || attempt === 10) throw error;
    }
  }
}
exports.failures = {
  'nobody answers': ({ all }, sync) => sync(all[0].connection).request('nobody'),
  'no such key': ({ all }, sync) => sync(all[0].store).put('a bad key', 'x'),
  'wrong password': ({ nats, port }, sync) =>
    sync({ stranger }).stranger(nats, { ...account, pass: 'x', servers: `127.0.0.1:${port}` }),
  'connection refused': ({ nats }, sync) => sync(nats).connect({ ...account, servers: '127.0.0.1:1' }),
};
exports.cut = ({ all }, sync, n) => sync(all[n].store).get('key-0');
