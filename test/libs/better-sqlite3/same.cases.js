'use strict';
// Calls of better-sqlite3, good ones and bad ones, for test/differential/runner.js. LIBRARY is the folder where it is installed.
// With OFFLOAD=api its databases are moved to threads and used on the hub.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const values = require('../harness/sqlite-values.cjs');

if (process.env.OFFLOAD === 'api') {
  const { adapt, patch } = require('greenpatch/api');
  patch('module'); // which notices what is loaded; the main module stays on the hub
  adapt('better-sqlite3', { offload: true });
}
const load = createRequire(path.join(process.env.LIBRARY, 'package.json'));
const Database = load('better-sqlite3');
const MAJOR = parseInt(load('better-sqlite3/package.json').version);

const thrown = (fn) => {
  try {
    return fn();
  } catch (error) {
    return [error.constructor.name, error.message, error.code];
  }
};
const VALUES = [
  ...values.VALUES,
  '\ud800',
  // Version 13 ends the process for it.
  ...(MAJOR < 13 ? [new DataView(new ArrayBuffer(3))] : []),
  new Uint8Array(new SharedArrayBuffer(4)),
  new ArrayBuffer(2),
  [[1]],
  [1, 2],
  vm.runInNewContext('({})'),
  /x/,
  new Proxy({}, {}),
  new Number(3),
  new String('s'),
];

function* opening(folder) {
  const file = path.join(folder, 'opening.db');
  const open = (...args) => {
    const db = new Database(...args);
    const seen = { ...db, instance: db instanceof Database, proto: Object.getPrototypeOf(db) === Database.prototype };
    db.close();
    return { ...seen, name: seen.name.replace(folder, ''), after: db.open };
  };
  for (const args of [
    [file],
    [':memory:'],
    [''],
    [],
    [` ${file} `],
    [null],
    [file, null],
    [file, {}],
    [file, { readonly: true }],
  ])
    yield [`new Database(${args.length})`, () => open(...args)];
  const wrong = [
    [5.5],
    [{}],
    [file, 5],
    [file, { readOnly: true }],
    [file, { memory: true }],
    [file, { timeout: -1 }],
    [file, { timeout: 'x' }],
    [file, { timeout: 2 ** 31 }],
    [file, { verbose: 5 }],
    [file, { readonly: 1 }],
    [':memory:', { readonly: true }],
    [path.join(folder, 'no', 'x.db')],
    [path.join(folder, 'none.db'), { fileMustExist: true }],
    [folder],
    [path.join(folder, 'none.db'), { readonly: true }],
    [Symbol('x')],
    [file, { nativeBinding: 5 }],
  ];
  for (const [at, args] of wrong.entries()) yield [`new Database, wrong ${at}`, () => open(...args)];
  yield ['Database() without new', () => (Database(file) instanceof Database ? 'one' : 'none')];
  yield [
    'a subclass',
    () => {
      class Own extends Database {
        double(n) {
          return this.prepare('select ? * 2').pluck().get(n);
        }
      }
      const db = new Own(file);
      return [db instanceof Own, db.double(21), db.close() === db];
    },
  ];
  yield [
    'not a database',
    () => {
      fs.writeFileSync(
        path.join(folder, 'text.db'),
        'this is text, and long enough to be looked at as a header, or so I hope. '.repeat(9),
      );
      return new Database(path.join(folder, 'text.db')).pragma('user_version');
    },
  ];
  yield [
    'a database in a buffer',
    () => {
      const one = new Database(':memory:');
      one.exec("create table t(a); insert into t values ('kept')");
      const buffer = one.serialize();
      const two = new Database(buffer);
      const three = new Database(buffer, { readonly: true });
      const seen = [
        Buffer.isBuffer(buffer),
        buffer.length,
        two.prepare('select a from t').get(),
        three.readonly,
        three.memory,
      ];
      return [...seen, thrown(() => three.exec('delete from t')), two.exec('delete from t') === two];
    },
  ];
  yield [
    'verbose',
    () => {
      const log = [];
      const db = new Database(':memory:', { verbose: (...args) => log.push(args) });
      db.exec('create table t(a); insert into t values (1)');
      db.prepare('select ?, :n').all('x', { n: 5 });
      for (const row of db.prepare('select a from t').iterate()) log.push(row);
      db.pragma('user_version');
      return [log, db.close().open];
    },
  ];
  yield [
    'verbose that throws',
    () => {
      const db = new Database(':memory:', {
        verbose: () => {
          throw new values.Plain();
        },
      });
      const seen = [];
      for (const fn of [
        () => db.exec('select 1'),
        () => db.prepare('select 1').get(),
        () => [...db.prepare('select 1').iterate()],
      ])
        try {
          fn();
        } catch (error) {
          seen.push(error instanceof values.Plain);
        }
      return seen;
    },
  ];
}

function* binding(db) {
  const one = db.prepare('select v, typeof(v) as t from (select ? as v)');
  const named = db.prepare('select v, typeof(v) as t from (select :v as v)');
  const two = db.prepare('select ? as a, ? as b');
  const mixed = db.prepare('select ? as a, @n as n, ? as b');
  for (const [at, value] of VALUES.entries()) {
    yield [`get(value ${at})`, () => one.get(value)];
    yield [`get({ v: value ${at} })`, () => named.get({ v: value })];
    yield [`get([value ${at}])`, () => one.get([value])];
    yield [`a named statement, get(value ${at})`, () => named.get(value)];
  }
  yield ['too few', () => two.get(1)];
  yield ['too many', () => two.get(1, 2, 3)];
  yield [
    'arrays and values',
    () => [two.get([1], 2), two.get([1, 2]), two.get(1, [2]), thrown(() => two.get([1, 2], 3))],
  ];
  yield ['mixed', () => [mixed.get(1, { n: 2 }, 3), mixed.get({ n: 2 }, [1, 3]), thrown(() => mixed.get(1, 3))]];
  yield ['two objects', () => mixed.get({ n: 1 }, { n: 2 }, 1, 2)];
  yield ['a missing name', () => named.get({ w: 1 })];
  yield ['an inherited name', () => named.get(Object.create({ v: 1 }))];
  yield ['a hidden property', () => named.get(Object.defineProperty({}, 'v', { value: 7 }))];
  yield [
    'a getter',
    () =>
      named.get({
        get v() {
          return 'got';
        },
        get other() {
          throw new values.Plain();
        },
      }),
  ];
  // Version 13 ends the process there.
  if (MAJOR < 13)
    yield [
      'a getter that throws',
      () =>
        named.get({
          get v() {
            throw new RangeError('mine');
          },
        }),
    ];
  yield ['no parameters where some are wanted', () => named.get()];
  yield ['parameters where none are wanted', () => db.prepare('select 1').get(1)];
  yield ['an object where none is wanted', () => db.prepare('select 1 as x').get({ v: 1 })];
  yield ['a view of a part', () => one.get(new Uint8Array(Buffer.from('abcdef')).subarray(2, 4))];
  yield [
    'bind()',
    () => {
      const bound = db.prepare('select ? as v').bind(Buffer.from('b'));
      return [bound.get(), bound.all(), thrown(() => bound.get(1)), thrown(() => bound.bind(2)), bound.get()];
    },
  ];
  yield ['bind() of too much', () => db.prepare('select ? as v').bind(1, 2)];
  yield [
    'bind() returns the statement',
    () => {
      const s = db.prepare('select ?');
      return s.bind(1) === s;
    },
  ];
}

function* reading(db) {
  db.exec(`create table r(a, b, c); create table s(a, d);
    with recursive n(x) as (select 1 union all select x + 1 from n where x < 3000)
    insert into r select x, 'text ' || x, zeroblob(x % 5) from n;
    insert into s values (1, 'one'), (2, null)`);
  const all = db.prepare('select * from r order by a');
  yield ['all', () => all.all()];
  yield ['get', () => [all.get(), db.prepare('select * from r where a < 0').get()]];
  yield ['iterate', () => [...all.iterate()]];
  yield [
    'first two of many',
    () => {
      const seen = [];
      for (const row of all.iterate()) if (seen.push(row) === 2) break;
      return [seen, all.busy];
    },
  ];
  for (const mode of ['pluck', 'raw', 'expand']) {
    const join = db.prepare('select * from r join s using (a) order by 1');
    yield [mode, () => [join[mode]() === join, join.all(), join.get(), [...join.iterate()], join[mode](false).get()]];
    yield [`${mode}, wrong`, () => [thrown(() => join[mode](5)), thrown(() => db.prepare('begin')[mode]())]];
  }
  yield [
    'modes after each other',
    () => {
      const s = db.prepare('select 1 as a, 2 as b');
      return [s.raw().get(), s.pluck().get(), s.expand().get(), s.expand(false).get()];
    },
  ];
  yield [
    'columns',
    () => [
      all.columns(),
      db.prepare('select count(*), a as x, null from s').columns(),
      thrown(() => db.prepare('begin').columns()),
    ],
  ];
  yield [
    'properties',
    () => [all.reader, all.readonly, all.source, all.busy, all.database === db, Object.keys(all), all.constructor.name],
  ];
  yield ['same names', () => db.prepare('select 1 as a, 2 as a, 3 as "", 4 as "2", 5 as "1"').all()];
  yield [
    'a column __proto__',
    () => {
      const row = db.prepare('select 1 as a, 2 as "__proto__"').get();
      return [Object.keys(row), row.a];
    },
  ];
  yield ['no rows', () => [db.prepare('select 1 where 0').all(), [...db.prepare('select 1 where 0').iterate()]]];
  yield ['prototypes of rows', () => [Object.getPrototypeOf(all.get()) === Object.prototype, Array.isArray(all.all())]];
  yield [
    'safe integers',
    () => {
      const s = db.prepare('select 9007199254740993 as big, 1 as one, 0.5 as half');
      return [
        s.get(),
        s.safeIntegers().get(),
        s.safeIntegers(false).get(),
        thrown(() => s.safeIntegers(1)),
        s.safeIntegers() === s,
      ];
    },
  ];
  yield [
    'default safe integers',
    () => {
      const seen = [
        db.defaultSafeIntegers() === db,
        db.prepare('select 1').get(),
        db.prepare('insert into s values (3, 3)').run(),
      ];
      return [
        ...seen,
        db.defaultSafeIntegers(false) === db,
        thrown(() => db.defaultSafeIntegers('x')),
        db.prepare('select 1').get(),
      ];
    },
  ];
  yield [
    'an iterator',
    () => {
      const it = db.prepare('select 1 as a union select 2').iterate();
      const seen = [
        it[Symbol.iterator]() === it,
        it.statement.source,
        it.next(),
        it.statement.busy,
        it.next(),
        it.next(),
        it.next(),
      ];
      return [...seen, it.return(), it.statement.busy];
    },
  ];
  yield [
    'while rows are read',
    () => {
      const it = all.iterate();
      it.next();
      const busy = [
        () => all.get(),
        () => all.all(),
        () => all.iterate(),
        () => all.pluck(),
        () => all.raw(),
        () => all.expand(),
        () => all.run(),
        () => all.safeIntegers(),
        () => all.bind(),
        () => all.columns().length,
        () => db.exec('select 1'),
        () => db.close(),
        () => db.prepare('insert into s values (9, 9)').run(),
        () => db.prepare('select count(*) from s').get(),
        () => db.serialize(),
        () => db.pragma('user_version'),
        () => db.function('later', () => 1),
        () => db.aggregate('later', { step: () => 1 }),
        () => db.table('later', { columns: ['x'], *rows() {} }),
        () => db.loadExtension('x'),
        () => db.inTransaction,
        () => all.busy,
        () => db.transaction(() => 1)(),
      ].map((fn) =>
        (() => {
          const seen = thrown(fn);
          return seen === undefined || typeof seen !== 'object' || Array.isArray(seen) || 'count(*)' in seen
            ? seen
            : typeof seen;
        })(),
      );
      return [busy, it.return(), all.busy, all.get().a];
    },
  ];
  yield [
    'two rows read, and a small result to its end',
    () => {
      const small = db.prepare('select 1 as a union select 2');
      const it = small.iterate();
      it.next();
      return [
        thrown(() => db.exec('select 1')),
        it.next(),
        small.busy,
        thrown(() => db.exec('select 1')),
        it.next(),
        small.busy,
        thrown(() => db.exec('select 1') === db),
      ];
    },
  ];
  yield [
    'an error among the rows',
    () => {
      const s = db.prepare(
        'select abs(case when a = 40 then -9223372036854775808 else a end) as v from r where a < 100 order by a + 0',
      );
      const seen = [];
      try {
        for (const { v } of s.iterate()) seen.push(v);
      } catch (error) {
        seen.push(error.code, error.message);
      }
      return [seen, s.busy, thrown(() => s.all())];
    },
  ];
  yield [
    'iterators within each other',
    () => {
      const seen = [];
      for (const { a } of db.prepare('select a from s order by a').iterate())
        for (const { x } of db.prepare('select ? as x union select 0').iterate(a)) seen.push(a, x);
      return seen;
    },
  ];
  yield ['iterate() with wrong parameters', () => all.iterate(1)];
  yield ['iterate() of what has no rows', () => db.prepare('begin').iterate()];
  yield ['get() of what has no rows', () => db.prepare('begin').get()];
  yield ['all() of what has no rows', () => db.prepare('begin').all()];
  yield ['run() of what has rows', () => db.prepare('select 1').run()];
  yield ['a large text', () => db.prepare("select printf('%.*c', 3000000, 'x') as x").get()];
  yield ['a large blob', () => db.prepare('select zeroblob(3000000) as x').get()];
}

function* writing(db) {
  db.exec('create table w(id integer primary key, a unique, b not null default 5, c check (c <> 3))');
  const insert = db.prepare('insert into w(a, c) values (?, ?)');
  yield ['run', () => [insert.run(1, 1), insert.run('two', 2n), insert.run(null, null)]];
  yield ['unique', () => insert.run(1, 1)];
  yield ['check', () => insert.run(4, 3)];
  yield ['not null', () => db.prepare('insert into w(b) values (null)').run()];
  yield ['a wrong type', () => db.prepare("insert into w(id) values ('x')").run()];
  yield [
    'returning',
    () => [
      db.prepare('insert into w(a) values (?) returning *').get(77),
      db.prepare('delete from w where a = 77 returning a').all(),
    ],
  ];
  yield [
    'changes',
    () => [
      db.prepare('update w set b = b + 1').run(),
      db.prepare('delete from w where 0').run(),
      db.prepare('select 1 as x').run(),
    ],
  ];
  yield [
    'exec',
    () => [
      db.exec('insert into w(a) values (100); update w set b = 0 where a = 100') === db,
      db.exec('') === db,
      db.exec('-- nothing') === db,
    ],
  ];
  yield [
    'exec, the second fails',
    () => db.exec('insert into w(a) values (200); insert into w(a) values (200); insert into w(a) values (201)'),
  ];
  yield ['what came before it stays', () => db.prepare('select a from w where a >= 200').pluck().all()];
  for (const wrong of [
    'nonsense',
    'select * from nowhere',
    'select nothing from w',
    '',
    '-- none',
    'select 1; select 2',
    'select 1;',
    'select 1; -- more',
    'select 1; /* */',
    'insert into w values (1)',
    "select 'open",
    'select ?1000000',
    5,
    null,
    undefined,
    {},
    Symbol('x'),
    ['select 1'],
  ]) {
    yield [`prepare ${typeof wrong} ${String(wrong)}`, () => db.prepare(wrong).source];
    yield [`exec ${typeof wrong} ${String(wrong)}`, () => db.exec(wrong) === db];
  }
  for (const args of [
    ['user_version'],
    ['user_version', { simple: true }],
    ['user_version = 5'],
    ['table_info(w)'],
    ['foreign_keys', {}],
    ['nonsense'],
    ['journal_mode', { simple: true }],
    [],
    [5],
    ['user_version', 5],
    ['user_version', { simple: 1 }],
    ['cache_size = -50; select 1'],
  ])
    yield [`pragma ${JSON.stringify(args)}`, () => db.pragma(...args)];
  yield ['explain', () => db.prepare('explain query plan select * from w where id = 5').all().length];
  yield [
    'attach',
    () => {
      db.exec("attach ':memory:' as other; create table other.x(y); insert into other.x values (1)");
      return [
        db.prepare('select * from other.x').all(),
        db.prepare('select * from x').columns(),
        db.serialize({ attached: 'other' }).length,
        thrown(() => db.serialize({ attached: 'none' })),
        thrown(() => db.serialize(5)),
        db.exec('detach other') === db,
      ];
    },
  ];
  yield [
    'loadExtension',
    () => [
      thrown(() => db.loadExtension()),
      thrown(() => db.loadExtension(5)),
      thrown(() => db.loadExtension('/nowhere/x', 5)),
      thrown(() => db.loadExtension('/nowhere/x')),
    ],
  ];
  yield [
    'unsafeMode',
    () => [
      db.unsafeMode() === db,
      (() => {
        const seen = [];
        for (const { a } of db.prepare('select a from w where a is not null order by id').iterate()) {
          seen.push(a);
          if (a === 1) db.prepare("insert into w(a) values ('while')").run();
        }
        return seen;
      })(),
      db.unsafeMode(false) === db,
      thrown(() => db.unsafeMode(1)),
    ],
  ];
}

function* transactions(db) {
  db.exec('create table t(n unique)');
  const insert = db.prepare('insert into t values (?)');
  const rows = () => db.prepare('select n from t order by n').pluck().all();
  const many = db.transaction(function (...ns) {
    for (const n of ns) insert.run(n);
    return [this === undefined ? 'none' : typeof this, db.inTransaction, ns.length];
  });
  yield ['a transaction', () => [many(1, 2, 3), db.inTransaction, rows()]];
  for (const kind of ['default', 'deferred', 'immediate', 'exclusive'])
    yield [
      kind,
      () => [many[kind](`${kind}`), many[kind].database === db, many[kind].immediate === many.immediate, rows()],
    ];
  yield ['rolled back', () => many(10, 11, 1)];
  yield ['nothing of it is left', () => [rows(), db.inTransaction]];
  yield [
    'what it throws',
    () =>
      db.transaction(() => {
        throw new values.Plain();
      })(),
  ];
  yield [
    'nested',
    () =>
      db.transaction(() => {
        many(20, 21);
        const seen = thrown(() => many(22, 20));
        return [seen, db.inTransaction, rows()];
      })(),
  ];
  yield [
    'nested, and all rolled back',
    () => [
      thrown(() =>
        db.transaction(() => {
          many(30);
          db.transaction(() => many(31))();
          throw new Error('all');
        })(),
      ),
      rows(),
    ],
  ];
  yield [
    'three deep',
    () => [
      db.transaction(() => {
        insert.run(40);
        thrown(() =>
          db.transaction(() => {
            insert.run(41);
            thrown(() => many(42, 42));
            insert.run(43);
            throw new Error('x');
          })(),
        );
        return insert.run(44);
      })(),
      rows(),
    ],
  ];
  yield [
    'by hand',
    () => [
      db.exec('begin') === db,
      db.inTransaction,
      insert.run(50),
      db.prepare('rollback').run(),
      db.inTransaction,
      rows().includes(50),
    ],
  ];
  yield [
    'begin within',
    () => {
      db.exec('begin');
      const seen = thrown(() => db.exec('begin'));
      return [seen, db.prepare('commit').run(), thrown(() => db.exec('commit'))];
    },
  ];
  yield [
    'a transaction within one by hand',
    () => {
      db.exec('begin immediate');
      const seen = [many(60), thrown(() => many(61, 60)), db.inTransaction];
      db.exec('rollback');
      return [seen, rows()];
    },
  ];
  yield [
    'savepoint by hand',
    () => {
      db.exec('savepoint one');
      insert.run(70);
      db.exec('rollback to one');
      const seen = db.inTransaction;
      db.exec('release one');
      return [seen, db.inTransaction, rows()];
    },
  ];
  yield [
    'rolled back inside',
    () =>
      db.transaction(() => {
        insert.run(80);
        db.exec('rollback');
        return 'done';
      })(),
  ];
  yield [
    'commit inside',
    () =>
      db.transaction(() => {
        insert.run(90);
        db.exec('commit');
        return 'done';
      })(),
  ];
  yield [
    'rolled back by SQLite',
    () =>
      db.transaction(() => {
        insert.run(95);
        return db.prepare('insert or rollback into t values (95)').run();
      })(),
  ];
  yield ['a promise', () => db.transaction(async () => 5)()];
  yield ['no function', () => db.transaction(5)];
  yield [
    'closed inside',
    () => {
      const other = new Database(':memory:');
      return [thrown(() => other.transaction(() => other.close())()), other.open];
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
  yield ['function returns the database', () => db.function('one', () => 1) === db];
  for (const [at, value] of VALUES.entries()) {
    db.function(`give${at}`, () => value);
    db.function(`take${at}`, (given) => `${typeof given} ${Buffer.isBuffer(given)} ${given?.length} ${String(given)}`);
    yield [`a function that returns value ${at}`, () => db.prepare(`select give${at}() as v`).get()];
    yield [`a function that is given value ${at}`, () => db.prepare(`select take${at}(?)`).pluck().get(value)];
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
  yield ['a function that throws', () => db.prepare('select boom() from f').all()];
  yield ['a function that throws, in exec', () => db.exec('select boom()')];
  yield ['a function that throws, in iterate', () => [...db.prepare('select boom() from f').iterate()]];
  yield ['a function that throws, in run', () => db.prepare('insert into f select boom()').run()];
  yield [
    'a function that throws nothing',
    () => {
      db.function('none', () => {
        throw undefined;
      });
      try {
        db.prepare('select none()').get();
      } catch (error) {
        return [error];
      }
    },
  ];
  db.function('inside', (sql) => {
    try {
      return JSON.stringify(db.prepare(sql).all());
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  yield ['a statement inside a function', () => db.prepare('select inside(?)').pluck().get('select 1')];
  const other = new Database(':memory:');
  db.function('elsewhere', (x) => other.prepare('select ? * 10').pluck().get(x));
  yield ['another database inside a function', () => db.prepare('select elsewhere(a) from f').pluck().all()];
  db.function('several', { varargs: true, deterministic: true }, (...args) => args.length);
  yield ['varargs', () => db.prepare('select several(), several(1), several(1, 2, 3)').raw().get()];
  db.function('big', { safeIntegers: true }, (x) => typeof x);
  yield ['safeIntegers', () => db.prepare('select big(5), big(0.5), typeof(big(1))').raw().get()];
  db.function('direct', { directOnly: true }, () => 1);
  yield [
    'directOnly',
    () => [
      db.prepare('select direct()').get(),
      thrown(() => {
        db.exec('create temp view v as select direct()');
        return db.prepare('select * from v').get();
      }),
    ],
  ];
  yield [
    'wrong functions',
    () =>
      [[], [5], ['x'], ['', () => 1], ['x', 5], ['x', { varargs: 1 }, () => 1], ['x', {}, 5]].map((args) =>
        thrown(() => db.function(...args)),
      ),
  ];
  yield ['too few arguments', () => db.prepare('select twice()').get()];
  yield [
    'replaced',
    () => {
      db.function('twice', (x) => x * 3);
      return db.prepare('select twice(5)').pluck().get();
    },
  ];
  db.aggregate('total_', { start: 0, step: (sum, x) => sum + x });
  db.aggregate('list', {
    start: () => [],
    step: (list, x) => {
      list.push(x);
    },
    result: (list) => JSON.stringify(list),
  });
  db.aggregate('none', { step: (before, x) => `${before}${x}` });
  db.aggregate('moving', {
    start: () => ({ sum: 0 }),
    step: (o, x) => ({ sum: o.sum + x }),
    inverse: (o, x) => ({ sum: o.sum - x }),
    result: (o) => o.sum,
  });
  for (const sql of [
    'select total_(a) from f',
    'select list(a) from f',
    'select list(a) from f where 0',
    'select none(a) from f',
    'select a % 2, list(a), total_(a) from f group by 1',
    'select list(a), list(a * 2) from f',
  ])
    yield [sql, () => [db.prepare(sql).raw().all(), [...db.prepare(sql).raw().iterate()]]];
  yield [
    'a window',
    () =>
      db
        .prepare('select moving(a) over (order by a rows between 1 preceding and current row) as m from f')
        .pluck()
        .all(),
  ];
  yield [
    'a window, row by row',
    () => [
      ...db
        .prepare('select moving(a) over (order by a rows between 1 preceding and current row) as m from f')
        .pluck()
        .iterate(),
    ],
  ];
  yield ['no window function', () => db.prepare('select total_(a) over (order by a) from f').all()];
  for (const part of ['start', 'step', 'result']) {
    db.aggregate(`bad_${part}`, {
      start: () => 0,
      step: () => 1,
      [part]: () => {
        throw boom;
      },
    });
    yield [`an aggregate whose ${part} throws`, () => db.prepare(`select bad_${part}(a) from f`).get()];
  }
  yield [
    'wrong aggregates',
    () =>
      [[], ['x'], ['x', {}], ['x', { step: 5 }], ['', { step: () => 1 }]].map((args) =>
        thrown(() => db.aggregate(...args)),
      ),
  ];
  db.table('range', {
    columns: ['value'],
    parameters: ['first', 'last'],
    *rows(first, last) {
      for (let n = first; n <= last; n++) yield [n];
    },
  });
  let closed = 0;
  db.table('endless', {
    columns: ['a', 'b'],
    *rows() {
      try {
        for (let n = 0; ; n++) yield { a: n, b: Buffer.from([n]) };
      } finally {
        closed++;
      }
    },
  });
  db.table('wrong_rows', {
    columns: ['a'],
    *rows() {
      yield [1];
      yield [1, 2];
    },
  });
  db.table('throws', {
    columns: ['a'],
    *rows() {
      yield [1];
      throw boom;
    },
  });
  db.table('made', (...args) => ({
    columns: ['arg'],
    *rows() {
      yield* args.map((arg) => [arg]);
    },
  }));
  yield [
    'a table',
    () => [
      db.prepare('select * from range(2, 5)').all(),
      db.prepare('select value from range where first = 1 and last = 3').pluck().all(),
      [...db.prepare('select * from range(7, 9)').iterate()],
    ],
  ];
  yield [
    'a table without end',
    () => [
      db.prepare('select * from endless limit 3').all(),
      [...db.prepare('select a from endless limit 2').pluck().iterate()],
      closed,
    ],
  ];
  yield ['a table of wrong rows', () => db.prepare('select * from wrong_rows').all()];
  yield ['a table that throws', () => db.prepare('select * from throws').all()];
  yield [
    'a made table',
    () => {
      db.exec('create virtual table m using made(one, two)');
      return db.prepare('select * from m').all();
    },
  ];
  yield ['two of a table', () => db.prepare('select a.value, b.value from range(1, 2) a, range(3, 4) b').raw().all()];
  yield [
    'wrong tables',
    () =>
      [
        [],
        ['x'],
        ['', { columns: ['a'], *rows() {} }],
        ['x', { columns: ['a'] }],
        ['x', { columns: ['a'], rows() {} }],
        ['x', { rows: 5, columns: 5 }],
      ].map((args) => thrown(() => db.table(...args))),
  ];
}

function* closing(folder) {
  const file = path.join(folder, 'closing.db');
  const db = new Database(file);
  db.pragma('journal_mode = wal');
  db.exec('create table t(a)');
  const select = db.prepare('select 1 as x');
  const insert = db.prepare('insert into t values (?)');
  const change = db.transaction(() => insert.run(1));
  change();
  yield ['the journal of an open database', () => fs.existsSync(`${file}-wal`)];
  yield ['close', () => [db.close() === db, db.open, db.inTransaction, db.name === file, db.close() === db]];
  yield ['the journal is gone', () => fs.existsSync(`${file}-wal`)];
  const calls = {
    prepare: () => db.prepare('select 1'),
    'prepare(5)': () => db.prepare(5),
    exec: () => db.exec('select 1'),
    'exec()': () => db.exec(),
    pragma: () => db.pragma('user_version'),
    transaction: () => db.transaction(() => 1),
    change,
    get: () => select.get(),
    all: () => select.all(),
    run: () => insert.run(1),
    'get of no reader': () => insert.get(1),
    iterate: () => select.iterate(),
    'iterate of no reader': () => insert.iterate(),
    bind: () => insert.bind(1),
    pluck: () => select.pluck() === select,
    'pluck of no reader': () => insert.pluck(),
    raw: () => select.raw() === select,
    safeIntegers: () => select.safeIntegers() === select,
    columns: () => select.columns(),
    busy: () => select.busy,
    serialize: () => db.serialize(),
    function: () => db.function('x', () => 1),
    aggregate: () => db.aggregate('x', { step: () => 1 }),
    loadExtension: () => db.loadExtension('x'),
    table: () => db.table('x', { columns: ['a'], *rows() {} }),
    defaultSafeIntegers: () => db.defaultSafeIntegers() === db,
    properties: () => [select.reader, select.source, select.database === db, { ...db, name: '' }],
  };
  for (const [what, call] of Object.entries(calls)) yield [`closed: ${what}`, call];
  yield [
    'another connection sees it',
    () => {
      const again = new Database(file);
      return [again.prepare('select * from t').all(), again.close().open];
    },
  ];
  yield [
    'two connections',
    () => {
      const [one, two] = [new Database(file), new Database(file, { timeout: 0 })];
      one.exec('begin immediate; insert into t values (7)');
      const seen = [
        thrown(() => two.exec('begin immediate')),
        two.prepare('select count(*) as n from t').get(),
        one.prepare('select count(*) as n from t').get(),
      ];
      one.exec('commit');
      return [...seen, two.prepare('select count(*) as n from t').get(), one.close().open, two.close().open];
    },
  ];
  yield [
    'read only',
    () => {
      const db = new Database(file, { readonly: true });
      return [thrown(() => db.exec('delete from t')), db.readonly, db.close().open];
    },
  ];
}

module.exports = function* cases(folder) {
  fs.mkdirSync(folder, { recursive: true });
  yield* opening(folder);
  for (const part of [binding, reading, writing, transactions, functions]) {
    const db = new Database(':memory:');
    yield* part(db);
    db.close();
  }
  yield* closing(folder);
};
