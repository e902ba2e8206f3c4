// it: guests are what they are in plain Node: WebAssembly, exports, tables and functions are no wrappers
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { worker, linked } = require('./support/modules');

const native = (fn) => assert.match(Function.prototype.toString.call(fn), /\{ \[native code\] \}$/);
for (const key of Reflect.ownKeys(WebAssembly)) if (typeof WebAssembly[key] === 'function') native(WebAssembly[key]);
assert.strictEqual(WebAssembly.Instance.prototype.constructor, WebAssembly.Instance);

const block = (n) => n;
const module_ = new WebAssembly.Module(worker);
const one = new WebAssembly.Instance(module_, { e: { block } });
const { exports: guest } = one;
assert.ok(Object.isFrozen(guest));
assert.strictEqual(Object.getPrototypeOf(guest), null);
assert.strictEqual(guest, one.exports);
assert.deepStrictEqual(Object.keys(guest), ['work', 'sp', 'memory', 'table']);
assert.strictEqual(guest.table.get(0), guest.work);
assert.strictEqual(guest.work.name, '1');
assert.strictEqual(guest.work.length, 1);
native(guest.work);
assert.throws(() => new guest.work(), TypeError);
guest.table.set(1, guest.work);
assert.throws(() => guest.table.set(1, () => {}), TypeError);
assert.strictEqual(guest.table.get(1)(3), 3003);

const link = (twice) => new WebAssembly.Instance(new WebAssembly.Module(linked), { e: { twice } }).exports.through;
assert.strictEqual(link(guest.work)(2), 2002);
assert.throws(() => link(guest.sp), WebAssembly.LinkError, 'signatures of functions of guests are checked');
console.log('ok');
