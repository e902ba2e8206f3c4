'use strict';
// A client with a connection of its own a call.
const { promisify } = require('node:util');
const service = require('./service.cjs');

const wait = (client, request) => promisify(client.wait).call(client, request);
exports.open = async ({ require, port, count }) => {
  const grpc = require('@grpc/grpc-js');
  const Client = grpc.makeGenericClientConstructor(service, 'Patch');
  const create = (at) =>
    new Client(`127.0.0.1:${at}`, grpc.credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((client) => wait(client, { ms: 0, text: '' }))); // connects
  return { create, all };
};
exports.close = ({ all }) => all.forEach((client) => client.close());

const blocking = (client, request) =>
  require('greenpatch/api')
    .sync(client, { callbacks: ['wait'] })
    .wait(request);
exports.blocking = ({ all }, n, ms) => blocking(all[n], { ms, text: `reply ${n}` }).text;
exports.plain = async ({ all }, n, ms) => (await wait(all[n], { ms, text: `reply ${n}` })).text;
exports.expected = (n) => `reply ${n}`;
/** `sync` does nothing in plain Node. */
const either = (client, sync, request) => (sync(client) === client ? wait(client, request) : blocking(client, request));
exports.failures = {
  'an error of the method': ({ all }, sync) => either(all[0], sync, { ms: 0, text: 'fail' }),
  'connection refused': ({ create }, sync) => either(create(1), sync, { ms: 0, text: 'x' }),
};
exports.cut = ({ all }, sync, n) => either(all[n], sync, { ms: 60_000, text: 'x' });
