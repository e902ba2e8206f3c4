'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const harness = require('../harness/sqlite-case.cjs');

/** @param {number} databases how many there are, for all calls */
exports.open = ({ port, count }, databases = count) => {
  const { DatabaseSync } = require('node:sqlite');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-sqlite-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const open = (functions) => {
    const db = new DatabaseSync(path.join(folder, 'test.db'));
    db.exec('pragma journal_mode = wal');
    for (const [name, fn] of Object.entries(functions)) db.function(name, fn);
    const query = db.prepare(harness.QUERY);
    return { db, get: (rows, n) => query.get(rows, n).reply, close: () => db.close() };
  };
  return harness.open(open, port, databases);
};
exports.blocking = harness.blocking;
exports.expected = harness.expected;
exports.close = harness.close;

const first = ({ databases: [{ db }] }) => db;
exports.failures = {
  'bad SQL': (client) => first(client).prepare('select 1 from nowhere'),
  'a constraint': (client) => {
    first(client).exec('create table if not exists t(n unique); insert or ignore into t values (1)');
    first(client).prepare('insert into t values (1)').run();
  },
  'another connection writes': (client) => {
    const other = new (first(client).constructor)(first(client).location());
    first(client).exec('begin immediate');
    try {
      other.exec('begin immediate');
    } finally {
      first(client).exec('rollback');
      other.close();
    }
  },
  'wrong parameters': (client) => first(client).prepare('select ?').get(Symbol('s')),
};
