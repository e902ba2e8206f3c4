'use strict';
// Fibers that share databases: node -r greenpatch transactions.js <folder where the library is installed>, with
// GREENPATCH_COMPAT=better-sqlite3:offload. Orders are controlled by events, and by functions that queries call; nothing waits for time.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { Event, currentFiber, inFiber, joinAll, spawn, withTimeout, sleep } = require('greenpatch/api');

const [, , installed, mode, file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-sqlite-')), 'test.db')] =
  process.argv;
const Database = createRequire(path.join(installed, 'package.json'))('better-sqlite3');
process.on('exit', () => mode === undefined && fs.rmSync(path.dirname(file), { recursive: true, force: true }));

/** A database of its own for each check. */
function fresh() {
  const db = new Database(':memory:');
  db.exec('create table t(n); create table counter(n); insert into counter values (0)');
  return db;
}
const rows = (db) => db.prepare('select n from t order by rowid').pluck().all();
const all = (fibers) => (joinAll(fibers), fibers.map((fiber) => fiber.get()));
/** A query that is under way until the event is set, because it calls a function that waits for it. `begun` tells that it has begun. */
function slowQuery(db) {
  const [begun, end] = [new Event(), new Event()];
  db.function('slow', () => (begun.set(), end.wait(), 1));
  return { begun, end, statement: db.prepare('select slow() as one') };
}

const checks = {
  'ten fibers increment a counter, and no update is lost'() {
    const db = fresh();
    const read = db.prepare('select n from counter').pluck();
    const write = db.prepare('update counter set n = ?');
    const increment = db.transaction(() => {
      const n = read.get(); // parks: others would read the same
      sleep(0);
      write.run(n + 1);
    });
    let others = 0;
    const before = spawn(() => {
      for (;;) {
        others++;
        sleep(0);
      }
    });
    all(
      Array.from({ length: 10 }, (_, at) =>
        spawn(() => {
          for (let n = 0; n < 20; n++) (at % 2 ? increment : increment.immediate)();
        }),
      ),
    );
    before.kill();
    assert.strictEqual(read.get(), 200);
    assert.ok(others > 20, 'others run meanwhile');
  },

  'transactions by hand stay together, and come in the order of their BEGIN'() {
    const db = fresh();
    const insert = db.prepare('insert into t values (?)');
    const names = ['a', 'b', 'c', 'd'];
    const [begin, commit] = [db.prepare('begin'), db.prepare('COMMIT')];
    all(
      names.map((name, at) =>
        spawn(() => {
          if (at % 2) db.exec('BEGIN IMMEDIATE');
          else begin.run();
          for (let n = 0; n < 3; n++) (insert.run(name), sleep(0));
          if (at === 2) db.exec('ROLLBACK');
          else commit.run();
        }),
      ),
    );
    assert.deepStrictEqual(rows(db), [...'aaabbbddd']);
  },

  'a fiber that is killed in a transaction leaves nothing, and the next one goes on'() {
    const db = fresh();
    const insert = db.prepare('insert into t values (?)');
    for (const begin of [(fn) => db.transaction(fn)(), (fn) => (db.exec('BEGIN'), fn())]) {
      const [inside, never] = [new Event(), new Event()];
      const killed = spawn(() => begin(() => (insert.run('lost'), inside.set(), never.wait())));
      inside.wait();
      const next = spawn(() => db.transaction(() => insert.run('kept'))());
      const reader = spawn(() => [db.inTransaction, rows(db)]);
      sleep(0);
      assert.deepStrictEqual([next.state, reader.state], ['parked', 'parked']);
      killed.kill();
      assert.strictEqual(killed.state, 'killed');
      next.get();
      assert.deepStrictEqual(reader.get(), [false, ['kept']]);
      db.exec('delete from t');
    }
    assert.strictEqual(db.inTransaction, false);
  },

  'a fiber that fails in a transaction by hand leaves nothing; one that returns leaves it open, as in plain Node'() {
    const db = fresh();
    const failed = spawn(() => (db.exec('begin'), db.exec("insert into t values ('lost')"), JSON.parse('{')));
    assert.throws(() => failed.get(), SyntaxError);
    assert.deepStrictEqual([db.inTransaction, rows(db)], [false, []]);
    spawn(() => (db.exec('begin'), db.exec("insert into t values ('kept')"))).get();
    assert.strictEqual(db.inTransaction, true);
    spawn(() => db.exec("insert into t values ('too')")).get();
    db.exec('commit');
    assert.deepStrictEqual(rows(db), ['kept', 'too']);
  },

  'a fiber that is killed in its statement: the late answer goes to nobody, and the next one gets its own'() {
    const db = fresh();
    const { begun, end, statement } = slowQuery(db);
    const killed = spawn(() => statement.get());
    begun.wait();
    const next = spawn(() => db.prepare("select 'mine' as answer").get());
    killed.kill();
    assert.strictEqual(killed.state, 'killed');
    assert.deepStrictEqual(next.get(), { answer: 'mine' });
    const other = spawn(() => statement.get());
    end.set();
    assert.deepStrictEqual(other.get(), { one: 1 });
    // One whose answer has come, and one that waits for its turn.
    const once = db.prepare("insert into t values ('once')");
    const [running, waiting] = [spawn(() => once.run()), spawn(() => db.exec("insert into t values ('never')"))];
    sleep(0);
    waiting.kill();
    running.kill();
    assert.deepStrictEqual(rows(db), ['once']);
  },

  'a timeout in a transaction rolls it back, whichever statement it hits'() {
    const db = fresh();
    const insert = db.prepare('insert into t values (?)');
    const change = db.transaction(() => {
      for (let n = 0; n < 5; n++) insert.run(n);
    });
    const reason = new Error('enough');
    for (let parks = 0; parks < 9; parks++) {
      const fiber = spawn(() => change());
      for (let n = 0; n < parks && fiber.state !== 'done'; n++) sleep(0);
      if (!fiber.finished) fiber.kill(reason);
      assert.ok([0, 5].includes(rows(db).length), 'all or nothing');
      assert.strictEqual(db.inTransaction, false);
      db.exec('delete from t');
    }
    const { statement } = slowQuery(db);
    const late = db.transaction(() => (insert.run(1), withTimeout(1, () => statement.get())));
    assert.throws(late, { code: 'ERR_GREENPATCH_TIMEOUT' });
    assert.deepStrictEqual([db.inTransaction, rows(db)], [false, []]);
    db.transaction(() => {
      insert.run(1);
      assert.throws(() => withTimeout(1, () => db.transaction(() => (insert.run(2), statement.get()))()), {
        code: 'ERR_GREENPATCH_TIMEOUT',
      });
      insert.run(3);
    })();
    assert.deepStrictEqual(rows(db), [1, 3]);
  },

  'BEGIN of a fiber that is killed meanwhile is undone'() {
    const db = fresh();
    for (const begin of [
      () => db.exec('/* */ begin; insert into t values (1)'),
      () => db.prepare('BEGIN').run(),
      () => db.transaction(() => sleep(0))(),
    ]) {
      const fiber = spawn(begin);
      sleep(0);
      if (!fiber.finished) fiber.kill();
      assert.strictEqual(db.inTransaction, false);
      db.exec('begin; commit');
    }
  },

  'rows of iterate() are read without others in between'() {
    const db = fresh();
    db.exec(
      'with recursive n(x) as (select 1 union all select x + 1 from n where x < 100) insert into t select x from n',
    );
    const [inside, go] = [new Event(), new Event()];
    const seen = [];
    const reader = spawn(() => {
      for (const { n } of db.prepare('select n from t').iterate()) {
        seen.push(n);
        if (n === 50) (inside.set(), go.wait());
      }
    });
    inside.wait();
    const writer = spawn(() => db.exec('delete from t'));
    sleep(0);
    assert.strictEqual(writer.state, 'parked');
    go.set();
    all([reader, writer]);
    assert.strictEqual(seen.length, 100);
    assert.deepStrictEqual(rows(db), []);
    // A fiber that is killed between two rows, and one that forgets the rest.
    db.exec('insert into t values (1), (2)');
    const killed = spawn(() => {
      for (const row of db.prepare('select n from t').iterate()) (inside.set(), new Event().wait(), row);
    });
    inside.clear();
    inside.wait();
    killed.kill();
    db.exec('delete from t where n = 2');
    spawn(() => db.prepare('select n from t').iterate().next()).get();
    assert.throws(() => db.exec('delete from t'), { message: 'This database connection is busy executing a query' });
  },

  'databases of their own are used at the same time'() {
    const arrived = [];
    const everybody = new Event();
    const opened = Array.from({ length: 5 }, () => {
      const db = new Database(':memory:');
      db.function('meet', (n) => (arrived.push(n) === 5 && everybody.set(), everybody.wait(), n));
      return db;
    });
    assert.deepStrictEqual(
      all(opened.map((db, n) => spawn(() => db.prepare('select meet(?)').pluck().get(n)))),
      [0, 1, 2, 3, 4],
    );
  },

  'a function that a query calls may use other databases, park, and be killed'() {
    const db = fresh();
    const other = new Database(':memory:');
    const fibers = [];
    db.function(
      'ask',
      (n) => (
        fibers.push(currentFiber()),
        sleep(0),
        assert.ok(inFiber()),
        other.prepare('select ? + 1').pluck().get(n)
      ),
    );
    assert.deepStrictEqual(
      all([1, 2, 3].map((n) => spawn(() => db.prepare('select ask(?)').pluck().get(n)))),
      [2, 3, 4],
    );
    assert.strictEqual(new Set(fibers).size, 3);
  },

  'on the hub: a call waits for the statement of a fiber, and refuses to wait for its transaction'() {
    const db = fresh();
    const onHub = (fn) => {
      const event = new Event();
      let seen;
      const { port1, port2 } = new MessageChannel();
      void port1;
      void port2;
      hub(() => {
        try {
          seen = { value: fn() };
        } catch (error) {
          seen = { error };
        }
        event.set();
      });
      event.wait();
      if (seen.error) throw seen.error;
      return seen.value;
    };
    assert.deepStrictEqual(
      onHub(() => [inFiber(), db.prepare('select 5 as five').get()]),
      [false, { five: 5 }],
    );
    const first = db.prepare("insert into t values ('first') returning n");
    const running = spawn(() => first.get());
    sleep(0);
    assert.deepStrictEqual(
      onHub(() => rows(db)),
      ['first'],
    );
    assert.deepStrictEqual(running.get(), { n: 'first' });
    const [inside, go] = [new Event(), new Event()];
    const owner = spawn(() => db.transaction(() => (inside.set(), go.wait()))());
    inside.wait();
    for (const call of [
      () => rows(db),
      () => db.exec('select 1'),
      () => db.transaction(() => 1)(),
      () => db.close(),
      () => db.pragma('user_version'),
    ])
      assert.throws(() => onHub(call), { code: 'ERR_GREENPATCH_NOT_IN_FIBER', message: /is in a transaction/ });
    assert.strictEqual(
      onHub(() => db.inTransaction),
      false,
    );
    go.set();
    owner.get();
    assert.strictEqual(
      onHub(() => db.transaction(() => db.inTransaction)()),
      true,
    );
    const { begun, end, statement } = slowQuery(db);
    const asking = spawn(() => statement.get());
    begun.wait();
    assert.throws(() => onHub(() => rows(db)), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
    end.set();
    assert.deepStrictEqual(asking.get(), { one: 1 });
    assert.strictEqual(
      onHub(() => db.close().open),
      false,
    );
  },

  'a backup goes on while others write'() {
    const db = fresh();
    const target = path.join(path.dirname(file), 'copy.db');
    db.exec(
      'with recursive n(x) as (select 1 union all select x + 1 from n where x < 2000) insert into t select zeroblob(1000) from n',
    );
    let steps = 0;
    const writer = spawn(() => {
      while (steps < 3) (db.exec('insert into counter values (1)'), sleep(0));
    });
    const { wait } = require('greenpatch/api');
    const end = wait(db.backup(target, { progress: () => (steps++, 200) }));
    writer.get();
    assert.strictEqual(end.remainingPages, 0);
    const copy = new Database(target, { readonly: true });
    assert.deepStrictEqual(copy.prepare('select count(*) as n from t').get(), { n: 2000 });
    copy.close();
    assert.throws(() => wait(db.backup('')), TypeError);
  },

  'a database that is forgotten is closed, and its thread ends'() {
    require('node:v8').setFlagsFromString('--expose-gc');
    const gc = require('node:vm').runInNewContext('gc');
    const name = `${file}-forgotten`;
    (() => {
      const db = new Database(name);
      db.pragma('journal_mode = wal');
      db.exec('create table t(n); begin; insert into t values (1)');
      return db.prepare('select n from t').all();
    })();
    for (let turn = 0; fs.existsSync(`${name}-wal`); turn++) {
      assert.ok(turn < 2000, 'it is collected');
      gc();
      sleep(5);
    }
    const db = new Database(name);
    assert.deepStrictEqual(rows(db), []);
    db.close();
  },

  'what is committed is there when the process has ended, however it ends; what is not is gone'() {
    for (const how of ['return', 'exit', 'exit-in-commit', 'throw', 'close-at-exit', 'write-at-exit']) {
      const name = `${file}-${how}`;
      const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 };
      const args = [...process.execArgv, __filename, installed, how, name];
      let code = 0;
      try {
        execFileSync(process.execPath, args, options);
      } catch (error) {
        code = error.status;
        assert.ok(code !== null, error.stderr);
      }
      assert.strictEqual(code, how === 'throw' ? 1 : 0, how);
      const db = new Database(name);
      const seen = rows(db);
      const expected = how === 'write-at-exit' ? ['committed', 'at exit'] : ['committed'];
      if (how === 'exit-in-commit') assert.ok(seen.length === 1 || seen.length === 2, String(seen));
      else assert.deepStrictEqual(seen, expected, how);
      assert.ok(
        !fs.existsSync(`${name}-wal`) || fs.statSync(`${name}-wal`).size === 0,
        `${how}: the last connection has closed it`,
      );
      db.close();
    }
  },
};

/** What the children of the last check do. */
function childProgram() {
  const db = new Database(file);
  db.pragma('journal_mode = wal');
  db.exec("create table t(n); insert into t values ('committed')");
  const open = () => {
    db.exec("begin; insert into t values ('not committed')");
  };
  if (mode === 'return') return spawn(() => (open(), new Database(':memory:')));
  if (mode === 'throw')
    return (
      open(),
      void setImmediate(() => {
        throw new Error('as expected');
      })
    );
  if (mode === 'close-at-exit') process.on('exit', () => db.close());
  if (mode === 'write-at-exit') process.on('exit', () => db.exec("insert into t values ('at exit')"));
  if (mode === 'exit-in-commit') {
    spawn(() => db.exec("insert into t values ('in flight')"));
    sleep(0);
    process.exit();
  }
  const [inside, never] = [new Event(), new Event()];
  spawn(() => (open(), inside.set(), never.wait()));
  inside.wait();
  process.exit();
}

/** Runs on the hub: where a stream brings content nothing parks. */
function hub(fn) {
  const { Readable } = require('node:stream');
  new Readable({
    read() {
      this.push('x');
      this.push(null);
    },
  }).once('data', fn);
}

if (mode !== undefined) childProgram();
else require('../harness/checks.cjs')(checks);
