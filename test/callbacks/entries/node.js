'use strict';
// Functions of Node's builtins that call code of the program, as in ecmascript.js.
const { helpers } = require('./ecmascript');

const { as, text, number, getter, iterable } = helpers;
/** A module of Node's, or undefined where this Node has none of that name. */
const optional = (name) => (require('node:module').isBuiltin(`node:${name}`) ? require(`node:${name}`) : undefined);
const assert = require('node:assert');
const util = require('node:util');
const events = require('node:events');
const { EventEmitter } = events;
const stream = require('node:stream');
const vm = require('node:vm');
const v8 = require('node:v8');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const crypto = require('node:crypto');
const querystring = require('node:querystring');
const url = require('node:url');
const async_hooks = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const perf = require('node:perf_hooks');
const readline = require('node:readline');
const dns = require('node:dns');
const { Console } = require('node:console');

const custom = (call, value) => ({ [util.inspect.custom]: () => call(value) });
/** What was written, when it has ended. */
const gathered = (readable) => new Promise((resolve, reject) => {
  const seen = [];
  readable.on('data', (x) => seen.push(String(x))).on('end', () => resolve(seen.join())).on('error', reject);
}); // prettier-ignore
const finished = (writable) => new Promise((resolve, reject) => writable.on('finish', resolve).on('error', reject));
const thrown = (fn) => {
  try {
    return fn();
  } catch (error) {
    return [error.name, error.code, String(error.message).split('\n')[0]];
  }
};
/** A console that writes into a string. */
function consoleOf() {
  const out = { text: '' };
  const sink = new stream.Writable({ write(chunk, _, done) { out.text += chunk; done(); } }); // prettier-ignore
  return { out, console: new Console({ stdout: sink, stderr: sink }) };
}
const logs = (use) => (call) => () => {
  const { out, console } = consoleOf();
  use(console, call);
  return out.text;
};

const utilities = {
  'util.inspect custom': (call) => () => util.inspect({ a: [custom(call, 'own')], b: 1 }),
  'util.inspect getters': (call) => () => util.inspect(getter(call, { a: 1, b: { c: 2 } }), { getters: true }),
  'util.inspect proxy': (call) => () => util.inspect(new Proxy({ a: 1 }, { get: (t, k) => call(t[k]), ownKeys: (t) => call(Reflect.ownKeys(t)) }), { showProxy: false }), // prettier-ignore
  'util.inspect tag': (call) => () => util.inspect({ get [Symbol.toStringTag]() { return call('Tag'); } }), // prettier-ignore
  'util.inspect sorted': (call) => () => util.inspect({ b: 1, a: 2 }, { sorted: (x, y) => call(x < y ? -1 : 1) }),
  'util.inspect options': (call) => () => util.inspect({ a: { b: { c: 1 } } }, getter(call, { depth: 0 })),
  'util.inspect constructor': (call) => () => util.inspect(Object.create({ get constructor() { return call(Map); } })), // prettier-ignore
  'util.inspect error': (call) => () => util.inspect(Object.defineProperty(new Error('m'), 'stack', { get: () => call('stack\n    at here') })), // prettier-ignore
  'util.format': (call) => () => [util.format('%s %d %j', text(call, 'a'), as(call, 1), { toJSON: () => call('j') }), util.format('%o', custom(call, 'own')), util.format('%O', custom(call, 'own'))], // prettier-ignore
  'util.formatWithOptions': (call) => () => util.formatWithOptions(getter(call, { compact: true }), '%O', { a: 1 }),
  'util.isDeepStrictEqual': (call) => () => util.isDeepStrictEqual(getter(call, { a: 1 }), { a: 1 }),
  'util.promisify': (call) => () => util.promisify((x, done) => done(null, call(x)))(3),
  'util.promisify custom': (call) => () => util.promisify(Object.assign(() => undefined, { [util.promisify.custom]: () => call(5) }))(), // prettier-ignore
  'util.callbackify': (call) => () => new Promise((resolve) => util.callbackify(async (x) => call(x))(4, (e, x) => resolve(call(x)))), // prettier-ignore
  'util.deprecate': (call) => () => util.deprecate((x) => call(x), 'old', 'DEP_CALLBACKS')(1),
  'util.inherits': (call) => () => { function A() {} util.inherits(A, getter(call, { prototype: Array.prototype }) && Array); return new A() instanceof Array; }, // prettier-ignore
  'util.parseArgs': (call) => () => util.parseArgs(getter(call, { args: ['-a', 'x'], options: { a: { type: 'string', short: 'a' } } })).values.a, // prettier-ignore
  'util.styleText': (call) => () => util.styleText?.('red', text(call, 'x').toString()),
  'util.stripVTControlCharacters': (call) => () => util.stripVTControlCharacters(String(text(call, 'a'))),
  'util.debuglog': (call) => () => util.debuglog('callbacks', () => call(0)).enabled,
  'util.types.isProxy': (call) => () => util.types.isProxy(new Proxy({}, { get: () => call(1) })),
  'util.MIMEType': (call) => () => String(new util.MIMEType(text(call, 'text/plain;a=b'))),
  'util.aborted': (call) => async () => { const c = new AbortController(); const p = util.aborted(c.signal, {}); call(0); c.abort(); await p; return 'aborted'; }, // prettier-ignore
  'util.diff': (call) => () => util.diff?.(String(text(call, 'ab')), 'ac'),
  'util.TextEncoder': (call) => () => new TextEncoder().encode(text(call, 'ab')),
  'util.TextDecoder': (call) => () =>
    new TextDecoder(text(call, 'utf-8') && 'utf-8', getter(call, { fatal: true })).decode(new Uint8Array([97])),
  'assert.deepStrictEqual': (call) => () =>
    thrown(() => assert.deepStrictEqual(getter(call, { a: 1 }), getter(call, { a: 2 }))),
  'assert.deepEqual': (call) => () =>
    thrown(() => assert.deepEqual(new Proxy([1], { get: (t, k) => call(t[k]) }), [1])),
  'assert.strictEqual': (call) => () =>
    thrown(() => assert.strictEqual(getter(call, { a: 1 }), getter(call, { a: 2 }))),
  'assert.equal': (call) => () => thrown(() => assert.equal(as(call, 1), 2)),
  'assert.notDeepStrictEqual': (call) => () =>
    thrown(() => assert.notDeepStrictEqual(getter(call, { a: 1 }), { a: 1 })),
  'assert.ok': (call) => () => thrown(() => assert.ok(call(0), 'why')),
  'assert.throws': (call) => () => thrown(() => assert.throws(() => { call(0); throw new TypeError('x'); }, { message: /x/ })), // prettier-ignore
  'assert.throws validate': (call) => () => thrown(() => assert.throws(() => { throw new TypeError('x'); }, (e) => call(e.message === 'x'))), // prettier-ignore
  'assert.doesNotThrow': (call) => () => thrown(() => assert.doesNotThrow(() => call(0))),
  'assert.rejects': (call) => () => assert.rejects(async () => { throw new TypeError(call('x')); }, (e) => call(e.message === 'x')), // prettier-ignore
  'assert.match': (call) => () => thrown(() => assert.match('abc', Object.assign(/b/, { exec: () => call(['b']) }))),
  'assert.partialDeepStrictEqual': (call) => () => assert.partialDeepStrictEqual && thrown(() => assert.partialDeepStrictEqual(getter(call, { a: 1, b: 2 }), { a: 1 })), // prettier-ignore
  'assert.AssertionError': (call) => () => { const e = new assert.AssertionError({ actual: getter(call, { a: 1 }), expected: getter(call, { a: 2 }), operator: 'strictEqual' }); return [e.message.split('\n')[0], typeof Error.stackTraceLimit === 'number' && Error.stackTraceLimit > 0]; }, // prettier-ignore
  'querystring.parse': (call) => () => ({ ...querystring.parse('a=b%20&c=d', null, null, { decodeURIComponent: (s) => call(s.toUpperCase()) }) }), // prettier-ignore
  'querystring.stringify': (call) => () => querystring.stringify(getter(call, { a: 'b c', d: ['e', 'f'] }), null, null, { encodeURIComponent: (s) => call(`<${s}>`) }), // prettier-ignore
  'url.URL': (call) => () => { const u = new URL(text(call, 'http://a/b'), text(call, 'http://c/')); u.pathname = text(call, '/x y'); return u.href; }, // prettier-ignore
  'url.format': (call) => () => url.format(getter(call, { protocol: 'http:', host: 'a', pathname: '/b' })),
  'url.resolve': (call) => () => url.resolve('http://a/b', String(text(call, 'c'))),
  'url.URLSearchParams': (call) => () => String(new URLSearchParams(iterable(call, [['a', 'b'], iterable(call, ['c', 'd'])]))), // prettier-ignore
  'url.URLSearchParams record': (call) => () => String(new URLSearchParams(getter(call, { a: text(call, 'b') }))),
  'url.URLSearchParams.prototype.forEach': (call) => () => { const seen = []; new URLSearchParams('a=1&b=2').forEach((v, k) => seen.push(call(k + v))); return seen; }, // prettier-ignore
  'url.pathToFileURL': (call) => () => url.pathToFileURL(String(text(call, '/a b'))).href,
  'path.format': (call) => () => path.format(getter(call, { dir: '/a', base: 'b' })),
  'string_decoder.StringDecoder': (call) => () => new (require('node:string_decoder').StringDecoder)(text(call, 'utf8') && 'utf8').write(Buffer.from([97, as(call, 98)])), // prettier-ignore
};

const buffers = {
  'Buffer.from array': (call) => () => Buffer.from([1, as(call, 2), number(call, 3)]).toString('hex'),
  'Buffer.from array-like': (call) => () => Buffer.from({ length: 2, 0: as(call, 4), 1: 5 }).toString('hex'),
  'Buffer.from valueOf': (call) => () => Buffer.from({ valueOf: () => call('abc') }).toString(),
  'Buffer.from toPrimitive': (call) => () => Buffer.from({ [Symbol.toPrimitive]: () => call('abc') }).toString(),
  'Buffer.of': (call) => () => Buffer.of(as(call, 1), as(call, 2)).toString('hex'),
  'Buffer.concat': (call) => () => Buffer.concat(new Proxy([Buffer.from('a'), Buffer.from('b')], { get: (t, k) => call(t[k]) })).toString(), // prettier-ignore
  'Buffer.alloc': (call) => () => Buffer.alloc(4, as(call, 'ab') && 'ab').toString(),
  'Buffer.prototype.fill': (call) => () => Buffer.alloc(3).fill(as(call, 7)).toString('hex'),
  'Buffer.prototype.write': (call) => () => { const b = Buffer.alloc(3); b.write('abc', as(call, 0) && 0); b[0] = as(call, 65); return b.toString(); }, // prettier-ignore
  'Buffer.prototype.writeInt32LE': (call) => () => { const b = Buffer.alloc(4); b.writeInt32LE(as(call, 5)); return b.toString('hex'); }, // prettier-ignore
  'Buffer.prototype.indexOf': (call) => () => Buffer.from('abc').indexOf('c', as(call, 1)),
  'Buffer.prototype.toString': (call) => () => Buffer.from('abc').toString('utf8', as(call, 1), as(call, 2)),
  'Buffer.prototype.slice': (call) => () => Buffer.from('abcd').slice(as(call, 1), as(call, 3)).toString(),
  'buffer.Blob': (call) => async () =>
    await new Blob(iterable(call, [text(call, 'a'), 'b']), getter(call, { type: 'x/y' })).text(),
  'buffer.File': (call) => () =>
    globalThis.File && new File(iterable(call, ['a']), text(call, 'n'), getter(call, { lastModified: 1 })).name,
  'buffer.btoa': (call) => () => [btoa(text(call, 'ab')), atob(text(call, 'YWI='))],
  structuredClone: (call) => () => structuredClone(getter(call, { a: 1, b: getter(call, { c: [2] }) })),
  'structuredClone transfer': (call) => () => { const b = new ArrayBuffer(4); return structuredClone(getter(call, { a: 1 }), { transfer: [b] }).a + b.byteLength; }, // prettier-ignore
  'MessagePort.prototype.postMessage': (call) => () => { const { port1, port2 } = new MessageChannel(); port1.postMessage(getter(call, { a: 1 })); const { message } = require('node:worker_threads').receiveMessageOnPort(port2); port1.close(); return message; }, // prettier-ignore
  'MessagePort onmessage': (call) => () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port2.onmessage = ({ data }) => { port1.close(); resolve(call(data)); }; port1.postMessage(6); }), // prettier-ignore
  'BroadcastChannel.prototype.postMessage': (call) => () => { const c = new BroadcastChannel('callbacks'); c.postMessage(getter(call, { a: 1 })); c.close(); return 'posted'; }, // prettier-ignore
  'v8.serialize': (call) => () => v8.deserialize(v8.serialize(getter(call, { a: 1, b: [2] }))),
  'v8.Serializer _writeHostObject': (call) => () => { class S extends v8.Serializer { _writeHostObject(o) { this.writeUint32(call(o.length)); } } const s = new S(); s.writeHeader(); s.writeValue({ a: new Uint8Array(3) }); class D extends v8.Deserializer { _readHostObject() { return call(this.readUint32()); } } const d = new D(s.releaseBuffer()); d.readHeader(); return d.readValue(); }, // prettier-ignore
  'v8.Serializer _getDataCloneError': (call) => () => thrown(() => { class S extends v8.Serializer { get _getDataCloneError() { return call(Error); } } new S().writeValue(() => {}); }), // prettier-ignore
};

const emitters = {
  'events.EventEmitter.prototype.emit': (call) => () => { const seen = []; const e = new EventEmitter(); e.on('x', (v) => seen.push(call(v))).once('x', (v) => seen.push(call(v + 1))); e.emit('x', 1); e.emit('x', 5); return seen; }, // prettier-ignore
  'events newListener': (call) => () => { const seen = []; const e = new EventEmitter(); e.on('newListener', (name) => seen.push(call(name))); e.on('removeListener', (name) => seen.push(call(`-${name}`))); e.on('x', seen.push); e.off('x', seen.push); return seen; }, // prettier-ignore
  'events captureRejections': (call) => () => new Promise((resolve) => { const e = new EventEmitter({ captureRejections: true }); e.on('x', async () => { throw call('rejected'); }); e.on('error', (x) => resolve(call(x))); e.emit('x'); }), // prettier-ignore
  'events error': (call) => () => thrown(() => { const e = new EventEmitter(); e.on(events.errorMonitor, () => call(0)); e.emit('error', new RangeError('x')); }), // prettier-ignore
  'events.once': (call) => async () => { const e = new EventEmitter(); const p = events.once(e, 'x'); e.emit('x', call(3)); return p; }, // prettier-ignore
  'events.on': (call) => async () => { const e = new EventEmitter(); const it = events.on(e, 'x'); e.emit('x', call(1)); e.emit('x', call(2)); return [(await it.next()).value, (await it.next()).value]; }, // prettier-ignore
  'events.getEventListeners': (call) => () =>
    events.getEventListeners(
      new EventEmitter().on('x', () => call(0)),
      'x',
    ).length + call(0),
  'EventTarget.prototype.dispatchEvent': (call) => () => { const seen = []; const t = new EventTarget(); t.addEventListener('x', (e) => seen.push(call(e.type))); t.addEventListener('x', { handleEvent: (e) => seen.push(call(e.eventPhase)) }, { once: true }); t.dispatchEvent(new Event('x')); t.dispatchEvent(new Event('x')); return seen; }, // prettier-ignore
  'new Event': (call) => () => new Event(text(call, 'x'), getter(call, { cancelable: true })).cancelable,
  'EventTarget handler': (call) => () => { const s = new AbortController(); let seen; s.signal.onabort = (e) => { seen = call(e.type); }; s.abort(); return seen; }, // prettier-ignore
  'AbortController.prototype.abort': (call) => () => { const seen = []; const c = new AbortController(); c.signal.addEventListener('abort', () => seen.push(call(1))); c.abort(call('why')); return [...seen, c.signal.reason]; }, // prettier-ignore
  'AbortSignal.any': (call) => () => { const c = new AbortController(); const s = AbortSignal.any?.([c.signal]); let seen; s?.addEventListener('abort', () => (seen = call(2))); c.abort(); return s && seen; }, // prettier-ignore
  'async_hooks.AsyncLocalStorage.prototype.run': (call) => () => { const s = new async_hooks.AsyncLocalStorage(); return s.run(1, () => [s.getStore(), s.run(2, () => call(s.getStore())), call(s.getStore())]); }, // prettier-ignore
  'async_hooks.AsyncLocalStorage.prototype.exit': (call) => () => { const s = new async_hooks.AsyncLocalStorage(); return s.run(1, () => [s.exit(() => (call(0), s.getStore())), s.getStore()]); }, // prettier-ignore
  'async_hooks.AsyncLocalStorage.snapshot': (call) => () => { const s = new async_hooks.AsyncLocalStorage(); return s.run(1, () => async_hooks.AsyncLocalStorage.snapshot())((x) => [call(x), s.getStore()], 5); }, // prettier-ignore
  'async_hooks.AsyncLocalStorage.bind': (call) => () => { const s = new async_hooks.AsyncLocalStorage(); return s.run(1, () => async_hooks.AsyncLocalStorage.bind(() => (call(0), s.getStore())))(); }, // prettier-ignore
  'async_hooks.AsyncResource.prototype.runInAsyncScope': (call) => () =>
    new async_hooks.AsyncResource('CALLBACKS').runInAsyncScope((x) => call(x), null, 3),
  'async_hooks.createHook': (call) => () => { let seen = 0; const hook = async_hooks.createHook({ init: (_, type) => { if (type === 'CALLBACKS_INIT') seen += call(1); } }).enable(); new async_hooks.AsyncResource('CALLBACKS_INIT'); hook.disable(); return seen > 0; }, // prettier-ignore
  'diagnostics_channel publish': (call) => () => { const seen = []; const c = diagnostics.channel(`callbacks ${Math.random()}`); const s = (m) => seen.push(call(m)); c.subscribe(s); c.publish(1); c.unsubscribe(s); return seen; }, // prettier-ignore
  'diagnostics_channel.tracingChannel': (call) => () => { const seen = []; const c = diagnostics.tracingChannel?.(`callbacks ${Math.random()}`); c?.subscribe({ start: () => seen.push(call('s')), end: () => seen.push(call('e')), error() {}, asyncStart() {}, asyncEnd() {} }); return c && [c.traceSync((x) => call(x), {}, null, 4), seen]; }, // prettier-ignore
  'diagnostics_channel runStores': (call) => () => { const c = diagnostics.channel(`callbacks ${Math.random()}`); const s = new async_hooks.AsyncLocalStorage(); c.bindStore?.(s, (x) => call(x + 1)); return c.runStores?.(1, () => call(s.getStore())); }, // prettier-ignore
  'perf_hooks.performance.timerify': (call) => () => perf.performance.timerify((x) => call(x))(2),
  'perf_hooks.performance.mark': (call) => () => perf.performance.mark(text(call, 'callbacks'), getter(call, { detail: 1, startTime: 1 })).detail, // prettier-ignore
  'perf_hooks.performance.measure': (call) => () =>
    perf.performance.measure('callbacks', getter(call, { start: 1, end: 3 })).duration,
  'perf_hooks.createHistogram': (call) => () => { const h = perf.createHistogram(getter(call, { lowest: 1, highest: 1000 })); h.record(Number(as(call, 5))); return h.max; }, // prettier-ignore
  'process.emitWarning': (call) => () => new Promise((resolve) => { const name = `Callbacks${Math.random()}`.replace('.', ''); const on = (w) => { if (w.name !== name) return; process.off('warning', on); resolve(call(w.message)); }; process.on('warning', on); process.emitWarning('message', name); }), // prettier-ignore
  'process.nextTick': (call) => () => new Promise((resolve) => process.nextTick((x) => resolve(call(x)), 3)),
  'process.hrtime': (call) => () => process.hrtime([as(call, 0), as(call, 0)]).every((x) => x >= 0),
  'process.cpuUsage': (call) => () => process.cpuUsage(getter(call, { user: 0, system: 0 })).user >= 0,
  'process.emit': (call) => () => { const name = `callbacks ${Math.random()}`; let seen; process.once(name, (x) => (seen = call(x))); process.emit(name, 4); return seen; }, // prettier-ignore
  'process.env': (call) => () => { process.env.CALLBACKS = text(call, 'x'); return process.env.CALLBACKS; }, // prettier-ignore
  'timers.setTimeout': (call) => () => new Promise((resolve) => setTimeout((x) => resolve(call(x)), as(call, 1), 4)),
  'timers.setImmediate': (call) => () => new Promise((resolve) => setImmediate((x) => resolve(call(x)), 4)),
  'timers.setInterval': (call) => () => new Promise((resolve) => { const t = setInterval(() => { clearInterval(t); resolve(call(1)); }, 1); }), // prettier-ignore
};

const streams = {
  'stream.Readable read': (call) => () => { let n = 0; return gathered(new stream.Readable({ read() { this.push(n < 3 ? String(call(n++)) : null); } })); }, // prettier-ignore
  'stream.Readable.from': (call) => () => gathered(stream.Readable.from(iterable(call, ['a', 'b']))),
  'stream.Readable.prototype.map': (call) => () =>
    stream.Readable.from([1, 2, 3])
      .map((x) => call(x * 2))
      .toArray(),
  'stream.Readable.prototype.filter': (call) => () =>
    stream.Readable.from([1, 2, 3])
      .filter((x) => call(x > 1))
      .toArray(),
  'stream.Readable.prototype.reduce': (call) => () => stream.Readable.from([1, 2, 3]).reduce((s, x) => call(s + x), 0),
  'stream.Writable write': (call) => async () => { const seen = []; const w = new stream.Writable({ write(c, _, done) { seen.push(call(String(c))); done(); } }); w.write('a'); w.write('b'); w.end('c'); await finished(w); return seen; }, // prettier-ignore
  'stream.Writable writev': (call) => async () => { const seen = []; const w = new stream.Writable({ writev(all, done) { seen.push(...all.map(({ chunk }) => call(String(chunk)))); done(); } }); w.cork(); w.write('a'); w.write('b'); w.uncork(); w.end('c'); await finished(w); return seen; }, // prettier-ignore
  'stream.Writable final': (call) => async () => { let seen; const w = new stream.Writable({ write(c, _, done) { done(); }, final(done) { seen = call('final'); done(); } }); w.end('a'); await finished(w); return seen; }, // prettier-ignore
  'stream.Writable construct': (call) => async () => { let seen; const w = new stream.Writable({ construct(done) { seen = call('made'); done(); }, write(c, _, done) { done(); } }); w.end('a'); await finished(w); return seen; }, // prettier-ignore
  'stream.Writable destroy': (call) => () => new Promise((resolve) => new stream.Writable({ write() {}, destroy(e, done) { resolve(call('gone')); done(); } }).destroy()), // prettier-ignore
  'stream.Transform': (call) => () => { const t = new stream.Transform({ transform(c, _, done) { done(null, call(`<${c}>`)); }, flush(done) { done(null, call('end')); } }); t.write('a'); t.end('b'); return gathered(t); }, // prettier-ignore
  'stream.pipeline': (call) => () => stream.promises.pipeline(iterable(call, ['a', 'b']), async function* (source) { for await (const x of source) yield call(`${x}!`); }, async (source) => { const seen = []; for await (const x of source) seen.push(String(x)); return seen; }), // prettier-ignore
  'stream.finished': (call) => () => new Promise((resolve) => { const r = stream.Readable.from(['a']); stream.finished(r, (e) => resolve(call(e === undefined || e === null))); r.resume(); }), // prettier-ignore
  'stream.compose': (call) => () => stream.compose ? gathered(stream.compose(async function* (source) { for await (const x of source) yield call(String(x)); }).end('a')) : undefined, // prettier-ignore
  'stream.Duplex.from': (call) => () =>
    gathered(
      stream.Duplex.from(
        (async function* () {
          yield call('a');
        })(),
      ),
    ),
  ReadableStream: (call) => async () => { let n = 0; const s = new ReadableStream({ start: () => call(undefined), pull(c) { if (n < 2) c.enqueue(call(n++)); else c.close(); } }, { size: () => call(1), highWaterMark: as(call, 1) }); const seen = []; for await (const x of s) seen.push(x); return seen; }, // prettier-ignore
  'ReadableStream cancel': (call) => async () => { let seen; await new ReadableStream({ cancel: (why) => { seen = call(why); } }).cancel('why'); return seen; }, // prettier-ignore
  'ReadableStream.from': (call) => async () => { if (!ReadableStream.from) return; const seen = []; for await (const x of ReadableStream.from(iterable(call, [1, 2]))) seen.push(x); return seen; }, // prettier-ignore
  WritableStream: (call) => async () => { const seen = []; const w = new WritableStream({ start: () => call(undefined), write: (x) => { seen.push(call(x)); }, close: () => { seen.push(call('end')); } }).getWriter(); await w.write(1); await w.close(); return seen; }, // prettier-ignore
  'WritableStream abort': (call) => async () => { let seen; await new WritableStream({ abort: (why) => { seen = call(why); } }).abort('why'); return seen; }, // prettier-ignore
  TransformStream: (call) => async () => { const t = new TransformStream({ transform: (x, c) => c.enqueue(call(x * 2)), flush: (c) => c.enqueue(call('end')) }); const seen = []; const w = t.writable.getWriter(); const writes = [w.write(1), w.close()]; for await (const x of t.readable) seen.push(x); await Promise.all(writes); return seen; }, // prettier-ignore
  ByteLengthQueuingStrategy: (call) => () => new ByteLengthQueuingStrategy(getter(call, { highWaterMark: 3 })).size(getter(call, { byteLength: 5 })), // prettier-ignore
  'readline completer': (call) => () => new Promise((resolve) => { const input = new stream.PassThrough(); const rl = readline.createInterface({ input, output: new stream.PassThrough(), terminal: true, completer: (line) => { const r = call([[`${line}x`], line]); setImmediate(() => { rl.close(); resolve(r); }); return r; } }); input.write('ab\t'); }), // prettier-ignore
  'readline line': (call) => () => new Promise((resolve) => { const seen = []; readline.createInterface({ input: stream.Readable.from(['a\n', 'b\n']) }).on('line', (l) => seen.push(call(l))).on('close', () => setImmediate(() => setTimeout(() => resolve(seen.sort()), 30))); }), // prettier-ignore
};

const sandboxes = {
  'vm.runInThisContext': (call) => () => { globalThis.callbacksCall = call; return vm.runInThisContext('callbacksCall(1) + 1'); }, // prettier-ignore
  'vm.runInNewContext': (call) => () => vm.runInNewContext('call(a) + 1', { call, a: 2 }),
  'vm contextified getters': (call) => () => vm.runInNewContext('a + b', getter(call, { a: 1, b: 2 })),
  'vm contextified setters': (call) => () => { const seen = []; vm.runInNewContext('a = 4', { set a(v) { seen.push(call(v)); } }); return seen; }, // prettier-ignore
  'vm contextified proxy': (call) => () => vm.runInNewContext('typeof missing + a', new Proxy({ a: 1 }, { get: (t, k) => call(t[k]), has: (t, k) => call(k in t) })), // prettier-ignore
  'vm.Script.prototype.runInContext': (call) => () => new vm.Script('[1, 2].map((x) => call(x))').runInContext(vm.createContext({ call })).length, // prettier-ignore
  'vm.compileFunction': (call) => () =>
    vm.compileFunction('return call(a)', ['a', 'call'], getter(call, { filename: 'callbacks.js' }))(3, call),
  'vm.createContext options': (call) => () => vm.isContext(vm.createContext({}, getter(call, { name: 'callbacks' }))),
  'vm timeout': (call) => () => vm.runInNewContext('call(1)', { call }, { timeout: 10_000 }),
  'vm importModuleDynamically': (call) => () =>
    thrown(() => typeof new vm.Script('1', { importModuleDynamically: () => call(0) }).runInThisContext()),
  'Error.prepareStackTrace': (call) => () => { const before = Error.prepareStackTrace; Error.prepareStackTrace = (e, frames) => `${call(e.message)} ${frames.length > 0}`; try { return new Error('m').stack; } finally { Error.prepareStackTrace = before; } }, // prettier-ignore
  'module.createRequire': (call) => () => typeof require('node:module').createRequire(String(text(call, __filename)))('node:path').join, // prettier-ignore
  'module.SourceMap': (call) => () => new (require('node:module').SourceMap)(getter(call, { version: 3, sources: [], mappings: '' })).payload.version, // prettier-ignore
};

const consoles = {};
for (const name of ['log', 'info', 'debug', 'warn', 'error', 'dir', 'table', 'trace', 'dirxml'])
  consoles[`console.${name}`] = logs((c, call) =>
    name === 'trace' ? c.log(custom(call, 'own')) : c[name](custom(call, 'own')),
  );
Object.assign(consoles, {
  'console.log format': logs((c, call) => c.log('%s %o', text(call, 'a'), custom(call, 'own'))),
  'console.table rows': logs((c, call) => c.table([getter(call, { a: 1 }), { a: 2 }])),
  'console.assert': logs((c, call) => c.assert(false, custom(call, 'own'))),
  'console.group': logs(
    (c, call) => (c.group(custom(call, 'own')), c.log(custom(call, 'in')), c.groupEnd(), c.log('out')),
  ),
  'console.count': logs((c, call) => c.count(text(call, 'label'))),
  'console.Console stream': (call) => () => { let seen = ''; new Console(new stream.Writable({ write(chunk, _, done) { seen += call(String(chunk)); done(); } })).log('a'); return seen; }, // prettier-ignore
});

const temporary = () => fs.mkdtempSync(path.join(os.tmpdir(), 'callbacks-'));
const files = {
  'fs.cpSync filter': (call) => () => { const d = temporary(); fs.mkdirSync(`${d}/a`); fs.writeFileSync(`${d}/a/1`, 'x'); fs.writeFileSync(`${d}/a/2`, 'y'); fs.cpSync(`${d}/a`, `${d}/b`, { recursive: true, filter: (f) => call(!f.endsWith('2')) }); const r = fs.readdirSync(`${d}/b`); fs.rmSync(d, { recursive: true }); return r; }, // prettier-ignore
  'fs.readFileSync': (call) => () =>
    fs.readFileSync(__filename, getter(call, { encoding: 'utf8', flag: 'r' })).length > 10,
  'fs.writeFileSync': (call) => () => { const d = temporary(); fs.writeFileSync(`${d}/a`, 'x', getter(call, { mode: 0o600 })); const r = fs.statSync(`${d}/a`, getter(call, { bigint: false })).size; fs.rmSync(d, { recursive: true }); return r; }, // prettier-ignore
  'fs.readdirSync options': (call) => () =>
    fs.readdirSync(__dirname, getter(call, { withFileTypes: false })).length > 0,
  'fs.stat callback': (call) => () =>
    new Promise((resolve) => fs.stat(__filename, (e, s) => resolve(call(s.isFile())))),
  'fs.readFile callback': (call) => () =>
    new Promise((resolve) => fs.readFile(__filename, 'utf8', (e, s) => resolve(call(s.length > 10)))),
  'fs.createReadStream': (call) => () => gathered(fs.createReadStream(__filename, getter(call, { start: 0, end: 3 }))),
  'fs.promises.readFile': (call) => async () =>
    (await fs.promises.readFile(__filename, getter(call, { encoding: 'utf8' }))).length > 10,
  'fs.globSync': (call) => () =>
    fs.globSync?.('*.js', { cwd: __dirname, exclude: (x) => call(x === 'node.js') }).length > 0,
};

const others = {
  'zlib.deflateSync': (call) => () => zlib.inflateSync(zlib.deflateSync('abc', getter(call, { level: 1 }))).toString(),
  'zlib.gzip callback': (call) => () =>
    new Promise((resolve) => zlib.gzip('abc', (e, b) => resolve(call(zlib.gunzipSync(b).toString())))),
  'crypto.randomBytes callback': (call) => () =>
    new Promise((resolve) => crypto.randomBytes(4, (e, b) => resolve(call(b.length)))),
  'crypto.randomUUID': (call) => () => crypto.randomUUID(getter(call, { disableEntropyCache: true })).length,
  'crypto.createHash': (call) => () =>
    crypto
      .createHash('sha256', getter(call, { outputLength: 32 }))
      .update('a')
      .digest('hex'),
  'crypto.scryptSync': (call) => () =>
    crypto.scryptSync('a', 'b', 8, getter(call, { N: 2, r: 1, p: 1 })).toString('hex'),
  'crypto.pbkdf2 callback': (call) => () => new Promise((resolve) => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', (e, k) => resolve(call(k.toString('hex'))))), // prettier-ignore
  'crypto.sign options': (call) => () => { const { privateKey, publicKey } = keys(); return crypto.verify('sha256', Buffer.from('a'), publicKey, crypto.sign('sha256', Buffer.from('a'), getter(call, { key: privateKey, dsaEncoding: 'der' }))); }, // prettier-ignore
  'crypto.createSecretKey': (call) => () =>
    crypto
      .createSecretKey(Buffer.from('a'))
      .export(getter(call, { format: 'buffer' }))
      .toString(),
  'crypto.subtle.digest': (call) => async () => Buffer.from(await crypto.webcrypto.subtle.digest(getter(call, { name: 'SHA-1' }), Buffer.from('a'))).toString('hex'), // prettier-ignore
  'crypto.webcrypto.getRandomValues': (call) => () => crypto.webcrypto.getRandomValues(new Uint8Array(call(2))).length,
  'dns.lookup': (call) => () =>
    new Promise((resolve) => dns.lookup('127.0.0.1', getter(call, { family: 4 }), (e, a) => resolve(call(a)))),
  'Headers.prototype.forEach': (call) => () => { const seen = []; new Headers({ a: 'b' }).forEach((v, k) => seen.push(call(k + v))); return seen; }, // prettier-ignore
  FormData: (call) => () => { const f = new FormData(); f.append(text(call, 'a'), text(call, 'b')); return [...f]; }, // prettier-ignore
  Request: (call) => () => new Request(text(call, 'http://a/'), getter(call, { method: 'POST', body: 'x' })).method,
  Response: (call) => async () =>
    new Response('a', getter(call, { status: 201 })).status + (await new Response(text(call, 'b')).text()),
  DOMException: (call) => () => new DOMException(text(call, 'm'), text(call, 'N')).message,
  'WebAssembly.Memory': (call) => () =>
    new WebAssembly.Memory(getter(call, { initial: 1, maximum: 2 })).buffer.byteLength,
  'WebAssembly.Global': (call) => () =>
    new WebAssembly.Global(getter(call, { value: 'i32', mutable: true }), as(call, 5)).value,
  'WebAssembly.Table': (call) => () => new WebAssembly.Table(getter(call, { element: 'anyfunc', initial: 2 })).length,
  'WebAssembly imports': (call) => () => new WebAssembly.Instance(new WebAssembly.Module(MODULE), getter(call, { m: getter(call, { f: (x) => call(x + 1) }) })).exports.run(4), // prettier-ignore
  'WebAssembly.instantiate': (call) => async () => (await WebAssembly.instantiate(MODULE, getter(call, { m: { f: (x) => call(x * 2) } }))).instance.exports.run(4), // prettier-ignore
};
let pair;
const keys = () => (pair ??= crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }));
// (import "m" "f" (func (param i32) (result i32))) (func (export "run") (param i32) (result i32) local.get 0 call 0)
const MODULE = Buffer.from(
  '0061736d0100000001060160017f017f020701016d01660000030201000707010372756e00010a08010600200010000b',
  'hex',
);

const mocks = {};
const test = optional('test');
if (test?.mock) {
  mocks['test.mock.fn'] = (call) => () => { const f = test.mock.fn((x) => call(x + 1)); return [f(1), f.mock.calls.length]; }; // prettier-ignore
  mocks['test.mock.method'] = (call) => () => { const o = { a: () => 1 }; const m = test.mock.method(o, 'a', () => call(2)); const r = o.a(); m.mock.restore(); return [r, o.a()]; }; // prettier-ignore
  mocks['test.mock.getter'] = (call) => () => { const o = { get a() { return 1; } }; test.mock.getter(o, 'a', () => call(2)); return o.a; }; // prettier-ignore
}

const sqlite = optional('sqlite');
const databases = {};
if (sqlite) {
  const open = () => { const db = new sqlite.DatabaseSync(':memory:'); db.exec('create table t(a); insert into t values (1),(2),(3)'); return db; }; // prettier-ignore
  const rows = (all) => [...all].map((row) => Object.values(row));
  databases['sqlite.DatabaseSync.prototype.function'] = (call) => { const db = open(); db.function('f', (x) => call(x * 2)); const st = db.prepare('select f(a) from t'); return () => rows(st.all()); }; // prettier-ignore
  databases['sqlite.StatementSync.prototype.iterate'] = (call) => { const db = open(); db.function('f', (x) => call(x * 2)); return () => rows(db.prepare('select f(a) from t').iterate()); }; // prettier-ignore
  databases['sqlite.StatementSync.prototype.all getters'] = (call) => { const db = open(); const st = db.prepare('select a from t where a > $a'); return () => rows(st.all(getter(call, { a: 1 }))); }; // prettier-ignore
  if (sqlite.DatabaseSync.prototype.aggregate) databases['sqlite.DatabaseSync.prototype.aggregate'] = (call) => { const db = open(); db.aggregate('total', { start: 0, step: (s, x) => call(s + x) }); const st = db.prepare('select total(a) from t'); return () => rows(st.all()); }; // prettier-ignore
  if (sqlite.DatabaseSync.prototype.setAuthorizer) databases['sqlite.DatabaseSync.prototype.setAuthorizer'] = (call) => () => { const db = open(); db.setAuthorizer(() => call(0)); return rows(db.prepare('select a from t').all()); }; // prettier-ignore
}

module.exports = {
  ...utilities,
  ...buffers,
  ...emitters,
  ...streams,
  ...sandboxes,
  ...consoles,
  ...files,
  ...others,
  ...mocks,
  ...databases,
};
