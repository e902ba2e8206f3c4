// it: callbacks of dns.lookup and of resolvers park where they block: 20 of each overlap
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const each = (value) => Array.from({ length: 20 }, () => value);
assert.deepStrictEqual(
  kit.overlap('lookup', (n, callback) => dns.lookup('127.0.0.1', callback)),
  each([null, '127.0.0.1', 4]),
);
assert.deepStrictEqual(
  kit.overlap('lookup of all', (n, callback) => dns.lookup('127.0.0.1', { all: true }, callback)),
  each([null, [{ address: '127.0.0.1', family: 4 }]]),
);
const names = kit.overlap('lookup of a name', (n, callback) => dns.lookup('localhost', callback));
assert.ok(names.every(([error, address]) => error === null && ['127.0.0.1', '::1'].includes(address)));

// A name server that knows one address for everything.
const server = dgram.createSocket('udp4', (query, { port }) => {
  const end = query.indexOf(0, 12) + 5; // the question: name, type, class
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 1, 2, 3]);
  const head = Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])]);
  server.send(Buffer.concat([head, query.subarray(12, end), answer]), port, '127.0.0.1');
});
wait(new Promise((resolve) => server.bind(0, '127.0.0.1', resolve)));
const address = `127.0.0.1:${server.address().port}`;
const resolver = new dns.Resolver();
resolver.setServers([address]);
dns.setServers([address]);
const known = each([null, ['10.1.2.3']]);
assert.deepStrictEqual(
  kit.overlap('resolve4', (n, callback) => dns.resolve4(`host${n}.test`, callback)),
  known,
);
assert.deepStrictEqual(
  kit.overlap('resolve', (n, callback) => dns.resolve(`host${n}.test`, 'A', callback)),
  known,
);
assert.deepStrictEqual(
  kit.overlap('a resolver', (n, callback) => resolver.resolve4(`host${n}.test`, callback)),
  known,
);
server.close();
console.log('ok');
