'use strict';
// A client, which has one connection, a call.
const grpcOptions = { 'grpc.use_local_subchannel_pool': 1 };
exports.open = async ({ require, port, count, killed }) => {
  const { Etcd3 } = require('etcd3');
  // It does not ask a server that is down again for five seconds, unless it is told to.
  const faultHandling = killed && { host: () => require('cockatiel').noop };
  const create = (at, password = 'patch') =>
    new Etcd3({ hosts: `http://127.0.0.1:${at}`, auth: { username: 'root', password }, grpcOptions, faultHandling });
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((client) => client.get('nothing').string())); // connects
  return { create, port, all };
};
exports.close = ({ all }) => all.forEach((client) => client.close());

exports.blocking = ({ all }, n) => {
  const { sync } = require('greenpatch/api');
  sync(all[n].put(`key-${n}`)).value(`reply ${n}`);
  return sync(all[n].get(`key-${n}`)).string();
};
exports.plain = async ({ all }, n) => {
  await all[n].put(`key-${n}`).value(`reply ${n}`);
  return all[n].get(`key-${n}`).string();
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'no such user': ({ all }, sync) => sync(all[0].user('nobody')).delete(),
  'wrong password': ({ create, port }, sync) => sync(create(port, 'x').get('key')).string(),
  'connection refused': ({ create }, sync) => sync(create(1).get('key')).string(),
};
// A connection that is lost while the server is there is no error: it makes another one and asks again.
exports.inFlight = ({ all }, sync, n) => sync(all[n].get('nothing')).string();
