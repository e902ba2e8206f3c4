// it: who waits for a database that another fiber uses, or for the end of a call that was interrupted, is in the wait-for graph
// preload: greenpatch
// flags: --no-warnings --experimental-sqlite
// env: GREENPATCH_COMPAT=all,node:sqlite:offload
// lines: 22 24 26
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');
const { spawn, waitGraph } = require('greenpatch/api');
const { settle } = require('../hub/kit');

const SLOW = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT sum(i) AS sum FROM n`;
const nodeOf = (fiber) => {
  settle();
  const node = waitGraph().find((one) => one.fiber === fiber);
  return [node?.what, node?.owners.map((owner) => owner.id ?? owner)];
};

spawn(() => {
  const db = new DatabaseSync(':memory:');
  const slow = spawn(() => {
    try {
      db.prepare(SLOW).get();
    } catch {
      return db.prepare('SELECT 2 AS two').get().two;
    }
  });
  settle();
  const waits = spawn(() => db.prepare('SELECT 1 AS one').get().one);
  assert.deepStrictEqual(nodeOf(waits), ['node:sqlite :memory:, which another fiber is using', [slow.id]]);
  slow.requestKill();
  const end = ['node:sqlite, for the end of a call that was interrupted', ['the thread of node:sqlite :memory:']];
  assert.deepStrictEqual(nodeOf(slow), end);
  assert.deepStrictEqual([slow.get(), waits.get()], [2, 1]);
  db.close();
  console.log('ok');
});
