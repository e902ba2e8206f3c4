'use strict';
// Asks for a file's size and fetches it. A client a call, because an FTP connection does one thing at a time.
const { Writable } = require('node:stream');

const access = (port) => ({ host: '127.0.0.1', port, user: 'anonymous', password: 'patch' });
exports.open = async ({ require, port, count }) => {
  const { Client } = require('basic-ftp');
  const all = Array.from({ length: count }, () => new Client());
  await Promise.all(all.map((client) => client.access(access(port))));
  return { Client, port, all };
};
exports.close = ({ all }) => all.forEach((client) => client.close());

const collector = () => {
  const pieces = [];
  return Object.assign(new Writable({ write: (piece, _, done) => (pieces.push(piece), done()) }), { pieces });
};
exports.blocking = ({ all }, n) => {
  const client = require('greenpatch/api').sync(all[n]);
  const size = client.size(`file-${n}`);
  const into = collector();
  client.downloadTo(into, `file-${n}`);
  return `${size}: ${Buffer.concat(into.pieces)}`;
};
exports.plain = async ({ all }, n) => {
  const size = await all[n].size(`file-${n}`);
  const into = collector();
  await all[n].downloadTo(into, `file-${n}`);
  return `${size}: ${Buffer.concat(into.pieces)}`;
};
exports.expected = (n) => `${`reply ${n}`.length}: reply ${n}`;
exports.failures = {
  'no such file': ({ all }, sync) => sync(all[0]).size('nothing'),
  'wrong password': ({ Client, port }, sync) => sync(new Client()).access({ ...access(port), password: 'x' }),
  'connection refused': ({ Client }, sync) => sync(new Client()).access(access(1)),
};
exports.cut = ({ all }, sync, n) => sync(all[n]).size('file-0');
