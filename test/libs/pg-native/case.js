'use strict';
// A connection a call, as many as there are calls.
const create = ({ require, port, count }) => {
  const Client = require('pg-native');
  const config = `host=127.0.0.1 port=${port} user=green password=patch dbname=test`;
  const clients = Array.from({ length: count }, () => new Client());
  return { Client, clients, config };
};
exports.openPlain = (options) => {
  const made = create(options);
  for (const client of made.clients) client.connectSync(made.config);
  return made;
};
/** All at once. */
exports.open = async (options) => {
  const { spawn } = require('greenpatch/api');
  const made = create(options);
  await Promise.all(made.clients.map((client) => spawn(() => client.connectSync(made.config))));
  return made;
};
exports.close = ({ clients }) => clients.forEach((client) => client.end());

exports.blocking = ({ clients }, n, ms) => {
  return clients[n].querySync('select $1::text as reply, pg_sleep($2)', [`reply ${n}`, String(ms / 1000)])[0].reply;
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad SQL': ({ clients }) => clients[0].querySync('select 1,\n  2 from nothing'),
  'wrong password': ({ Client, config }) => new Client().connectSync(config.replace('patch', 'x')),
  'connection refused': ({ Client, config }) => new Client().connectSync(config.replace(/port=\d+/, 'port=1')),
};
exports.inFlight = ({ clients }, sync, n) => clients[n].querySync('select pg_sleep(60)');
