// it: invariant 5: fibers that park again and again, among floods of stale wake-ups, get each the value meant for that park
'use strict';
const assert = require('node:assert');
const { spawn, idle, joinAll } = require('greenpatch/api');
const { park } = require('../../../dist/hub');

const FIBERS = 20;
const PARKS = 100;
const used = []; // wakers that have done their work
const open = []; // [waker, value] of those who are parked now
let going = FIBERS;
let seed = 12345;
const random = (below) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;

function parker(me) {
  for (let n = 0; n < PARKS; n++) {
    const ticket = `${me}/${n}`;
    const start = (waker) => open.push([waker, ticket]);
    try {
      assert.strictEqual(park({ what: ticket, start }), ticket);
    } catch (error) {
      assert.strictEqual(error, ticket);
    }
  }
  going--;
}

spawn(function main() {
  const fibers = Array.from({ length: FIBERS }, (_, n) => spawn(parker, n));
  while (going > 0) {
    for (let i = 0; i < 30 && used.length > 0; i++) used[random(used.length)].resolve('stale');
    for (let i = 0; i < 30 && used.length > 0; i++) used[random(used.length)].reject('stale');
    if (open.length > 0) {
      const [[waker, ticket]] = open.splice(random(open.length), 1);
      if (random(2)) waker.resolve(ticket);
      else waker.reject(ticket);
      waker.resolve('second');
      used.push(waker);
    }
    if (random(3) === 0) idle();
  }
  joinAll(fibers, { raiseError: true });
  assert.strictEqual(used.length, FIBERS * PARKS);
  console.log('ok');
});
