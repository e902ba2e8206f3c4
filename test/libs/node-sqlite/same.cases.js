'use strict';
// Calls of node:sqlite, good ones and bad ones, for test/differential/runner.js. With OFFLOAD=api its databases are moved to threads and
// used on the hub.
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

if (process.env.OFFLOAD === 'api') require('greenpatch/api').adapt('node:sqlite', { offload: true });
const sqlite = require('node:sqlite');
const values = require('../harness/sqlite-values.cjs');
const { DatabaseSync, StatementSync } = sqlite;

const thrown = (fn) => {
  try {
    return fn();
  } catch (error) {
    return [error.constructor.name, error.message, error.code, error.errcode, error.errstr];
  }
};
const VALUES = [...values.VALUES, new DataView(new ArrayBuffer(3))];

function* opening(folder) {
  const file = path.join(folder, 'opening.db');
  const open = (...args) => {
    const db = new DatabaseSync(...args);
    const seen = [db instanceof DatabaseSync, db.constructor === DatabaseSync, Object.keys(db), db.isOpen];
    if (!db.isOpen) db.open();
    seen.push(db.isTransaction, typeof db.location(), db.exec('create table if not exists t(a)'));
    return [...seen, db.close(), db.isOpen];
  };
  for (const args of [
    [file],
    [':memory:'],
    [file, {}],
    [file, undefined],
    [file, { open: false }],
    [Buffer.from(file)],
    [pathToFileURL(file)],
  ])
    yield [`new DatabaseSync(${args.length})`, () => open(...args)];
  const wrong = [
    [],
    [5],
    [null],
    [file, 5],
    [file, null],
    [file, { open: 1 }],
    [file, { readOnly: 1 }],
    ['a\0b'],
    [path.join(folder, 'no', 'x')],
    [path.join(folder, 'none'), { readOnly: true }],
    [folder],
    [file, { timeout: 'x' }],
    [Symbol('x')],
    [{}],
    [file, { readBigInts: 5 }],
    [file, { readOnly: true }],
  ];
  for (const [at, args] of wrong.entries()) yield [`new DatabaseSync, wrong ${at}`, () => open(...args)];
  yield ['without new', () => DatabaseSync(file)];
  yield ['new StatementSync', () => new StatementSync()];
  yield [
    'names',
    () => [DatabaseSync.name, DatabaseSync.length, Object.keys(sqlite), DatabaseSync.prototype.exec.name],
  ];
  yield [
    'one class under two names, since 26.12',
    () => {
      const db = new (sqlite.Database ?? DatabaseSync)(file);
      return [sqlite.Database === DatabaseSync, db instanceof DatabaseSync, Object.keys(db), db.close()];
    },
  ];
  yield [
    'a subclass',
    () => {
      class Own extends DatabaseSync {
        exec(sql) {
          super.exec(sql);
          return 'mine';
        }
        one(sql) {
          return this.prepare(sql).get();
        }
      }
      const db = new Own(file);
      return [
        db instanceof Own,
        db instanceof DatabaseSync,
        db.exec('select 1'),
        db.one('select 2 as two'),
        db.constructor.name,
      ];
    },
  ];
  yield [
    'open and closed',
    () => {
      const db = new DatabaseSync(':memory:');
      const statement = db.prepare('select 1 as one');
      const seen = [
        thrown(() => db.open()),
        db.close(),
        thrown(() => db.close()),
        thrown(() => db.exec('select 1')),
        thrown(() => db.prepare('select 1')),
        thrown(() => db.isTransaction),
      ];
      for (const what of ['get', 'all', 'run', 'iterate', 'columns']) seen.push(thrown(() => statement[what]()));
      seen.push(
        thrown(() => statement.setReadBigInts(true)),
        thrown(() => statement.sourceSQL),
        thrown(() => statement.expandedSQL),
      );
      seen.push(
        thrown(() => db.function('x', () => 1)),
        thrown(() => db.location()),
        thrown(() => db.aggregate('x', { start: 0, step: () => 1 })),
      );
      return [...seen, db.open(), db.prepare('select 1 as one').get(), thrown(() => statement.get()), db.isOpen];
    },
  ];
  if (Symbol.dispose !== undefined)
    yield [
      'disposed',
      () => {
        const db = new DatabaseSync(':memory:');
        return [db[Symbol.dispose](), db.isOpen, db[Symbol.dispose]()];
      },
    ];
  yield [
    'options',
    () => {
      const db = new DatabaseSync(':memory:', {
        readBigInts: true,
        returnArrays: true,
        enableForeignKeyConstraints: false,
      });
      return [db.prepare('select 1, 2').all(), db.prepare('pragma foreign_keys').get()];
    },
  ];
}

function* binding(db) {
  const one = db.prepare('select v, typeof(v) as t from (select ? as v)');
  const named = db.prepare('select v, typeof(v) as t from (select $v as v)');
  const two = db.prepare('select ? as a, ? as b');
  const mixed = db.prepare('select ? as a, $n as n, ? as b');
  for (const [at, value] of VALUES.entries()) {
    yield [`get(value ${at})`, () => one.get(value)];
    yield [`get({ v: value ${at} })`, () => named.get({ v: value })];
    yield [`get({ $v: value ${at} })`, () => named.get({ $v: value })];
    yield [`two parameters, get(1, value ${at})`, () => two.get(1, value)];
  }
  yield ['too few', () => two.get(1)];
  yield ['too many', () => two.get(1, 2, 3)];
  yield ['mixed', () => [mixed.get({ n: 2 }, 1, 3), mixed.get({ $n: 2 }, 1, 3)]];
  yield ['an unknown name', () => named.get({ w: 1 })];
  yield [
    'unknown names allowed',
    () => [
      named.setAllowUnknownNamedParameters(true),
      named.get({ w: 1, v: 2 }),
      named.setAllowUnknownNamedParameters(false),
      thrown(() => named.setAllowUnknownNamedParameters(5)),
    ],
  ];
  yield [
    'bare names',
    () => [
      named.setAllowBareNamedParameters(false),
      thrown(() => named.get({ v: 1 })),
      named.get({ $v: 1 }),
      named.setAllowBareNamedParameters(true),
    ],
  ];
  yield ['values that stay bound', () => [one.get('kept'), one.get()]];
  yield [
    'a getter',
    () =>
      named.get({
        get v() {
          return 'got';
        },
      }),
  ];
  yield [
    'a getter that throws',
    () =>
      named.get({
        get v() {
          throw new RangeError('mine');
        },
      }),
  ];
  yield ['a hidden property', () => named.get(Object.defineProperty({}, 'v', { value: 7 }))];
  yield ['a view of a part', () => one.get(new Uint8Array(Buffer.from('abcdef')).subarray(2, 4))];
  yield ['expandedSQL', () => [named.get({ v: "it's" }), named.expandedSQL, named.sourceSQL, Object.keys(named)]];
}

function* reading(db) {
  db.exec(`create table r(a, b, c); with recursive n(x) as (select 1 union all select x + 1 from n where x < 500)
    insert into r select x, 'text ' || x, zeroblob(x % 5) from n`);
  const all = db.prepare('select * from r order by a');
  const null_ = (row) => Object.getPrototypeOf(row) === null;
  yield ['all', () => all.all()];
  yield ['get', () => [all.get(), db.prepare('select 1 where 0').get()]];
  yield ['iterate', () => [...all.iterate()]];
  yield [
    'prototypes',
    () => [
      null_(all.get()),
      null_(all.all()[3]),
      null_(all.iterate().next()),
      null_(all.iterate().next().value),
      null_(db.prepare('select 1').run()),
      all.get().c.constructor.name,
    ],
  ];
  yield [
    'an iterator',
    () => {
      const it = db.prepare('select 1 as a union select 2').iterate();
      return [
        it[Symbol.iterator]() === it,
        typeof Iterator === 'function' && it instanceof Iterator,
        it.next(),
        it.next(),
        it.next(),
        it.return(),
      ];
    },
  ];
  yield [
    'first two',
    () => {
      const seen = [];
      for (const row of all.iterate()) if (seen.push(row) === 2) break;
      return seen;
    },
  ];
  yield [
    'written while rows are read',
    () => {
      const seen = [];
      for (const { a } of db.prepare('select a from r where a < 4').iterate())
        (db.exec(`update r set b = 'x' where a = ${a}`), seen.push(a));
      return seen;
    },
  ];
  yield ['columns', () => db.prepare('select count(*), a as x, null from r').columns()];
  yield [
    'arrays',
    () => [
      all.setReturnArrays(true),
      all.get(),
      all.all()[7],
      all.setReturnArrays(false),
      thrown(() => all.setReturnArrays(5)),
    ],
  ];
  yield [
    'bigints',
    () => {
      const s = db.prepare('select 9007199254740993 as big, 0.5 as half');
      return [thrown(() => s.get()), s.setReadBigInts(true), s.get(), thrown(() => s.setReadBigInts(5))];
    },
  ];
  yield ['same names', () => db.prepare('select 1 as a, 2 as a, 4 as "2", 5 as "1"').all()];
  yield [
    'an error among the rows',
    () => {
      const seen = [];
      try {
        for (const { v } of db
          .prepare(
            'select abs(case when a = 40 then -9223372036854775808 else a end) as v from r where a < 100 order by a + 0',
          )
          .iterate())
          seen.push(v);
      } catch (error) {
        seen.push(error.errcode, error.message);
      }
      return seen;
    },
  ];
  yield ['a large text', () => db.prepare("select printf('%.*c', 3000000, 'x') as x").get()];
  yield ['get of what has no rows', () => db.prepare('create table if not exists none(a)').get()];
}

function* writing(db) {
  db.exec('create table w(id integer primary key, a unique, b not null default 5)');
  const insert = db.prepare('insert into w(a) values (?)');
  yield ['run', () => [insert.run(1), insert.run('two'), insert.run(null)]];
  yield ['unique', () => insert.run(1)];
  yield ['not null', () => db.prepare('insert into w(b) values (null)').run()];
  yield ['returning', () => db.prepare('insert into w(a) values (?) returning *').get(77)];
  yield ['changes', () => [db.prepare('update w set b = b + 1').run(), db.prepare('delete from w where 0').run()]];
  for (const wrong of [
    'nonsense',
    'select * from nowhere',
    '',
    '-- none',
    'select 1; select 2',
    "select 'open",
    5,
    null,
    undefined,
    {},
    Symbol('x'),
  ]) {
    yield [`prepare ${typeof wrong} ${String(wrong)}`, () => db.prepare(wrong) instanceof StatementSync];
    yield [`exec ${typeof wrong} ${String(wrong)}`, () => db.exec(wrong)];
  }
  yield [
    'transactions',
    () => [
      db.exec('begin'),
      db.isTransaction,
      thrown(() => db.exec('begin')),
      insert.run(50),
      db.exec('rollback'),
      db.isTransaction,
      thrown(() => db.exec('commit')),
    ],
  ];
  yield ['location', () => [db.location(), thrown(() => db.location(5)), thrown(() => db.location('nothing'))]];
  yield ['extensions', () => [thrown(() => db.enableLoadExtension(true)), thrown(() => db.loadExtension('x'))]];
  if (db.createSession !== undefined)
    yield [
      'sessions',
      () => {
        const session = db.createSession({ table: 'w' });
        insert.run('in the session');
        const [changes, patch] = [session.changeset(), session.patchset()];
        const other = new DatabaseSync(':memory:');
        other.exec('create table w(id integer primary key, a unique, b not null default 5)');
        const asked = [];
        const applied = other.applyChangeset(changes, {
          filter: (table) => (asked.push(table), true),
          onConflict: () => 0,
        });
        const again = thrown(() => other.applyChangeset(changes, { onConflict: (kind) => (asked.push(kind), 0) }));
        return [
          changes.length > 0,
          patch.length > 0,
          applied,
          again,
          asked,
          other.prepare('select a from w').all(),
          session.close(),
          thrown(() => session.close()),
          thrown(() => db.createSession(5)),
        ];
      },
    ];
  if (db.limits !== undefined)
    yield [
      'limits',
      () => {
        const before = { ...db.limits };
        db.limits.column = 3;
        return [
          before,
          thrown(() => db.prepare('select 1, 2, 3, 4')),
          db.limits.column,
          thrown(() => {
            db.limits.column = 'x';
          }),
        ];
      },
    ];
  if (db.setAuthorizer !== undefined)
    yield [
      'an authorizer',
      () => {
        const other = new DatabaseSync(':memory:');
        const asked = [];
        other.setAuthorizer(
          (...args) => (
            asked.push(args),
            args[0] === sqlite.constants.SQLITE_PRAGMA ? sqlite.constants.SQLITE_DENY : sqlite.constants.SQLITE_OK
          ),
        );
        return [
          other.prepare('select 1 as a').get(),
          thrown(() => other.exec('pragma user_version')),
          asked.length > 0,
          other.setAuthorizer(null),
          other.exec('pragma user_version'),
          thrown(() => other.setAuthorizer(5)),
        ];
      },
    ];
  if (db.serialize !== undefined)
    yield [
      'serialize',
      () => {
        const other = new DatabaseSync(':memory:');
        other.exec('create table t(a); insert into t values (5)');
        const bytes = other.serialize();
        const third = new DatabaseSync(':memory:');
        return [bytes.constructor.name, bytes.length, third.deserialize(bytes), third.prepare('select a from t').get()];
      },
    ];
}

function* functions(db) {
  db.exec('create table f(a); insert into f values (1), (2), (3), (null), (4)');
  db.function('twice', (x) => x * 2);
  yield [
    'function',
    () => [db.prepare('select twice(a) as x from f').all(), [...db.prepare('select twice(a) as x from f').iterate()]],
  ];
  for (const [at, value] of VALUES.entries()) {
    db.function(`give${at}`, () => value);
    db.function(
      `take${at}`,
      (given) => `${typeof given} ${given?.constructor?.name} ${given?.length} ${String(given)}`,
    );
    yield [`a function that returns value ${at}`, () => db.prepare(`select give${at}() as v`).get()];
    yield [`a function that is given value ${at}`, () => db.prepare(`select take${at}(?) as v`).get(value)];
  }
  const boom = Object.assign(new TypeError('of mine'), { extra: 5 });
  db.function('boom', () => {
    throw boom;
  });
  yield [
    'the very error',
    () => {
      try {
        db.prepare('select boom()').get();
      } catch (error) {
        return error === boom;
      }
    },
  ];
  for (const what of ['get', 'all', 'run'])
    yield [`a function that throws, in ${what}`, () => db.prepare('select boom() from f')[what]()];
  yield ['a function that throws, in exec', () => db.exec('select boom()')];
  yield ['a function that throws, in iterate', () => [...db.prepare('select boom() from f').iterate()]];
  db.function('several', { varargs: true, deterministic: true }, (...args) => args.length);
  yield ['varargs', () => db.prepare('select several() as a, several(1, 2, 3) as b').get()];
  db.function('big', { useBigIntArguments: true }, (x) => typeof x);
  yield ['bigint arguments', () => db.prepare('select big(5) as a').get()];
  yield ['too few arguments', () => db.prepare('select twice()').get()];
  yield [
    'wrong functions',
    () =>
      [[], [5], ['x'], ['x', 5], ['x', { varargs: 1 }, () => 1], ['x', {}, 5]].map((args) =>
        thrown(() => db.function(...args)),
      ),
  ];
  db.aggregate('total_', { start: 0, step: (sum, x) => sum + x });
  db.aggregate('list', { start: () => [], step: (list, x) => [...list, x], result: (list) => JSON.stringify(list) });
  db.aggregate('moving', { start: 0, step: (sum, x) => sum + x, inverse: (sum, x) => sum - x, result: (sum) => sum });
  for (const sql of [
    'select total_(a) as r from f',
    'select list(a) as r from f',
    'select a % 2 as k, list(a) as r from f group by 1',
    'select moving(a) over (order by a rows between 1 preceding and current row) as r from f',
  ])
    yield [sql, () => db.prepare(sql).all()];
  for (const part of ['start', 'step', 'result']) {
    db.aggregate(`bad_${part}`, {
      start: () => 0,
      step: () => 1,
      [part]: () => {
        throw boom;
      },
    });
    yield [`an aggregate whose ${part} throws`, () => db.prepare(`select bad_${part}(a) as r from f`).get()];
  }
  yield [
    'wrong aggregates',
    () =>
      [
        [],
        ['x'],
        ['x', {}],
        ['x', { start: 0 }],
        ['x', { step: () => 1 }],
        ['x', { start: 0, step: 5 }],
        ['x', { start: 0, step: () => 1, inverse: 5 }],
      ].map((args) => thrown(() => db.aggregate(...args))),
  ];
}

/** Node has them since 26.12. */
function* tables(db) {
  if (db.createModule === undefined) return;
  const columns = [
    { name: 'n', type: 'INTEGER' },
    { name: 'text', type: 'TEXT' },
    { name: 'upto', type: 'INTEGER', hidden: true },
  ];
  const seen = [];
  db.createModule('counting', {
    columns,
    *rows(upto = 3) {
      try {
        for (let n = 1; n <= upto; n++) yield [BigInt(n), `row ${n}`];
      } finally {
        seen.push(upto);
      }
    },
  });
  db.createModule('listed', { columns, rows: () => [[1n, 'one'], new Set([2n, 'two'])] });
  db.createModule('bigints', { columns, useBigIntArguments: true, rows: (given) => [[0n, typeof given]] });
  db.createModule('direct', { columns, directOnly: true, rows: () => [] });
  const boom = Object.assign(new TypeError('of mine'), { extra: 5 });
  db.createModule('failing', {
    columns,
    *rows() {
      yield [1n, 'first'];
      throw boom;
    },
  });
  const given = {
    number: () => 5,
    promise: async () => [],
    nothing: () => [undefined],
    iterator: () => [[7n]].values(),
  };
  for (const [name, rows] of Object.entries(given)) db.createModule(`of_${name}`, { columns, rows });
  for (const sql of [
    ...Object.keys(given).map((name) => `select * from of_${name}`),
    'select * from counting',
    'select * from counting(5) where n > 2',
    'select a.n, b.n from counting(2) a, counting(2) b',
    'select * from counting(1000) limit 2',
    'select text from bigints(5)',
    'select * from direct',
    'select * from listed limit 1',
    'select * from failing',
    'create virtual table made using counting',
    'select n, text from made',
    'select * from nothing()',
  ])
    yield [sql, () => db.prepare(sql).all()];
  yield ['generators that were ended', () => seen];
  yield ['rows one by one', () => [...db.prepare('select n from counting(4)').iterate()]];
  yield [
    'wrong virtual tables',
    () =>
      [[], [5], ['x'], ['x', 5], ['x', {}], ['x', { columns }], ['x', { columns, rows: 5 }], ['x', { rows() {} }]].map(
        (args) => thrown(() => db.createModule(...args)),
      ),
  ];
}

function* counters(db) {
  const statement = db.prepare('select 1 as one');
  if (statement.stat === undefined) return;
  yield ['counters', () => [statement.get(), statement.stat('run'), statement.resetStats(), statement.stat('run')]];
  yield ['a wrong counter', () => [thrown(() => statement.stat()), thrown(() => statement.stat('none'))]];
}

function* closing(folder) {
  const file = path.join(folder, 'closing.db');
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = wal; create table t(a); insert into t values (1)');
  yield ['the journal of an open database', () => fs.existsSync(`${file}-wal`)];
  yield ['close', () => [db.close(), db.isOpen]];
  yield ['the journal is gone', () => fs.existsSync(`${file}-wal`)];
  yield [
    'two connections',
    () => {
      const [one, two] = [new DatabaseSync(file), new DatabaseSync(file)];
      one.exec('begin immediate; insert into t values (7)');
      const seen = [thrown(() => two.exec('begin immediate')), two.prepare('select count(*) as n from t').get()];
      one.exec('commit');
      return [...seen, two.prepare('select count(*) as n from t').get(), one.close(), two.close()];
    },
  ];
}

module.exports = function* cases(folder) {
  fs.mkdirSync(folder, { recursive: true });
  yield* opening(folder);
  for (const part of [binding, reading, writing, functions, tables, counters]) {
    const db = new DatabaseSync(':memory:');
    yield* part(db);
    db.close();
  }
  yield* closing(folder);
};
