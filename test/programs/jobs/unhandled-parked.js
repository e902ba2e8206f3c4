// it: invariant 8: a rejection that its maker handles later in the same piece of code is no unhandled one, though that parks in between
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const { spawn, wait } = require('greenpatch');
const kit = require('./support/kit');

process.on('unhandledRejection', (reason) => assert.fail(`reported: ${reason.message}`));
process.on('rejectionHandled', () => assert.fail('it was never reported'));

/** Every way to run something, given a function whose promise is that of the whole. */
const entries = {
  'a spawned fiber': (run) => spawn(() => wait(run())),
  'an async function': async (run) => (await null, run()),
  'a reaction': (run) => Promise.resolve().then(run),
  'a microtask': (run) => new Promise((resolve) => queueMicrotask(() => resolve(run()))),
  'a tick': (run) => new Promise((resolve) => process.nextTick(() => resolve(run()))),
  'a timer': (run) => new Promise((resolve) => setTimeout(() => resolve(run()), 1)),
  'an immediate': (run) => new Promise((resolve) => setImmediate(() => resolve(run()))),
  'a callback': (run) => new Promise((resolve) => fs.stat('/', () => resolve(run()))),
  'a request': (run) =>
    new Promise((resolve) => {
      const server = http.createServer((request, response) => {
        resolve(run());
        response.end();
        server.close();
      });
      server.listen(0, '127.0.0.1', () =>
        http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => response.resume()),
      );
    }),
};

/** Parks while ticks, jobs and the loop go on: time enough for Node to report what it takes for unhandled. */
function park() {
  const door = kit.door();
  process.nextTick(() => queueMicrotask(() => kit.loop(door.open)));
  door.pass();
}
const ways = {
  'then handles it with await': async () => {
    const promise = Promise.reject(new Error('await'));
    park();
    try {
      await promise;
    } catch (error) {
      return error.message;
    }
  },
  'then handles it with catch': () => {
    const promise = Promise.reject(new Error('catch'));
    park();
    return promise.catch((error) => error.message);
  },
  'of an async function that it calls': async () => {
    const promise = (async () => {
      throw new Error('inner');
    })();
    park();
    park();
    return await promise.catch((error) => error.message);
  },
  'with several': async () => {
    const promises = [1, 2, 3].map((n) => Promise.reject(new Error(`${n}`)));
    park();
    return (await Promise.allSettled(promises)).map(({ reason }) => reason.message).join();
  },
};
const answers = ['await', 'catch', 'inner', '1,2,3'];
for (const [name, entry] of Object.entries(entries)) {
  assert.deepStrictEqual(wait(Promise.all(Object.values(ways).map((way) => entry(way)))), answers, name);
}
park();
console.log('ok');
