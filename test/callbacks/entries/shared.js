'use strict';
// Entries whose object is made once and used by all: with `same`, sixteen fibers are in it at a time. Nothing that a use gives may depend on how
// far the others are, so each has a name of its own in there, and sees only that.
const { EventEmitter } = require('node:events');
const stream = require('node:stream');
const { AsyncLocalStorage } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const vm = require('node:vm');
const { helpers } = require('./ecmascript');

const { as, text, getter } = helpers;
const entries = {};
/** `make` gives the object, `use` its answer to the n-th use of it. */
const shared = (name, make, use) =>
  (entries[`${name} shared`] = (call) => {
    const object = make(call);
    let uses = 0;
    return () => use(object, call, uses++);
  });
const alone = (key) => (n) => `${key}${n}`;
const own = alone('own');
const mine = (pairs, n) => [...pairs].filter(([key]) => key === own(n)).map(([, value]) => typeof value === typeof n ? 'mine' : value); // prettier-ignore

shared('Map.prototype.forEach', () => new Map([['a', 1], ['b', 2]]), (map, call) => { const seen = []; map.forEach((value, key) => seen.push(call(key + value))); return seen; }); // prettier-ignore
shared('Map.prototype.set', () => new Map(), (map, call, n) => { map.set(own(n), call(n)); call(0); const there = mine(map, n); return [there, map.delete(own(n)), map.has(own(n))]; }); // prettier-ignore
shared('Set.prototype.forEach', () => new Set([3, 1, 2]), (set, call) => { let sum = 0; set.forEach((x) => (sum += call(x))); return sum; }); // prettier-ignore
shared('Set.prototype.add', () => new Set(), (set, call, n) => { for (const x of set) call(x); set.add(call(own(n))); return [set.has(own(n)), set.delete(own(n)), set.has(own(n))]; }); // prettier-ignore
shared('WeakMap.prototype.set', () => new WeakMap(), (map, call) => { const key = {}; map.set(key, call('kept')); call(0); return map.get(key); }); // prettier-ignore
shared(
  'Array.prototype.map',
  () => [5, 3, 9, 1],
  (list, call) => list.map((x) => call(x * 2)),
);
shared(
  'Array.prototype.toSorted',
  () => [5, 3, 9, 1, 7, 8],
  (list, call) => list.toSorted((x, y) => call(x - y)),
);
shared(
  'Array.prototype.join',
  (call) => [text(call, 'a'), text(call, 'b')],
  (list) => list.join('-'),
);
shared(
  'TypedArray.prototype.map',
  () => new Int16Array([5, 3, 9]),
  (list, call) => list.map((x) => call(x + 1)),
);
shared('JSON.stringify', (call) => ({ a: { toJSON: () => call([1, { b: 2 }]) }, c: 'x' }), (object) => JSON.stringify(object)); // prettier-ignore
shared(
  'Object.assign',
  (call) => getter(call, { a: 1, b: 2 }),
  (from) => Object.assign({}, from),
);
shared('Proxy get', (call) => new Proxy({ a: 1, b: 2 }, { get: (t, k, r) => call(Reflect.get(t, k, r)) }), (proxy) => [proxy.a, proxy.b, { ...proxy }]); // prettier-ignore
shared('RegExp.prototype[Symbol.replace]', () => /(\w)(\d)/g, (regexp, call) => 'a1 b2 c3'.replace(regexp, (_, x, y) => call(y + x))); // prettier-ignore
shared('Intl.NumberFormat', () => new Intl.NumberFormat('en', { minimumFractionDigits: 1 }), (format, call) => format.format(as(call, 4))); // prettier-ignore
shared('url.URLSearchParams.prototype.forEach', () => new URLSearchParams('a=1&b=2'), (params, call) => { const seen = []; params.forEach((value, key) => seen.push(call(key + value))); return seen; }); // prettier-ignore
shared('URLSearchParams.prototype.append', () => new URLSearchParams(), (params, call, n) => { params.append(text(call, own(n)), text(call, 'v')); call(0); const all = params.getAll(own(n)); params.delete(text(call, own(n))); return [all, params.has(own(n))]; }); // prettier-ignore
shared('url.URL', () => new URL('http://a/b?c=d'), (url, call) => { const made = new URL(text(call, '../e'), url); url.hash = text(call, 'f'); return [made.href, url.href]; }); // prettier-ignore
shared('Headers.prototype.forEach', () => new Headers({ a: 'b', c: 'd' }), (headers, call) => { const seen = []; headers.forEach((value, key) => seen.push(call(key + value))); return seen; }); // prettier-ignore
shared('Headers.prototype.append', () => new Headers(), (headers, call, n) => { headers.append(text(call, own(n)), text(call, 'v')); call(0); const value = headers.get(own(n)); headers.delete(own(n)); return [value, headers.has(own(n))]; }); // prettier-ignore
shared('FormData', () => new FormData(), (form, call, n) => { form.append(own(n), text(call, 'v')); call(0); const all = form.getAll(text(call, own(n))); form.delete(own(n)); return [all, form.has(own(n))]; }); // prettier-ignore
shared('events.EventEmitter.prototype.emit', () => new EventEmitter().setMaxListeners(0), (emitter, call, n) => { const seen = []; emitter.once(own(n), (x) => seen.push(call(x))).on(own(n), (x) => seen.push(call(-x))); emitter.emit(own(n), 1); emitter.emit(own(n), 2); emitter.removeAllListeners(own(n)); return [seen, emitter.listenerCount(own(n))]; }); // prettier-ignore
shared('events listeners', (call) => { const seen = { calls: 0 }; return Object.assign(new EventEmitter().on('x', (list, x) => list.push(call(x))).on('x', (list, x) => list.push(call(x + 1))), { seen }); }, (emitter) => { const list = []; emitter.emit('x', list, 1); emitter.emit('x', list, 5); return list; }); // prettier-ignore
shared('EventTarget.prototype.dispatchEvent', (call) => { const target = new EventTarget(); target.addEventListener('x', (event) => event.detail.push(call(1))); target.addEventListener('x', { handleEvent: (event) => event.detail.push(call(2)) }); return target; }, (target) => { const detail = []; target.dispatchEvent(new CustomEvent('x', { detail })); return detail; }); // prettier-ignore
shared('async_hooks.AsyncLocalStorage.prototype.run', () => new AsyncLocalStorage(), (storage, call, n) => storage.run(n, () => [call(storage.getStore() === n), storage.run('in', () => (call(0), storage.getStore())), storage.getStore() === n])); // prettier-ignore
shared('diagnostics_channel publish', (call) => { const channel = diagnostics.channel(`callbacks shared ${Math.random()}`); channel.subscribe((list) => list.push(call('x'))); channel.subscribe((list) => list.push(call('y'))); return channel; }, (channel) => { const list = []; channel.publish(list); return list; }); // prettier-ignore
shared('vm contextified getters', (call) => vm.createContext(getter(call, { a: 1, b: 2 })), (context) => vm.runInContext('[a, b, a + b].join()', context)); // prettier-ignore
shared('vm.Script.prototype.runInContext', () => new vm.Script('call(1) + call(2)'), (script, call) => script.runInContext(vm.createContext({ call }))); // prettier-ignore

/** What each writes is written once, whatever the others write meanwhile. */
const written = (make) => [(call) => { const seen = []; return { seen, writable: make((chunk) => seen.push(String(chunk)), call) }; }, ({ seen, writable }, call, n) => new Promise((resolve) => { writable.write(`${own(n)};`, () => resolve(seen.filter((chunk) => chunk === `${own(n)};`).length)); call(0); })]; // prettier-ignore
shared('stream.Writable write', ...written((note, call) => new stream.Writable({ write(chunk, _, done) { note(chunk); call(0); done(); } }))); // prettier-ignore
shared('stream.Writable writev', ...written((note, call) => new stream.Writable({ writev(all, done) { all.forEach(({ chunk }) => note(chunk)); call(0); done(); } }))); // prettier-ignore
shared('stream.Writable writev later', ...written((note, call) => new stream.Writable({ writev(all, done) { all.forEach(({ chunk }) => note(chunk)); call(0); setImmediate(done); } }))); // prettier-ignore
shared('stream.Transform', ...written((note, call) => new stream.Transform({ transform(chunk, _, done) { note(chunk); done(null, call(chunk)); } }).resume())); // prettier-ignore
shared('stream.Readable push', () => new stream.Readable({ read() {}, objectMode: true }), (readable, call, n) => new Promise((resolve) => { const on = (chunk) => { if (chunk !== own(n)) return; readable.off('data', on); resolve('came'); }; readable.on('data', on); readable.push(call(own(n))); })); // prettier-ignore

module.exports = entries;
