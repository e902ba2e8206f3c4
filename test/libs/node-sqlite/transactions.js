'use strict';
// Fibers that share databases: node -r greenpatch transactions.js, with GREENPATCH_COMPAT=node:sqlite:offload. What a connection does is
// the same as for better-sqlite3, whose program of this name has more.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { DatabaseSync, backup } = require('node:sqlite');
const { Event, adapt, joinAll, spawn, sleep, unadapt, wait } = require('greenpatch/api');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-sqlite-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

function fresh() {
  const db = new DatabaseSync(':memory:');
  db.exec('create table t(n); create table counter(n); insert into counter values (0)');
  return db;
}
const rows = (db) => db.prepare('select n from t order by rowid').all().map(({ n }) => n); // prettier-ignore

const checks = {
  'ten fibers increment a counter, and no update is lost'() {
    const db = fresh();
    const [read, write] = [db.prepare('select n from counter'), db.prepare('update counter set n = ?')];
    const fibers = Array.from({ length: 10 }, (_, at) =>
      spawn(() => {
        for (let n = 0; n < 20; n++) {
          db.exec(at % 2 ? 'BEGIN' : 'BEGIN IMMEDIATE');
          const { n: before } = read.get();
          sleep(0);
          write.run(before + 1);
          db.exec('COMMIT');
        }
      }),
    );
    joinAll(fibers);
    for (const fiber of fibers) fiber.get();
    assert.strictEqual(read.get().n, 200);
  },

  'a fiber that is killed in a transaction leaves nothing, and the next one goes on'() {
    const db = fresh();
    const [inside, never] = [new Event(), new Event()];
    const killed = spawn(
      () => (db.exec('BEGIN'), db.exec("insert into t values ('lost')"), inside.set(), never.wait()),
    );
    inside.wait();
    const next = spawn(() => db.exec("insert into t values ('kept')"));
    sleep(0);
    assert.deepStrictEqual([next.state, db.isTransaction], ['parked', false]);
    killed.kill();
    next.get();
    assert.deepStrictEqual(rows(db), ['kept']);
  },

  'rows of iterate() are read without others in between, and a fiber that is killed leaves the rest'() {
    const db = fresh();
    db.exec('insert into t values (1), (2), (3)');
    const [inside, never] = [new Event(), new Event()];
    const killed = spawn(() => {
      for (const row of db.prepare('select n from t').iterate()) (inside.set(), never.wait(), row);
    });
    inside.wait();
    const writer = spawn(() => db.exec('delete from t'));
    sleep(0);
    assert.strictEqual(writer.state, 'parked');
    killed.kill();
    writer.get();
    assert.deepStrictEqual(rows(db), []);
  },

  'databases of their own are used at the same time'() {
    const everybody = new Event();
    let arrived = 0;
    const fibers = Array.from({ length: 5 }, (_, n) => {
      const db = new DatabaseSync(':memory:');
      db.function('meet', (given) => (++arrived === 5 && everybody.set(), everybody.wait(), given));
      return spawn(() => db.prepare('select meet(?) as n').get(n).n);
    });
    joinAll(fibers);
    assert.deepStrictEqual(fibers.map((fiber) => fiber.get()), [0, 1, 2, 3, 4]); // prettier-ignore
  },

  'a backup'() {
    if (backup === undefined) return;
    const db = fresh();
    db.exec('insert into t values (1), (2)');
    const file = path.join(folder, 'copy.db');
    const steps = [];
    const pages = wait(backup(db, file, { rate: 1, progress: (step) => steps.push(step.remainingPages) }));
    assert.ok(pages > 0 && steps.length > 0);
    const copy = new DatabaseSync(file);
    assert.deepStrictEqual(rows(copy), [1, 2]);
    copy.close();
    assert.throws(() => wait(backup(db, path.join(folder, 'no', 'such'))), { code: 'ERR_SQLITE_ERROR' });
  },

  'what cannot be moved says so'() {
    const db = fresh();
    if (db.createTagStore === undefined) return;
    assert.throws(() => db.createTagStore(), { code: 'ERR_GREENPATCH_OFFLOAD', message: /Use prepare\(\)/ });
  },

  'undone: databases that are open go on, new ones are not moved'() {
    const before = fresh();
    unadapt('node:sqlite');
    const after = new DatabaseSync(':memory:');
    assert.ok(
      after instanceof DatabaseSync &&
        before instanceof DatabaseSync &&
        before instanceof require('node:sqlite').DatabaseSync,
    );
    before.exec('insert into t values (5)');
    assert.deepStrictEqual(rows(before), [5]);
    let others = false;
    spawn(() => (others = true));
    after.exec('create table t(n)');
    assert.strictEqual(others, false, 'it blocks');
    adapt('node:sqlite', { offload: true });
    assert.strictEqual(require('node:sqlite').DatabaseSync, DatabaseSync);
    fresh();
    assert.strictEqual(others, true);
  },
};

require('../harness/checks.cjs')(checks);
