// it: an async function that blocks, awaits, blocks and so on keeps its variables and its place among its like
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { meeting } = require('./support/kit');

const ROUNDS = 10;
const COUNT = 12;
const rooms = Array.from({ length: ROUNDS }, () => meeting(COUNT));

async function walker(n) {
  const seen = [];
  for (const [round, room] of rooms.entries()) {
    await (round % 3 === 0 ? null : new Promise((resolve) => (round % 3 === 1 ? setImmediate : setTimeout)(resolve)));
    seen.push(room.attend(`${n} in ${round}`));
  }
  return seen;
}

(async () => {
  const all = await Promise.all(Array.from({ length: COUNT }, (_, n) => walker(n)));
  for (const [n, seen] of all.entries()) {
    assert.deepStrictEqual(
      seen,
      rooms.map((_, round) => `${n} in ${round}`),
    );
  }
  assert.deepStrictEqual(
    rooms.map(({ most }) => most),
    rooms.map(() => COUNT),
  );
  console.log('ok');
})();
