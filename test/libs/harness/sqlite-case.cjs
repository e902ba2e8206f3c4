'use strict';
// A query that computes for so many ms in SQLite. It calls a function when it begins and one when it ends, which write a mark to the
// counting server: what is on that connection is in the order in which it was done.
const net = require('node:net');

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

/**
 * @param {(file: string, functions: object) => object} open opens a database in WAL mode, with functions; gives `get(rows, n)` and `close()`
 * @param {number} count of databases
 */
exports.open = async (openDatabase, port, count) => {
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
};
exports.blocking = ({ databases, rows }, n, ms) => databases[n % databases.length].get(Math.ceil(rows * ms) + 1, n);
exports.expected = (n) => `reply ${n}`;
exports.close = ({ databases, marks }) => {
  for (const db of databases) db.close();
  marks.end();
};
exports.QUERY = QUERY;
