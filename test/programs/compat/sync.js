// it: sync() makes promise-returning and callback-taking methods blocking, and leaves everything else as it is
'use strict';
const assert = require('node:assert');
const { EventEmitter, once } = require('node:events');
const fs = require('node:fs');
const { Readable } = require('node:stream');
const { promisify } = require('node:util');
const { joinAll, spawn, sync } = require('greenpatch/api');

const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));
class Client extends EventEmitter {
  #secret = 'secret';
  static made = 0;
  static async connect(name) {
    await later();
    return new Client(name);
  }
  constructor(name) {
    super();
    this.name = name;
    Client.made++;
  }
  get visible() {
    return this.#secret;
  }
  set visible(value) {
    this.#secret = value;
  }
  async get(key) {
    await later();
    if (key === 'bad') throw new RangeError('no such key');
    return `${this.#secret} ${key}`;
  }
  plain(a, b = 2) {
    return [this.#secret, a, b];
  }
  add(a, b, callback) {
    setTimeout(() => callback(a < 0 ? new TypeError('negative') : null, a + b), 1);
    return this;
  }
  optional(a, cb) {
    if (cb === undefined) return later(`promised ${a}`);
    setImmediate(cb, null, `called back ${a}`);
  }
  unnamed(a, x) {
    setImmediate(x, null, a);
  }
  chain() {
    return this;
  }
  *numbers() {
    yield* [1, 2];
  }
  async *later() {
    yield* [3, 4];
  }
  stream() {
    return Readable.from(['a']);
  }
  self(other) {
    return other === this;
  }
  sub() {
    return new Client('sub');
  }
  child = { get: (key) => later(`child ${key}`) };
}

spawn(() => {
  const real = new Client('one');
  const client = sync(real);
  assert.strictEqual(sync(real), client, 'one for each');
  assert.strictEqual(sync(client), client);
  assert.ok(client instanceof Client);

  assert.strictEqual(client.get('k'), 'secret k');
  assert.throws(() => client.get('bad'), /^RangeError: no such key$/);
  assert.deepStrictEqual(client.plain(1), ['secret', 1, 2]);
  assert.strictEqual(client.visible, 'secret');
  client.visible = 'changed';
  assert.strictEqual(real.get === client.get, false);
  assert.strictEqual(client.get, client.get, 'a method is the same every time');
  assert.strictEqual(client.get('k'), 'changed k');
  client.name = 'set';
  assert.strictEqual(real.name, 'set');
  assert.ok('name' in client && Object.keys(client).includes('name'));

  assert.strictEqual(client.add(1, 2), 3);
  assert.throws(() => client.add(-1, 2), /^TypeError: negative$/);
  let called;
  assert.strictEqual(
    client.add(1, 2, (error, value) => (called = value)),
    client,
    'who gives a callback gets it called',
  );
  sync(later)();
  while (called === undefined) sync(later)();
  assert.strictEqual(called, 3);
  assert.strictEqual(client.optional('x'), 'called back x');
  assert.strictEqual(sync(real, { callbacks: ['unnamed'] }).unnamed('y'), 'y');
  assert.strictEqual(sync(real, { callbacks: [] }).optional('z'), 'promised z');
  assert.strictEqual(sync((a, x) => setImmediate(x, null, a), { callbacks: true })('fn'), 'fn');
  assert.strictEqual(sync(fs).readFile(__filename, 'utf8'), fs.readFileSync(__filename, 'utf8'));
  assert.throws(() => sync(fs).readFile('/nothing/here'), { code: 'ENOENT', syscall: 'open' });
  const custom = Object.assign(() => 'not promised', { [promisify.custom]: (a) => later(`custom ${a}`) });
  assert.strictEqual(sync(custom)('c'), 'custom c');

  // Where the callback goes when optional arguments are left out: behind the arguments where the function would find it there, also
  // where it only passes on what it gets, and where it is declared when it would not.
  class Base {
    moves(a, options, cb) {
      if (typeof options === 'function') {
        cb = options;
        options = {};
      }
      setImmediate(cb, null, `${a} ${Object.keys(options).length}`);
    }
    movesByCount(a, options, cb) {
      const given = arguments.length < 3 ? options : cb;
      const { level = 'none' } = arguments.length < 3 ? {} : options;
      setImmediate(given, null, `${a} ${level}`);
    }
    movesIfMissing(a, options, cb) {
      cb ||= options;
      setImmediate(cb, null, `${a} ${options === cb}`);
    }
    keeps(a, options, cb) {
      const reply = `${a} ${options}`;
      setImmediate(cb, null, reply);
      return true;
    }
    publish(where, a, options, cb) {
      const reply = `${where} ${a} ${options}`;
      setImmediate(() => cb(null, reply));
      return false;
    }
  }
  const helper = (a, options, cb) => {
    if (typeof options === 'function') [options, cb] = [{ none: true }, options];
    setImmediate(cb, null, `${a} ${options.none}`);
  };
  class Channel extends Base {
    passesOn(a, options, cb) {
      return this.moves(a, options, cb);
    }
    passesOnAway(a, options, cb) {
      return helper(a, options, cb);
    }
    publish(where, a, options, cb) {
      return super.publish(where, a, options, cb);
    }
    send(a, options, cb) {
      return this.publish('', a, options, cb); // as amqplib's confirm channel does
    }
    defaulted(a, options = 'default', cb) {
      const reply = `${a} ${options}`;
      setImmediate(cb, null, reply);
    }
  }
  const channel = sync(new Channel());
  const replies = {
    moves: 'x 0',
    movesByCount: 'x none',
    movesIfMissing: 'x true',
    keeps: 'x undefined',
    passesOn: 'x 0',
    passesOnAway: 'x true',
    send: ' x undefined',
    defaulted: 'x default',
  };
  for (const [name, reply] of Object.entries(replies)) {
    assert.strictEqual(channel[name]('x'), reply, name);
    assert.strictEqual(channel[name]('x'), reply, `${name}, once more`);
  }
  assert.strictEqual(channel.send('x', 'options'), ' x options');
  class Moving extends Channel {
    publish(where, a, options, cb) {
      if (typeof options === 'function') [options, cb] = ['moved', options];
      setImmediate(cb, null, `${a} ${options}`);
    }
  }
  assert.strictEqual(sync(new Moving()).send('x'), 'x moved', 'another class may move what the same method passes on');

  assert.strictEqual(client.chain(), client);
  assert.strictEqual(
    client.on('x', () => {}),
    client,
  );
  assert.deepStrictEqual([...client.numbers()], [1, 2]);
  assert.strictEqual(typeof client.later().next, 'function');
  assert.ok(client.stream() instanceof Readable);
  assert.ok(client.self(client), 'what it is given is unwrapped');
  setImmediate(() => real.emit('event', 5));
  assert.deepStrictEqual(sync(once)(client, 'event'), [5]);

  const SyncClient = sync(Client);
  assert.strictEqual(SyncClient, sync(Client));
  const made = new SyncClient('made');
  assert.ok(made instanceof Client && made instanceof SyncClient);
  assert.strictEqual(made.get('k'), 'secret k');
  assert.strictEqual(SyncClient.made, Client.made);
  assert.strictEqual(SyncClient.connect('n').name, 'n');
  class Derived extends SyncClient {}
  assert.ok(new Derived('d') instanceof Derived);

  assert.ok(client.child.get('k') instanceof Promise, 'objects in it are as they were');
  const nested = sync(real, { nested: true });
  assert.notStrictEqual(nested, client);
  assert.strictEqual(nested.child.get('k'), 'child k');
  assert.strictEqual(nested.sub().get('k'), 'secret k');
  assert.strictEqual(nested.child, nested.child);
  const frozen = sync(Object.freeze({ get: later, data: Object.freeze({}) }));
  assert.strictEqual(frozen.get('frozen'), 'frozen');

  const order = [];
  joinAll([3, 2, 1].map((n) => spawn(() => order.push(sync(() => new Promise((r) => setTimeout(r, n * 20, n)))()))));
  assert.deepStrictEqual(order, [1, 2, 3], 'others run meanwhile');
  for (const wrong of [undefined, null, 5, 'text'])
    assert.throws(() => sync(wrong), { code: 'ERR_GREENPATCH_INVALID_ARG' });
  console.log('ok');
});
assert.throws(() => sync({ get: () => Promise.resolve(1) }).get(), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
assert.deepStrictEqual(sync({ plain: () => 1 }).plain(), 1);
