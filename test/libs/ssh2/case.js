'use strict';
// Commands and files, on a connection a call.
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const consumers = require('node:stream/consumers');
const { promisify } = require('node:util');

const username = os.userInfo().username;
exports.open = async ({ require, port, data, count }) => {
  const { Client } = require('ssh2');
  const connect = async (at, key, password) => {
    const client = new Client();
    const privateKey = password === undefined ? readFileSync(path.join(data, key)) : undefined;
    client.connect({ host: '127.0.0.1', port: at, username, privateKey, password });
    await once(client, 'ready');
    client.on('error', () => {});
    return client;
  };
  const all = await Promise.all(Array.from({ length: count }, () => connect(port, 'client')));
  return { connect, port, data, all };
};
exports.close = ({ all }) => all.forEach((client) => client.end());

const command = (n, ms) => `sleep ${ms / 1000}; printf 'reply %s' ${n}`;
exports.blocking = ({ all }, n, ms) => {
  const { sync } = require('greenpatch/api');
  const stream = sync(all[n]).exec(command(n, ms));
  return sync(consumers).text(stream);
};
exports.plain = async ({ all }, n, ms) => {
  const stream = await promisify(all[n].exec).call(all[n], command(n, ms));
  return consumers.text(stream);
};
exports.expected = (n) => `reply ${n}`;
/** `sync` does nothing in plain Node. */
const exec = (client, sync, text) => {
  const made = sync(client);
  return made === client ? promisify(client.exec).call(client, text) : made.exec(text);
};
exports.failures = {
  'unknown key': ({ connect, port }, sync) => sync(connect)(port, 'stranger'),
  'wrong password': ({ connect, port }, sync) => sync(connect)(port, '', 'x'),
  'connection refused': ({ connect }, sync) => sync(connect)(1, 'client'),
};
exports.cut = ({ all }, sync, n) => exec(all[n], sync, 'sleep 60');
