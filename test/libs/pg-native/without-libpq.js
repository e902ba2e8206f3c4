'use strict';
// As a program that knows pg-native only:   node -r greenpatch without-libpq.js <node_modules> <port>
const assert = require('node:assert');
const { createRequire } = require('node:module');
const { joinAll, spawn } = require('greenpatch/api');

const [, , folder, port] = process.argv;
const load = createRequire(`${folder}/package.json`);
const Client = load('pg-native');
const config = `host=127.0.0.1 port=${port} user=green password=patch dbname=test`;
const open = () => {
  const client = new Client();
  client.connectSync(config);
  return client;
};
const fails = (fn, message) => assert.throws(fn, { name: 'Error', message });

// Rows, statements, parameters.
const client = open();
assert.deepStrictEqual(client.querySync('select 1 as a; select 2 as b, null as c'), [{ b: 2, c: null }]);
assert.deepStrictEqual(client.querySync('select $1::int as n, $2::text as t', [7, 'ü']), [{ n: 7, t: 'ü' }]);
client.prepareSync('p', 'select $1::int + 1 as n', 1);
assert.deepStrictEqual(client.executeSync('p', ['41']), [{ n: 42 }]);
assert.deepStrictEqual(client.executeSync('p', ['1']), [{ n: 2 }]);

// What libpq says.
fails(
  () => client.querySync('select * from nothing'),
  'ERROR:  relation "nothing" does not exist\nLINE 1: select * from nothing\n                      ^\n',
);
fails(() => client.executeSync('q', []), 'ERROR:  prepared statement "q" does not exist\n');
fails(() => client.prepareSync('p', 'select 1', 0), 'ERROR:  prepared statement "p" already exists\n');
fails(
  () => new Client().connectSync('host=127.0.0.1 port=1'),
  'connection to server at "127.0.0.1", port 1 failed: Connection refused\n' +
    '\tIs the server running on that host and accepting TCP/IP connections?\n',
);
fails(
  () => new Client().connectSync(`host=127.0.0.1 port=${port} user=nobody password=x dbname=test`),
  `connection to server at "127.0.0.1", port ${port} failed: FATAL:  password authentication failed for user "nobody"\n`,
);
const closed =
  'server closed the connection unexpectedly\n' +
  '\tThis probably means the server terminated abnormally\n' +
  '\tbefore or while processing the request.\n';
fails(() => client.querySync('select pg_terminate_backend(pg_backend_pid())'), closed);
fails(() => client.querySync('select 1'), 'no connection to the server\n');
client.end();
fails(() => client.querySync('select 1'), 'connection pointer is NULL\n');

// All at once: each holds a lock of its own until the watcher has seen that all do.
const count = 20;
let all = false;
const watcher = open();
const waiting = () => watcher.querySync("select count(*)::int as n from pg_locks where locktype = 'advisory'")[0].n;
const calls = Array.from({ length: count }, (_, n) =>
  spawn(() => {
    const own = open();
    own.querySync(`select pg_advisory_lock(${n})`);
    while (!all) {
      if (waiting() === count)
        all = true; // and stays so: others give their locks back meanwhile
      else own.querySync('select pg_sleep(0.01)');
    }
    const [{ reply }] = own.querySync('select $1::int as reply, pg_sleep($2)', [n, (count - n) / 200]);
    own.end();
    return reply;
  }),
);
const replies = joinAll(calls).map((fiber) => fiber.get());
assert.deepStrictEqual(
  replies.sort((a, b) => a - b),
  Array.from({ length: count }, (_, n) => n),
);

// A killed call leaves its connection as good as before, and the server does not go on with it.
const victim = open();
const [{ pid }] = victim.querySync('select pg_backend_pid() as pid');
const sleeper = spawn(() => victim.querySync('select pg_sleep(1000)'));
const busy = () => watcher.querySync('select state, query from pg_stat_activity where pid = $1', [pid])[0];
while (busy().state !== 'active' || !/pg_sleep/.test(busy().query)) watcher.querySync('select pg_sleep(0.01)');
const reason = new Error('killed');
sleeper.kill(reason);
assert.throws(() => sleeper.get(), reason);
assert.deepStrictEqual(victim.querySync('select 5 as five'), [{ five: 5 }]);
victim.end();
watcher.end();
console.log('ok');
