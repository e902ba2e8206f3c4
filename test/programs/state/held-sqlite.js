// it: nothing closes a database of node:sqlite, or runs its statement again, while a function or getter of the program blocks in it
// preload: greenpatch
// flags: --no-warnings
// lines: >=22
// env: MALLOC_PERTURB_=165
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');
const { spawn, joinAll, sleep } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const wait = (value) => (Atomics.wait(cell, 0, 0, 2), value);
const ROWS = [{ b: 2 }, { b: 4 }, { b: 6 }];
const plainly = (rows) => [...rows].map((row) => ({ ...row }));

function open() {
  const db = new DatabaseSync(':memory:');
  db.exec('create table t(a); insert into t values (1),(2),(3)');
  db.function('f', (x) => wait(x * 2));
  return db;
}
const getter = (value) => Object.defineProperty({}, 'from', { get: () => wait(value), enumerable: true });
/** How a statement comes to code of the program, and what it gives. */
const forms = {
  all: [(st) => plainly(st('select f(a) as b from t').all()), ROWS],
  iterate: [(st) => plainly(st('select f(a) as b from t').iterate()).length, 3, 'iterator'],
  get: [(st) => st('select f(a) as b from t').get().b, 2],
  run: [(st) => Number(st('update t set a = f(a) / 2').run().changes), 3],
  'a getter that is bound': [(st) => plainly(st('select a * 2 as b from t where a >= $from').all(getter(1))), ROWS],
};
if (DatabaseSync.prototype.aggregate) {
  forms.aggregate = [
    (st, db) => {
      db.aggregate('total', { start: 0, step: (sum, x) => wait(sum + x) });
      return st('select total(a) as b from t').get().b;
    },
    6,
  ];
}

for (const [form, [use, expected, iterates]] of Object.entries(forms)) {
  for (let round = 0; round < 5; round++) {
    const db = open();
    const statements = new Map();
    const prepare = (sql) => statements.get(sql) ?? statements.set(sql, db.prepare(sql)).get(sql);
    const users = [1, 2, 3].map((n) => spawn(() => (sleep(n - 1), use(prepare, db))));
    // An iterator is used by and by: to close its database in between is an error in plain Node, too.
    if (!iterates) spawn(() => (sleep(1), users[2].join(), db.close()));
    joinAll(users);
    for (const user of users) assert.deepStrictEqual(user.get(), expected, form);
  }
  for (let round = 0; round < 5; round++) {
    const db = open();
    const user = spawn(() => use((sql) => db.prepare(sql), db));
    const closer = spawn(() => (sleep(1), db.close()));
    joinAll([user, closer]);
    assert.deepStrictEqual(user.get(), expected, form);
    closer.get();
  }
}
const rows = open().prepare('select 1').iterate();
assert.deepStrictEqual([rows.next.name, DatabaseSync.prototype.exec.name], ['next', 'exec']);
console.log('ok');
