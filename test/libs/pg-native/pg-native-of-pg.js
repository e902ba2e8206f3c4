'use strict';
// `pg.native`, which is `pg` on top of pg-native:   node -r greenpatch pg-native-of-pg.js <node_modules> <port>
const assert = require('node:assert');
const { createRequire } = require('node:module');
const { joinAll, sleep, spawn, sync } = require('greenpatch/api');

const [, , modules, portText] = process.argv;
const { native } = createRequire(`${modules}/package.json`)('pg');
const settings = { host: '127.0.0.1', port: Number(portText), user: 'green', password: 'patch', database: 'test' };
const missing = 'ERROR:  relation "nothing" does not exist\nLINE 1: select * from nothing\n                      ^\n';

// Its own API, made blocking.
const client = sync(new native.Client(settings));
client.connect();
const { rows, command, rowCount } = client.query('select $1::int as n', [7]);
assert.deepStrictEqual([rows, command, rowCount], [[{ n: 7 }], 'SELECT', 1]);
assert.throws(() => client.query('select * from nothing'), { code: '42P01', message: /"nothing" does not exist/ });
assert.deepStrictEqual(client.query('select 1 as a').rows, [{ a: 1 }], 'it serves after an error');
// And the calls that block, of what is below.
assert.deepStrictEqual(client.native.querySync('select 2 as b'), [{ b: 2 }]);
client.end();
const wrong = sync(new native.Client({ ...settings, password: 'x' }));
assert.throws(() => wrong.connect(), /password authentication failed for user "green"/);

// A pool of two: who comes when it is exhausted waits his turn.
const pool = new native.Pool({ ...settings, max: 2 });
assert.deepStrictEqual(pool.querySync('select $1::text as t', ['x']), [{ t: 'x' }]);
assert.deepStrictEqual([pool.totalCount, pool.idleCount], [1, 1], 'its client is given back');
assert.throws(() => pool.querySync('select * from nothing'), { message: missing });
const lent = [pool.connectSync(), pool.connectSync()];
const order = [];
const waiting = [1, 2, 3].map((n) => spawn(() => order.push(pool.querySync(`select ${n} as n`)[0].n)));
while (pool.waitingCount < 3) sleep(1);
assert.deepStrictEqual(order, []);
for (const one of lent) one.release();
joinAll(waiting, { raiseError: true });
assert.deepStrictEqual(order.sort(), [1, 2, 3]);
pool.endSync();
assert.throws(() => pool.querySync('select 1'), /Cannot use a pool after calling end on the pool/);
console.log('ok');
