// it: who waits for a database that another fiber uses, or for the end of a call that was interrupted, is in the wait-for graph
// preload: greenpatch
// flags: --no-warnings --experimental-sqlite
// env: GREENPATCH_COMPAT=all,node:sqlite:offload
// lines: >=22
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');
const { idle, spawn, waitGraph } = require('greenpatch/api');
const { controlsOf, gate, settle } = require('../hub/support/kit');

/** Takes a second or so: longer than a few turns of the loop. */
const LONG = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 8000000) SELECT sum(i) AS sum FROM n`;
const nodeOf = (fiber) => {
  settle();
  const node = waitGraph().find((one) => one.fiber === fiber);
  return [node?.what, node?.owners.map((owner) => owner.id ?? owner)];
};

spawn(() => {
  const db = new DatabaseSync(':memory:');
  const door = gate('door');
  db.function('pass', () => door.pass() ?? 1);
  const [asks, long, short] = ['SELECT pass() AS n', LONG, 'SELECT 2 AS n'].map((text) => db.prepare(text));
  const one = spawn(() => asks.get().n);
  while (door.waker === undefined) idle();
  const other = spawn(() => short.get().n);
  assert.deepStrictEqual(nodeOf(other), ['node:sqlite :memory:, which another fiber is using', [one.id]]);
  door.open();
  assert.deepStrictEqual([one.get(), other.get()], [1, 2]);

  const again = spawn(() => {
    try {
      long.get();
    } catch {
      return short.get().n;
    }
  });
  settle();
  controlsOf(again).requestKill();
  const end = ['node:sqlite, for the end of a call that was interrupted', ['the thread of node:sqlite :memory:']];
  assert.deepStrictEqual(nodeOf(again), end);
  assert.strictEqual(again.get(), 2);
  db.close();
  console.log('ok');
});
