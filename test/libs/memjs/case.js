'use strict';
// A client, which has one connection, a call. What it calls back with is the value, what it promises has it as a property; `sync`
// gives it a callback.
exports.open = async ({ require, port, count }) => {
  const { Client } = require('memjs');
  const create = (at, password = 'patch') =>
    Client.create(`127.0.0.1:${at}`, { username: 'green@green.test', password, retries: 0, logger: { log() {} } });
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((client, n) => client.set(`key-${n}`, 'nothing')));
  return { create, port, all };
};
exports.close = ({ all }) => all.forEach((client) => client.close());

exports.blocking = ({ all }, n) => {
  const client = require('greenpatch/api').sync(all[n]);
  client.set(`key-${n}`, `reply ${n}`, { expires: 60 });
  return String(client.get(`key-${n}`));
};
exports.plain = async ({ all }, n) => {
  await all[n].set(`key-${n}`, `reply ${n}`, { expires: 60 });
  return String((await all[n].get(`key-${n}`)).value);
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'no number': ({ all }, sync) => sync(all[0]).increment('key-0', 1, {}),
  'wrong password': ({ create, port }, sync) => sync(create(port, 'x')).get('key'),
  'connection refused': ({ create }, sync) => sync(create(1)).get('key'),
};
// No `cut`: a call whose connection is lost is never answered by this library.
exports.inFlight = ({ all }, sync, n) => sync(all[n]).get('key-0');
