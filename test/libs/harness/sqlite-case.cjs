'use strict';
// A query that computes for so many ms in SQLite. It calls a function when it begins and one when it ends, which write a mark to the
// counting server: what is on that connection is in the order in which it was done.
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const QUERY = `with recursive n(x) as (select begins() union all select x + 1 from n where x < ?)
  select 'reply ' || cast(max(x) * 0 + ? as integer) as reply, ends() as ended from n`;
/** Rows with which the speed is measured. */
const SAMPLE = 200_000;

/** @param {number} rows a ms */
function speed(db) {
  db.get(SAMPLE / 10, 0);
  const started = performance.now();
  db.get(SAMPLE, 0);
  return SAMPLE / (performance.now() - started);
}

/** @param {(functions: object) => object} openDatabase in WAL mode, with these functions @param {number} count of databases */
async function open(openDatabase, port, count) {
  const marks = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => marks.once('connect', resolve).once('error', reject));
  const mark = (text) => (marks.write(text), 1);
  const quiet = openDatabase({ begins: () => 1, ends: () => 1 });
  const rows = speed(quiet);
  quiet.close();
  const databases = Array.from({ length: count }, () =>
    openDatabase({ begins: () => mark('+'), ends: () => mark('-') }),
  );
  return { databases, rows, marks };
}

const first = ({ databases: [{ db }] }) => db;

/**
 * @param {object} library
 * @param {(require: NodeJS.Require) => Function} library.load gives its class of databases
 * @param {(db: object) => object} library.another opens the file of a database once more, and does not wait for locks
 * @param {unknown[]} library.wrong parameters of `select ?`
 */
exports.caseOf = ({ load, another, wrong }) => ({
  /** @param {number} databases how many there are, for all calls */
  open({ require, port, count }, databases = count) {
    const Database = load(require);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-sqlite-'));
    process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    const openDatabase = (functions) => {
      const db = new Database(path.join(folder, 'test.db'));
      db.exec('pragma journal_mode = wal');
      for (const [name, fn] of Object.entries(functions)) db.function(name, fn);
      const query = db.prepare(QUERY);
      return { db, get: (rows, n) => query.get(rows, n).reply, close: () => db.close() };
    };
    return open(openDatabase, port, databases);
  },
  blocking: ({ databases, rows }, n, ms) => databases[n % databases.length].get(Math.ceil(rows * ms) + 1, n),
  expected: (n) => `reply ${n}`,
  close({ databases, marks }) {
    for (const db of databases) db.close();
    marks.end();
  },
  failures: {
    'bad SQL': (client) => first(client).prepare('select 1 from nowhere'),
    'a constraint': (client) => {
      first(client).exec('create table if not exists t(n unique); insert or ignore into t values (1)');
      first(client).prepare('insert into t values (1)').run();
    },
    'another connection writes': (client) => {
      const other = another(first(client));
      first(client).exec('begin immediate');
      try {
        other.exec('begin immediate');
      } finally {
        first(client).exec('rollback');
        other.close();
      }
    },
    'wrong parameters': (client) =>
      first(client)
        .prepare('select ?')
        .get(...wrong),
  },
});
