'use strict';
// Adds an entry, looks for it and takes it away. A connection a call.
const base = 'dc=green';
const admin = `cn=admin,${base}`;
exports.open = async ({ require, port, count }) => {
  const { Client } = require('ldapts');
  const create = (at) => new Client({ url: `ldap://127.0.0.1:${at}` });
  const all = Array.from({ length: count }, () => create(port));
  await Promise.all(all.map((client) => client.bind(admin, 'patch')));
  const root = { objectClass: ['dcObject', 'organization'], dc: 'green', o: 'green' };
  await all[0].add(base, root).catch((error) => {
    if (error.code !== 68) throw error; // it is there already
  });
  return { create, port, all };
};
exports.close = ({ all }) => Promise.all(all.map((client) => client.unbind()));

const entry = (n) => ({ objectClass: 'person', cn: `person ${n}`, sn: `reply ${n}` });
const dn = (n) => `cn=person ${n},${base}`;
exports.blocking = ({ all }, n) => {
  const client = require('greenpatch/api').sync(all[n]);
  client.add(dn(n), entry(n));
  const { searchEntries } = client.search(base, { filter: `(cn=person ${n})` });
  client.del(dn(n));
  return searchEntries.map(({ sn }) => sn).join();
};
exports.plain = async ({ all }, n) => {
  const client = all[n];
  await client.add(dn(n), entry(n));
  const { searchEntries } = await client.search(base, { filter: `(cn=person ${n})` });
  await client.del(dn(n));
  return searchEntries.map(({ sn }) => sn).join();
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'no such entry': ({ all }, sync) => sync(all[0]).del('cn=nothing,dc=green'),
  'wrong password': ({ create, port }, sync) => sync(create(port)).bind(admin, 'x'),
  'connection refused': ({ create }, sync) => sync(create(1)).bind(admin, 'patch'),
};
exports.cut = ({ all }, sync, n) => sync(all[n]).search(base);
