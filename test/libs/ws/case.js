'use strict';
// Its API is events: `once` of Node is what is made blocking.
const events = require('node:events');

exports.open = async ({ require, port, count }) => {
  const WebSocket = require('ws');
  const create = (at, where = '') => new WebSocket(`ws://127.0.0.1:${at}${where}`);
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((socket) => events.once(socket, 'open')));
  return { create, port, all };
};
exports.close = ({ all }) => all.forEach((socket) => socket.close());

const ask = (socket, n, ms) => socket.send(JSON.stringify({ ms, text: `reply ${n}` }));
exports.blocking = ({ all }, n, ms) => {
  ask(all[n], n, ms);
  const [reply] = require('greenpatch/api').sync(events).once(all[n], 'message');
  return String(reply);
};
exports.plain = async ({ all }, n, ms) => {
  ask(all[n], n, ms);
  const [reply] = await events.once(all[n], 'message');
  return String(reply);
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'status 401': ({ create, port }, sync) => sync(events).once(create(port, '/forbidden'), 'open'),
  'connection refused': ({ create }, sync) => sync(events).once(create(1), 'open'),
};
exports.cut = ({ create, port }, sync) => sync(events).once(create(port), 'open');
