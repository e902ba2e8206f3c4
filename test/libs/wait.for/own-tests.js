'use strict';
// Runs the library's own tests, which look up names of the Internet, with a name server of this process.
//   node own-tests.js <node_modules>
const dgram = require('dgram');
const dns = require('dns');
const path = require('path');

const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const A = 1;

/** @returns {[string[], number]} the labels of a question's name, and where it ends */
function nameOf(query) {
  const labels = [];
  let at = 12;
  for (; query[at] > 0; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  return [labels, at + 1];
}

const encoded = (name) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

/** All addresses for a name, and for an address a name that says which it is. */
function reply(query) {
  const [labels, end] = nameOf(query);
  const type = query.readUInt16BE(end);
  const values =
    type === A
      ? ADDRESSES.map((address) => Buffer.from(address.split('.').map(Number)))
      : [encoded(`host-${labels[0]}.test`)];
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2); // a reply without an error
  head.writeUInt16BE(values.length, 6);
  head.fill(0, 8);
  const answers = values.map((value) => {
    const answer = Buffer.from([0xc0, 12, type >> 8, type & 255, 0, 1, 0, 0, 0, 60, 0, value.length]);
    return Buffer.concat([answer, value]);
  });
  return Buffer.concat([head, query.subarray(12, end + 4), ...answers]);
}

const server = dgram.createSocket('udp4');
server.on('message', (query, { port, address }) => server.send(reply(query), port, address));
server.bind(0, '127.0.0.1', () => {
  dns.setServers([`127.0.0.1:${server.address().port}`]);
  server.unref();
  require(path.join(process.argv[2], 'wait.for', 'tests.js'));
});
