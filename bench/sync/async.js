'use strict';
// As greenpatch.js in this folder, with async functions and well-known libraries: async-mutex for the lock, it-pushable for the
// queue (which has no limit), @nodeguy/channel, p-map.
const { start, perOp, emit, arg, setImmediateAsync } = require('../common');
const { Mutex } = require('async-mutex');
const Channel = require('@nodeguy/channel');

async function lock(n) {
  const mutex = new Mutex();
  const body = async () => {
    for (let i = n / 2; i > 0; i--) {
      const release = await mutex.acquire();
      await null;
      release();
    }
  };
  const t = start();
  await Promise.all([body(), body()]);
  return perOp('lock', t, n);
}

async function free(n) {
  const mutex = new Mutex();
  const t = start();
  for (let i = n; i > 0; i--) (await mutex.acquire())();
  return perOp('free', t, n);
}

async function queue(n, pushable) {
  const items = pushable({ objectMode: true });
  const t = start();
  const producer = (async () => {
    for (let i = n; i > 0; i--) {
      items.push(i);
      if (i % 100 === 0) await null;
    }
    items.end();
  })();
  let got = 0;
  for await (const item of items) got += item > 0 ? 1 : 0;
  await producer;
  return perOp('queue', t, got);
}

async function channel(n) {
  const [there, back] = [new Channel(), new Channel()];
  const t = start();
  void (async () => {
    for (let i = n; i > 0; i--) await back.push(await there.shift());
  })();
  for (let i = n; i > 0; i--) {
    await there.push(i);
    await back.shift();
  }
  return perOp('channel', t, n);
}

async function map(n, pMap) {
  const items = Array.from({ length: n }, (_, i) => i);
  const t = start();
  await pMap(items, setImmediateAsync, { concurrency: 100 });
  return perOp('map', t, n);
}

async function main() {
  const n = arg(0, 10_000);
  const { pushable } = await import('it-pushable');
  const { default: pMap } = await import('p-map');
  const all = async () => ({
    ...(await lock(n)),
    ...(await free(n)),
    ...(await queue(n, pushable)),
    ...(await channel(n)),
    ...(await map(n, pMap)),
  });
  await all(); // warm
  emit('sync', 'async', { n }, await all());
}
main();
