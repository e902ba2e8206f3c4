'use strict';
// Does what a generated program says, and keeps the trace. In plain Node the trace must be the same in each run; so whatever the
// event loop takes up later (timers, files) is made ready before the loop gets to look at it, and never within one millisecond
// and the next: see Pace.
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const { EventEmitter, once } = require('node:events');
const fs = require('node:fs');
const { PassThrough, Readable, Writable, pipeline } = require('node:stream');
const timers = require('node:timers/promises');
const { MessageChannel } = require('node:worker_threads');

const MILLISECOND = 1_000_000n;
const now = () => process.hrtime.bigint();
const storage = new AsyncLocalStorage();
const channel = diagnostics.channel('order');
const { port1, port2 } = new MessageChannel();
const self = fs.openSync(__filename, 'r');
port1.unref();

/**
 * Takes the chance out of time. Timers that are due in the same turn of the loop fire in the order of their times in whole
 * milliseconds, so all that are set between two waits are set within one: the first waits for a millisecond to begin, and
 * if another one comes too late, the program's trace is not comparable. When nothing is left to drain, or an error is about to cut
 * the draining short, it waits until all timers are due and the thread pool, which has one thread, is done.
 */
class Pace {
  /** Actions that will run before the loop goes on. */
  draining = 0;
  /** An error has cut the draining short. */
  cut = false;
  broken = false;
  #millisecond = null;
  #files = [];

  /** Before and after a timer is set. */
  mark() {
    if (this.#millisecond === null) {
      while (now() % MILLISECOND > MILLISECOND / 20n);
      this.#millisecond = now() / MILLISECOND;
    } else if (now() / MILLISECOND !== this.#millisecond) this.broken = true;
  }

  /** A read of a file into this buffer has been begun. */
  reads(buffer) {
    this.#files.push(buffer);
  }

  wait() {
    const pending = this.#files.splice(0);
    const least = this.#millisecond === null ? 0n : (this.#millisecond + 4n) * MILLISECOND;
    const read = now();
    while (pending.some((buffer) => buffer[0] === 0)) if (now() - read > 1000n * MILLISECOND) this.broken = true;
    // The thread has read; what it does then to tell the loop takes a moment.
    const end = pending.length > 0 ? now() + MILLISECOND : 0n;
    while (now() < least || now() < end);
    this.#millisecond = null;
  }
}

class Run {
  trace = [];
  pace = new Pace();
  #pending = 0;
  #done;
  #held = [];

  constructor(done) {
    this.#done = done;
  }

  log(label) {
    const store = storage.getStore();
    this.trace.push(store === undefined ? label : `${label} [${store}]`);
  }

  /** Does the actions within an action. */
  inner(action, label) {
    action.of.forEach((child, i) => this.act(child, `${label}.${i}`));
  }

  /** Logs, and does the actions within. */
  body(action, label) {
    this.log(label);
    this.inner(action, label);
  }

  act(action, label) {
    ACTIONS[action.kind](this, action, label);
  }

  /** A function that is called once before the loop goes on: what is open until it has returned. */
  soon(fn) {
    this.#begin();
    this.pace.draining++;
    return (...args) => {
      try {
        return fn(...args);
      } catch (error) {
        // The rest is drained later, in turns that are not known from here.
        this.pace.cut = true;
        throw error;
      } finally {
        this.settle();
      }
    };
  }

  /** A function that the event loop calls. */
  later(fn) {
    this.#begin();
    return (...args) => {
      const run = this.soon(fn);
      this.#end();
      return run(...args);
    };
  }

  /** An async function that settles before the loop goes on. */
  async during(fn) {
    const settle = this.soon(() => {});
    try {
      await fn();
    } finally {
      settle();
    }
  }

  settle() {
    const { pace } = this;
    if (--pace.draining === 0 || pace.cut) pace.wait();
    if (pace.draining === 0) pace.cut = false;
    this.#end();
  }

  #begin() {
    this.#pending++;
  }

  #end() {
    if (--this.#pending > 0) return;
    // Nothing else will let them go on.
    if (this.#held.length > 0) this.release();
    else this.#done();
  }

  /** A promise that another action resolves. */
  hold() {
    return new Promise((resolve) => this.#held.push(resolve));
  }

  release() {
    for (const resolve of this.#held.splice(0)) {
      this.#begin();
      this.pace.draining++;
      resolve();
    }
  }

  setTimeout(fn, ms) {
    this.pace.mark();
    const timer = setTimeout(this.later(fn), ms);
    this.pace.mark();
    return timer;
  }

  reads(start) {
    const buffer = Buffer.alloc(1);
    this.pace.reads(buffer);
    return start(buffer);
  }
}

/**
 * On Node 20 and 22 `exit` switches the storage off for all code, and a `run` inside on again, for good. Greenpatch gives it the
 * meaning that it has from Node 24 on (src/patch/builtins/async_hooks.ts), on purpose; so there is nothing to compare there.
 */
const exit = (fn) => (parseInt(process.versions.node) < 24 ? storage.run(undefined, fn) : storage.exit(fn));

class Failure extends Error {}
const never = () => new Promise(() => {});

const ACTIONS = {
  call: (run, action, label) => run.body(action, label),
  emit(run, action, label) {
    const emitter = new EventEmitter();
    for (let i = 0; i < action.n; i++) emitter.on('event', () => run.log(`${label} listener ${i}`));
    emitter.once('event', () => run.inner(action, label));
    emitter.emit('event');
    emitter.emit('event');
  },
  dispatch(run, action, label) {
    // An error in a listener goes to a tick of its own; so there is none in here.
    const target = new EventTarget();
    for (let i = 0; i < action.n; i++) target.addEventListener('event', () => run.log(`${label} listener ${i}`));
    target.dispatchEvent(new Event('event'));
    run.inner(action, label);
  },
  abort(run, action, label) {
    const { signal } = new AbortController();
    const controller = new AbortController();
    AbortSignal.any([signal, controller.signal]).onabort = () => run.log(`${label} any`);
    controller.signal.addEventListener('abort', () => run.log(`${label} aborted`));
    controller.abort();
    run.inner(action, label);
  },
  catch(run, action, label) {
    try {
      run.body(action, label);
      throw new Failure(label);
    } catch (error) {
      run.log(`${label} caught ${error.message}`);
    } finally {
      run.log(`${label} finally`);
    }
  },
  publish(run, action, label) {
    const subscriber = () => {
      channel.unsubscribe(subscriber);
      run.body(action, label);
    };
    channel.subscribe(subscriber);
    channel.runStores({}, () => run.log(`${label} published`));
  },
  als: (run, action, label) => storage.run(label, () => run.body(action, label)),
  enterWith(run, action, label) {
    storage.enterWith(label);
    run.body(action, label);
  },
  exit: (run, action, label) => exit(() => run.body(action, label)),
  resource(run, action, label) {
    const resource = new AsyncResource('Order');
    process.nextTick(run.soon(() => resource.runInAsyncScope(() => run.body(action, label))));
  },
  bind: (run, action, label) => queueMicrotask(AsyncLocalStorage.bind(run.soon(() => run.body(action, label)))),

  tick: (run, action, label) => process.nextTick(run.soon(() => run.body(action, label))),
  microtask: (run, action, label) => queueMicrotask(run.soon(() => run.body(action, label))),
  then: (run, action, label) => void Promise.resolve().then(run.soon(() => run.body(action, label))),
  chain(run, action, label) {
    let promise = Promise.resolve();
    for (let i = 0; i < action.n; i++) promise = promise.then(run.soon(() => run.log(`${label} link ${i}`)));
    promise.then(run.soon(() => run.body(action, label)));
  },
  thenable(run, action, label) {
    const then = run.soon((resolve) => (run.log(`${label} then`), resolve()));
    Promise.resolve({ then }).then(run.soon(() => run.body(action, label)));
  },
  nested: (run, action, label) =>
    void new Promise((resolve) => resolve(Promise.resolve())).then(run.soon(() => run.body(action, label))),
  finally: (run, action, label) => void Promise.resolve().finally(run.soon(() => run.body(action, label))),
  rejected: (run, action, label) =>
    void Promise.reject(new Failure(label)).then(
      null,
      run.soon(() => run.body(action, label)),
    ),
  all: (run, action, label) => void Promise.all([1, Promise.resolve(2)]).then(run.soon(() => run.body(action, label))),
  race: (run, action, label) =>
    void Promise.race([never(), Promise.resolve()]).then(run.soon(() => run.body(action, label))),
  async: (run, action, label) =>
    void run.during(async () => {
      run.log(`${label} begin`);
      for (let i = 0; i < action.n; i++) await i;
      run.body(action, label);
      await { then: (resolve) => resolve() };
      run.log(`${label} end`);
    }),
  asyncThrow: (run, action, label) =>
    void run.during(async () => {
      await null;
      run.body(action, label);
      throw new Failure(label);
    }),
  generator(run, action, label) {
    async function* values() {
      try {
        for (let i = 0; i <= action.n; i++) yield i;
      } finally {
        run.log(`${label} finally`);
      }
    }
    run.during(async () => {
      for await (const value of values()) {
        run.log(`${label} value ${value}`);
        if (value === 1) break;
      }
      run.body(action, label);
    });
  },
  iterator: (run, action, label) =>
    void run.during(async () => {
      for await (const value of [Promise.resolve(0), 1]) run.log(`${label} value ${value}`);
      run.body(action, label);
    }),
  capture(run, action, label) {
    const emitter = new EventEmitter({ captureRejections: true });
    emitter.on(
      'error',
      run.soon(() => run.body(action, label)),
    );
    emitter.on('event', async () => {
      throw new Failure(label);
    });
    emitter.emit('event');
  },
  once(run, action, label) {
    const emitter = new EventEmitter();
    run.during(async () => {
      await once(emitter, 'event');
      run.body(action, label);
    });
    process.nextTick(run.soon(() => emitter.emit('event')));
  },
  readable(run, action, label) {
    const stream = new Readable({ objectMode: true, read() {} });
    const close = run.soon(() => run.body(action, label));
    stream.on(action.n === 0 ? 'readable' : 'data', () => {
      run.log(`${label} readable`);
      while (action.n === 0 && stream.read() !== null) run.log(`${label} read`);
    });
    stream.on('end', () => run.log(`${label} ended`)).on('close', close);
    for (let i = 0; i < action.n; i++) stream.push(i);
    process.nextTick(run.soon(() => stream.push(null)));
  },
  writable(run, action, label) {
    const write = (_chunk, _encoding, callback) => (run.log(`${label} write`), callback());
    const stream = new Writable({ write, highWaterMark: 1 });
    for (const event of ['drain', 'finish']) stream.on(event, () => run.log(`${label} ${event}`));
    stream.on(
      'close',
      run.soon(() => run.body(action, label)),
    );
    for (let i = 0; i < action.n; i++) stream.write('x', () => run.log(`${label} written`));
    stream.end(() => run.log(`${label} ended`));
  },
  pipeline(run, action, label) {
    const write = (_chunk, _encoding, callback) => (run.log(`${label} write`), queueMicrotask(callback));
    const end = run.soon(() => run.body(action, label));
    pipeline(Readable.from(['a', 'b']), new PassThrough(), new Writable({ write }), end);
  },
  hold: (run, action, label) =>
    void run.hold().then(() => {
      try {
        run.body(action, label);
      } finally {
        run.settle();
      }
    }),
  release(run, action, label) {
    run.release();
    run.body(action, label);
  },

  timer: (run, action, label) => run.setTimeout(() => run.body(action, label), action.n),
  immediate: (run, action, label) => setImmediate(run.later(() => run.body(action, label))),
  interval(run, action, label) {
    let left = action.n;
    const last = run.later(() => (clearInterval(interval), run.body(action, label)));
    run.pace.mark();
    const interval = setInterval(() => {
      if (left-- === 0) return last();
      // Node sets the next time when this function has returned.
      run.pace.mark();
      process.nextTick(run.soon(() => run.pace.mark()));
      run.log(`${label} call`);
    }, 1);
    run.pace.mark();
  },
  refresh(run, action, label) {
    const timer = run.setTimeout(() => run.body(action, label), 1 + action.n);
    process.nextTick(
      run.soon(() => {
        run.pace.mark();
        timer.refresh();
        run.pace.mark();
      }),
    );
  },
  clear(run, action, label) {
    run.pace.mark();
    const cleared = [setTimeout(() => run.log('never'), 1), setImmediate(() => run.log('never'))];
    run.pace.mark();
    const clear = run.soon(() => (clearTimeout(cleared[0]), clearImmediate(cleared[1]), run.body(action, label)));
    if (action.n === 0) process.nextTick(clear);
    else queueMicrotask(clear);
  },
  sleep(run, action, label) {
    run.pace.mark();
    timers.setTimeout(1).then(run.later(() => run.body(action, label)));
    run.pace.mark();
  },
  turn: (run, action, label) => void timers.setImmediate().then(run.later(() => run.body(action, label))),
  fs: (run, action, label) =>
    run.reads((buffer) =>
      fs.read(
        self,
        buffer,
        0,
        1,
        0,
        run.later(() => run.body(action, label)),
      ),
    ),
  fsPromise: (run, action, label) =>
    void run.reads((buffer) => reader.read(buffer, 0, 1, 0)).then(run.later(() => run.body(action, label))),
  message(run, action, label) {
    messages.push(run.later(() => run.body(action, label)));
    port2.postMessage(label);
  },

  throw(run, action, label) {
    run.body(action, label);
    throw new Failure(label);
  },
  reject(run, action, label) {
    Promise.reject(new Failure(label));
    run.body(action, label);
  },
  late(run, action, label) {
    const promise = Promise.reject(new Failure(label));
    const handle = () => void promise.catch(run.soon(() => run.body(action, label)));
    if (action.n === 0) process.nextTick(run.soon(handle));
    else if (action.n === 1) queueMicrotask(run.soon(handle));
    else setImmediate(run.later(handle));
  },
};

/** One for each message that is under way; they arrive in order. */
const messages = [];
port1.on('message', () => messages.shift()());
port1.unref();
let reader;
let current;

for (const event of ['unhandledRejection', 'uncaughtException'])
  process.on(event, (error, origin) => {
    if (!(error instanceof Failure)) throw error;
    current.log(`${event} ${error.message} ${typeof origin === 'string' ? origin : ''}`);
  });
process.on('rejectionHandled', () => current.log('rejectionHandled'));

/**
 * Runs programs one after another.
 * @returns a promise of what came of each: its trace, and whether the trace can be compared
 */
async function runAll(programs) {
  reader = await fs.promises.open(__filename, 'r');
  const results = [];
  for (const program of [WARM_UP, WARM_UP, ...programs]) {
    // What an error has left in the queues of the last program, and what Node itself does as it begins, is done by then.
    for (let i = 0; i < 5; i++) await timers.setImmediate();
    port1.ref();
    await exit(
      () =>
        new Promise((resolve) => {
          current = new Run(resolve);
          current.soon(() => current.act(program, '0'))();
        }),
    );
    port1.unref();
    for (let i = 0; i < 5; i++) await timers.setImmediate();
    results.push({ trace: current.trace, comparable: !current.pace.broken });
  }
  await reader.close();
  return results.slice(2);
}

/** Does everything once. What is done for the first time takes longer than a millisecond. */
const WARM_UP = {
  kind: 'call',
  n: 0,
  of: Object.keys(ACTIONS).map((kind) => ({ kind: 'tick', n: 1, of: [{ kind, n: 1, of: [] }] })),
};

module.exports = { runAll };
