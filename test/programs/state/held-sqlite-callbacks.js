// it: aggregates, windows, authorizers, conflicts and backups of node:sqlite whose functions block give plain Node's answers
// preload: greenpatch
// flags: --no-warnings
// lines: >=22
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const sqlite = require('node:sqlite');

const COUNT = 10;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (value) => (Atomics.wait(cell, 0, 0, 1), value);
const { DatabaseSync, constants } = sqlite;
const has = (name) => name in DatabaseSync.prototype;
const open = () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table t(k integer primary key, a); insert into t(a) values (1),(2),(3)');
  return database;
};
const values = (database, sql) =>
  database
    .prepare(sql)
    .all()
    .map(({ b }) => b);

const kinds = {
  'a function that throws'(n) {
    const database = open();
    database.function('f', () => {
      throw new Error(block(`number ${n}`));
    });
    assert.throws(() => values(database, 'select f(a) as b from t'), /number|ERR_SQLITE/);
  },
  aggregate(n) {
    if (!has('aggregate')) return;
    const database = open();
    const step = (sum, a) => block(sum + a);
    const inverse = (sum, a) => block(sum - a);
    database.aggregate('total', { start: () => block(n), step, inverse, result: block });
    assert.deepStrictEqual(values(database, 'select total(a) as b from t'), [n + 6]);
    const sums = values(database, 'select total(a) over (order by k rows 1 preceding) as b from t');
    assert.deepStrictEqual(sums, [n + 1, n + 3, n + 5]);
  },
  authorizer(n) {
    if (!has('setAuthorizer')) return;
    const database = open();
    const { SQLITE_DENY, SQLITE_OK } = constants;
    database.setAuthorizer(() => block(n % 3 ? SQLITE_OK : SQLITE_DENY));
    if (n % 3) assert.deepStrictEqual(values(database, 'select a as b from t'), [1, 2, 3]);
    else assert.throws(() => values(database, 'select a as b from t'), /not authorized/);
  },
  conflict(n) {
    if (!has('createSession') || constants?.SQLITE_CHANGESET_REPLACE === undefined) return;
    const [from, to] = [open(), open()];
    const session = from.createSession();
    from.exec(`update t set a = ${n + 10} where k = 1; insert into t values (4, 4)`);
    to.exec('update t set a = 7 where k = 1');
    const onConflict = () => block(constants.SQLITE_CHANGESET_REPLACE);
    assert.ok(to.applyChangeset(session.changeset(), { filter: () => block(true), onConflict }));
    assert.deepStrictEqual(values(to, 'select a as b from t'), [n + 10, 2, 3, 4]);
  },
  async backup() {
    if (!sqlite.backup) return;
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'backup-')), 'copy');
    await sqlite.backup(open(), file, { rate: 1, progress: block });
    const copy = new DatabaseSync(file);
    assert.deepStrictEqual(values(copy, 'select a as b from t'), [1, 2, 3]);
    copy.close();
    fs.rmSync(path.dirname(file), { recursive: true });
  },
};
const later = (use, n) => new Promise((resolve, reject) => setImmediate(() => settle(use, n).then(resolve, reject)));
const settle = async (use, n) => use(n);

(async () => {
  for (const use of Object.values(kinds)) await Promise.all(Array.from({ length: COUNT }, (_, n) => later(use, n)));
  // One database for all.
  const shared = open();
  shared.function('f', (a) => block(a * 2));
  const all = Array.from({ length: COUNT }, () => later(() => values(shared, 'select f(a) as b from t')));
  assert.deepStrictEqual(await Promise.all(all), Array(COUNT).fill([2, 4, 6]));
  console.log('ok');
})();
