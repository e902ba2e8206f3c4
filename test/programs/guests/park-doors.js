// it: GREENPATCH_GUESTS=park: who comes in by another door than a guard's does not park; guards are one for each function
// preload: greenpatch
// env: GREENPATCH_GUESTS=park
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const { unpatch, isPatched } = require('greenpatch');
const { spawn, inFiber, joinAll, sleep } = require('greenpatch/api');
const { worker, starting, linked } = require('./support/modules');

const instance = (realm, block) => new realm.Instance(new realm.Module(worker), { e: { block } });
const seen = [];
const block = (n) => (seen.push(inFiber()), sleepIf(), n);
const sleepIf = () => inFiber() && sleep(0);

async function doors() {
  instance(WebAssembly, block).exports.work(1);
  instance(vm.runInNewContext('WebAssembly'), block).exports.work(1); // another realm's is not patched
  new WebAssembly.Instance(new WebAssembly.Module(starting), { e: { block } }); // a start function
  const { instance: made } = await WebAssembly.instantiate(worker, { e: { block } });
  made.exports.work(1);
  const late = await WebAssembly.instantiate(new WebAssembly.Module(worker), { e: { block } });
  late.exports.work(1);
  if (WebAssembly.promising) await WebAssembly.promising(late.exports.work)(1);
  assert.deepStrictEqual(seen, [true, false, false, true, true, ...(WebAssembly.promising ? [false] : [])]);
}

function sameFunctions() {
  const one = instance(WebAssembly, block);
  const { exports: guest } = one;
  assert.strictEqual(guest, one.exports);
  assert.ok(Object.isFrozen(guest));
  assert.strictEqual(Object.getPrototypeOf(guest), null);
  assert.strictEqual(guest.table.get(0), guest.work);
  assert.deepStrictEqual([guest.work.name, guest.work.length, guest.sp.length], ['1', 1, 0]);
  assert.throws(() => new guest.work(), TypeError);
  guest.table.set(1, guest.work);
  assert.strictEqual(guest.table.get(1), guest.work);
  guest.table.grow(1, guest.work);
  assert.strictEqual(guest.table.get(4), guest.work);
  assert.throws(() => guest.table.set(1, () => {}), TypeError);
  assert.strictEqual(new WebAssembly.Table({ element: 'anyfunc', initial: 1 }, guest.work).get(0), guest.work);
  const global = new WebAssembly.Global({ value: 'anyfunc', mutable: true }, guest.work);
  assert.strictEqual(global.value, guest.work);
  global.value = guest.sp;
  assert.strictEqual(global.value, guest.sp);
  const link = (twice) => new WebAssembly.Instance(new WebAssembly.Module(linked), { e: { twice } }).exports.through;
  assert.strictEqual(link(guest.work)(2), 2002);
  assert.throws(() => link(guest.sp), WebAssembly.LinkError);
  return one;
}

function undone(one) {
  const { Instance } = WebAssembly;
  assert.ok(isPatched('WebAssembly'));
  unpatch('WebAssembly');
  assert.notStrictEqual(WebAssembly.Instance, Instance);
  assert.strictEqual(WebAssembly.Instance, WebAssembly.Instance.prototype.constructor);
  assert.strictEqual(one.exports.table.get(0), one.exports.work);
  const { get } = Object.getOwnPropertyDescriptor(WebAssembly.Instance.prototype, 'exports');
  for (const fn of [WebAssembly.Instance, WebAssembly.Table.prototype.get, WebAssembly.instantiate, get])
    assert.match(Function.prototype.toString.call(fn), /\{ \[native code\] \}$/);
}

(async () => {
  await doors();
  joinAll([spawn(() => undone(sameFunctions()))], { raiseError: true });
  console.log('ok');
})();
