'use strict';
// The synchronous calls that are added to clients and pools of `pg`:   node -r greenpatch sync-calls.js <node_modules> <port>
const assert = require('node:assert');
const { createRequire } = require('node:module');
const { currentFiber, joinAll, killAll, sleep, spawn, withTimeout } = require('greenpatch/api');

const [, , modules, portText] = process.argv;
const { Client, Pool, native } = createRequire(`${modules}/package.json`)('pg');
// Programs say `pg.native ?? pg`.
assert.strictEqual(native, null, 'what stands for pg-native is not for pg itself');
const settings = { host: '127.0.0.1', port: Number(portText), user: 'green', password: 'patch', database: 'test' };
const results = (fibers) => (joinAll(fibers), fibers.map((fiber) => fiber.get()));
const missing = {
  name: 'Error',
  message: 'ERROR:  relation "nothing" does not exist\nLINE 1: select * from nothing\n                      ^\n',
};

// A client.
const client = new Client(settings);
client.connectSync();
assert.deepStrictEqual(client.querySync('select 1 as a; select 2 as b'), [{ b: 2 }]);
assert.deepStrictEqual(client.querySync('select $1::int as n', [7]), [{ n: 7 }]);
assert.deepStrictEqual(client.querySync({ text: 'select $1::int as n', values: [8], rowMode: 'array' }), [[8]]);
client.prepareSync('plus', 'select $1::int + 1 as n');
assert.deepStrictEqual(client.executeSync('plus', ['41']), [{ n: 42 }]);
assert.throws(() => client.querySync('select * from nothing'), missing);
assert.deepStrictEqual(client.querySync('select 3 as c'), [{ c: 3 }], 'it serves after an error');
client.endSync();
assert.throws(() => client.querySync('select 1'), { name: 'Error' });
const wrong = { name: 'Error', message: /password authentication failed for user "green"\n$/ };
assert.throws(() => new Client({ ...settings, password: 'x' }).connectSync(), wrong);
assert.throws(() => new Client({ ...settings, port: 1 }).connectSync(), {
  name: 'Error',
  message: /Connection refused/,
});

// A pool of two. What is told by its counters is told by the pool itself.
const pool = new Pool({ ...settings, max: 2 });
assert.deepStrictEqual(pool.querySync('select $1::text as t', ['x']), [{ t: 'x' }]);
assert.deepStrictEqual([pool.totalCount, pool.idleCount, pool.waitingCount], [1, 1, 0], 'its client is given back');
assert.throws(() => pool.querySync('select * from nothing'), missing);
assert.deepStrictEqual([pool.totalCount, pool.idleCount], [1, 1], 'also after bad SQL');
const pid = () => pool.querySync('select pg_backend_pid() as pid')[0].pid;
assert.strictEqual(pid(), pid());

// Exhausted: who comes next waits his turn.
const [one, two] = [pool.connectSync(), pool.connectSync()];
const order = [];
const waiting = [1, 2, 3].map((n) =>
  spawn(() => {
    const [row] = pool.querySync('select $1::int as n', [n]);
    order.push(n);
    return row.n;
  }),
);
while (pool.waitingCount < 3) sleep(1);
assert.deepStrictEqual(one.querySync('select 1 as a'), [{ a: 1 }], 'who has a client goes on');
assert.deepStrictEqual(order, []);
one.release();
assert.deepStrictEqual(results(waiting), [1, 2, 3]);
assert.deepStrictEqual(order, [1, 2, 3]);

// Who is killed while he waits takes no client with him, nor does a timeout.
const other = pool.connectSync();
const victim = spawn(() => pool.connectSync());
while (pool.waitingCount < 1) sleep(1);
killAll([victim]);
assert.throws(() => withTimeout(10, () => pool.connectSync()), { code: 'ERR_GREENPATCH_TIMEOUT' });
other.release();
two.release();
assert.strictEqual(pool.querySync('select 4 as d')[0].d, 4);
while (pool.idleCount < pool.totalCount) sleep(1);
assert.strictEqual(pool.waitingCount, 0);

// Who is killed in a query: the server stops, and that client is not lent again.
const sleeper = spawn(() => pool.querySync('select pg_sleep(1000)'));
const watcher = new Client(settings);
watcher.connectSync();
const sleeping = () =>
  watcher.querySync(
    "select count(*)::int as n from pg_stat_activity where query = 'select pg_sleep(1000)' and state = 'active'",
  )[0].n;
while (sleeping() !== 1) sleep(1);
sleeper.kill(new Error('killed'));
assert.throws(() => sleeper.get(), /killed/);
while (sleeping() !== 0) sleep(1);
assert.deepStrictEqual(pool.querySync('select 5 as e'), [{ e: 5 }]);
assert.ok(pool.totalCount <= 2 && pool.waitingCount === 0);

// A client that loses its connection is not lent again.
pool.on('error', () => {});
assert.throws(() => pool.querySync('select pg_terminate_backend(pg_backend_pid())'), /server closed the connection/);
assert.deepStrictEqual(pool.querySync('select 6 as f'), [{ f: 6 }]);

// Twenty at once through two connections: they wait for each other, and no fiber gets another's rows.
const many = Array.from({ length: 20 }, (_, n) =>
  spawn(() => pool.querySync('select $1::int as n, pg_sleep($2)', [n, (20 - n) / 1000])[0].n),
);
assert.deepStrictEqual(
  results(many),
  Array.from({ length: 20 }, (_, n) => n),
);

// The end.
watcher.endSync();
pool.endSync();
assert.ok(pool.ended);
assert.throws(() => pool.querySync('select 1'), /Cannot use a pool after calling end on the pool/);
assert.ok(currentFiber() !== null);
console.log('ok');
