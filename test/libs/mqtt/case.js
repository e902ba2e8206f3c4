'use strict';
// A client a call, which gets back what it publishes.
const events = require('node:events');

const address = (port) => `mqtt://127.0.0.1:${port}`;
const options = { reconnectPeriod: 0, keepalive: 0, resubscribe: false, username: 'green', password: 'patch' };
exports.open = async ({ require, port, count, killed }) => {
  const mqtt = require('mqtt');
  const reconnectPeriod = killed ? 100 : 0;
  const connect = () => mqtt.connectAsync(address(port), { ...options, reconnectPeriod }, false);
  const all = await Promise.all(Array.from({ length: count }, connect));
  for (const client of all) client.on('error', () => {});
  const ended = await connect();
  await ended.endAsync(true);
  return { mqtt, port, all, ended };
};
exports.back = ({ all }) =>
  Promise.all(all.map(async (client) => client.connected || new Promise((resolve) => client.once('connect', resolve))));
exports.close = ({ all }) => Promise.all(all.map((client) => client.endAsync(true)));

exports.blocking = ({ all }, n) => {
  const { sync, wait } = require('greenpatch/api');
  const message = events.once(all[n], 'message');
  sync(all[n]).subscribe(`reply/${n}`, { qos: 1 });
  sync(all[n]).publish(`reply/${n}`, `reply ${n}`, { qos: 1 });
  return String(wait(message)[1]);
};
exports.plain = async ({ all }, n) => {
  const message = events.once(all[n], 'message');
  await all[n].subscribeAsync(`reply/${n}`, { qos: 1 });
  await all[n].publishAsync(`reply/${n}`, `reply ${n}`, { qos: 1 });
  return String((await message)[1]);
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad topic': ({ all }, sync) => sync(all[0]).subscribeAsync('a/#/b'),
  'wrong password': ({ mqtt, port }, sync) =>
    sync(mqtt).connectAsync(address(port), { ...options, password: 'x' }, false),
  'connection refused': ({ mqtt }, sync) => sync(mqtt).connectAsync(address(1), options, false),
  'publish after the end': ({ ended }, sync) => sync(ended).publishAsync('topic', 'x', { qos: 1 }),
};
exports.cut = ({ all }, sync, n) => sync(all[n]).subscribeAsync('other');
