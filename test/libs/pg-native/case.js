'use strict';
// A connection a call, as many as there are calls.
exports.open = ({ require, port, count }) => {
  const Client = require('pg-native');
  const config = `host=127.0.0.1 port=${port} user=postgres dbname=postgres`;
  const clients = Array.from({ length: count }, () => new Client());
  return { clients, config };
};
exports.close = ({ clients }) => clients.forEach((client) => client.end());

exports.blocking = ({ clients, config }, n, ms) => {
  const client = clients[n];
  if (!client.pq?.connected) client.connectSync(config);
  return client.querySync('select $1::text as reply, pg_sleep($2)', [`reply ${n}`, String(ms / 1000)])[0].reply;
};
exports.expected = (n) => `reply ${n}`;
exports.fails = ({ clients }) => clients[0].querySync('select 1,\n  2 from nothing');
