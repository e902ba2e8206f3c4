'use strict';
// What is asked before something parks, ns a call, least of many: node bench/switch/checks.js
// room: whether stack is left, as each park, timer and turn of the hub asks. guests: whether WebAssembly is on the stack, which is asked
// from the first instance of WebAssembly on, by depth of the stack.
const { emit } = require('../common');
const { engine, run } = require('../gp');
const { Coroutine, room } = require('../../dist/fiber');

const ROUNDS = 200;
const NS_A_ROUND = 200_000;

const since = (t) => Number(process.hrtime.bigint() - t);

function timed(n, fn) {
  const t = process.hrtime.bigint();
  for (let i = 0; i < n; i++) fn();
  return since(t) / n;
}

function least(fn) {
  for (let i = 0; i < 5; i++) timed(2000, fn);
  const n = Math.max(1, Math.round(NS_A_ROUND / timed(2000, fn)));
  return Math.min(...Array.from({ length: ROUNDS }, () => timed(n, fn)));
}

const atDepth = (depth, fn) => (depth > 0 ? [atDepth(depth - 1, fn)][0] : fn());

const look = () => Coroutine.insideGuest;
const take = () => room.take() && room.give();

run(() => {
  const metrics = { guests_none_ns: least(look), room_ns: least(take), park_ns: least(room.park) };
  // An empty module.
  new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
  for (const depth of [0, 10, 30, 100]) metrics[`guests_${depth}_ns`] = atDepth(depth, () => least(look));
  emit('switch-checks', 'greenpatch', { engine }, metrics);
});
