/* eslint no-unsafe-finally: 'off' */
'use strict';
// Prints what fibers and fibers/future do, in cases that depend on nothing but them. The real library on Node 14 and ours must print
// the same.
const Fiber = require('fibers');
const Future = require('fibers/future');

let section = '';
const log = (...words) => console.log(section, ...words);
const attempt = (name, fn) => {
  try {
    log(name, 'gives', fn());
  } catch (error) {
    log(name, 'throws', error instanceof Error ? `${error.name}: ${error.message}` : error);
  }
};

const cases = {
  construction() {
    attempt('no argument', () => Fiber());
    attempt('two arguments', () => new Fiber(() => {}, 1));
    attempt('no function', () => Fiber(5));
    attempt('with new', () => new Fiber(() => {}) instanceof Fiber);
    attempt('without new', () => Fiber(() => {}) instanceof Fiber);
    attempt('a foreign this', () => Fiber.prototype.run.call({}));
    attempt('started of nobody', () => Fiber.prototype.started);
    attempt('a subclass', () => new (class Sub extends Fiber {})(() => 'sub').run());
  },
  values() {
    const fiber = Fiber(function (first) {
      log('this is global', this === globalThis, 'arguments', arguments.length, first);
      const second = Fiber.yield('a');
      log('second', second);
      const third = Fiber.yield();
      log('third', third);
      return 'end';
    });
    log(fiber.started, fiber.run('first'), fiber.started, fiber.run('second'), fiber.run(), fiber.started);
    attempt('run again', () => fiber.run());
    attempt('strict this', () =>
      Fiber(function () {
        'use strict';
        return this === globalThis;
      }).run(),
    );
    attempt('two values', () => Fiber(() => {}).run(1, 2));
    attempt('two yielded', () => Fiber(() => Fiber.yield(1, 2)).run());
    attempt('yield outside', () => Fiber.yield());
    const { yield: detached } = Fiber;
    attempt('detached yield', () => Fiber(() => detached('x')).run());
  },
  errors() {
    attempt('an error leaves run', () =>
      Fiber(() => {
        throw new TypeError('mine');
      }).run(),
    );
    const late = Fiber(() => {
      Fiber.yield();
      throw new RangeError('late');
    });
    late.run();
    attempt('a late one', () => late.run());
    log('started', late.started);
    attempt('throwInto', () => {
      const f = Fiber(() => {
        try {
          Fiber.yield();
        } catch (e) {
          return `caught ${e}`;
        }
      });
      f.run();
      return f.throwInto('it');
    });
    attempt('throwInto uncaught', () => {
      const f = Fiber(() => Fiber.yield());
      f.run();
      return f.throwInto(new Error('through'));
    });
    attempt('throwInto of nothing', () => {
      const f = Fiber(() => {
        try {
          Fiber.yield();
        } catch (e) {
          return `caught ${e}`;
        }
      });
      f.run();
      return f.throwInto();
    });
    attempt('throwInto two', () => {
      const f = Fiber(() => Fiber.yield());
      f.run();
      return f.throwInto(1, 2);
    });
    attempt('throwInto before', () => Fiber(() => {}).throwInto(1));
    attempt('a non-error', () =>
      Fiber(() => {
        throw 7;
      }).run(),
    );
  },
  reset() {
    attempt('before start', () => Fiber(() => {}).reset());
    attempt('with an argument', () => {
      const f = Fiber(() => Fiber.yield());
      f.run();
      return f.reset(1);
    });
    attempt('unwinds', () => {
      const f = Fiber(() => {
        try {
          Fiber.yield();
        } finally {
          log('finally');
        }
      });
      f.run();
      return [f.reset(), f.started];
    });
    attempt('an error of its own', () => {
      const f = Fiber(() => {
        try {
          Fiber.yield();
        } finally {
          throw new Error('own');
        }
      });
      f.run();
      return f.reset();
    });
    attempt('a value', () => {
      const f = Fiber(() => {
        try {
          Fiber.yield();
        } catch (e) {
          log(e.message);
          return 'value';
        }
      });
      f.run();
      return f.reset();
    });
    attempt('yields again', () => {
      const f = Fiber(() => {
        for (let n = 0; n < 3; n++) {
          try {
            Fiber.yield(n);
          } catch (e) {
            log(n, e.message);
          }
        }
        return 'out';
      });
      f.run();
      return f.reset();
    });
    attempt('then runs again', () => {
      const f = Fiber((x) => Fiber.yield(x));
      f.run(1);
      f.reset();
      return f.run(2);
    });
    attempt('itself', () => Fiber(() => Fiber.current.reset()).run());
  },
  nesting() {
    const order = [];
    const inner = Fiber(() => {
      order.push('i1');
      Fiber.yield();
      order.push('i2');
      Fiber.yield();
      order.push('i3');
    });
    const outer = Fiber(() => {
      order.push('o1');
      inner.run();
      order.push('o2');
      Fiber.yield();
      inner.run();
      order.push('o3');
    });
    outer.run();
    inner.run();
    attempt('outer goes on', () => outer.run());
    log(order.join());
    attempt('inner of main', () => inner.started);
    attempt('running', () => Fiber(() => Fiber.current.run()).run());
    attempt('an ancestor', () =>
      Fiber(() => {
        const me = Fiber.current;
        return Fiber(() => me.run()).run();
      }).run(),
    );
    attempt('error through two', () =>
      Fiber(() =>
        Fiber(() => {
          throw new Error('deep');
        }).run(),
      ).run(),
    );
    log('current', Fiber.current);
    attempt('currents', () =>
      Fiber(() => {
        const me = Fiber.current;
        return [Fiber(() => Fiber.current === me).run(), Fiber.current === me];
      }).run(),
    );
  },
  pool() {
    log(Fiber.poolSize);
    Fiber.poolSize = 7;
    log(Fiber.poolSize);
    const before = Fiber.fibersCreated;
    const many = Array.from({ length: 20 }, () => Fiber(() => Fiber.yield()));
    for (const fiber of many) fiber.run();
    const made = Fiber.fibersCreated - before;
    for (const fiber of many) fiber.run();
    for (const fiber of many) fiber.run();
    log('made again', Fiber.fibersCreated - before - made, made > 10);
    Fiber.poolSize = 120;
    log(process.fiberLib === Fiber);
  },
  futures() {
    const future = new Future();
    attempt('get too early', () => future.get());
    future.resolve((error, value) => log('told', error, value));
    future.return(3);
    attempt('twice', () => future.return(4));
    attempt('throw after', () => future.throw(new Error('x')));
    attempt('get', () => future.get());
    future.resolve((error, value) => log('told late', error, value));
    attempt('empty error', () => new Future().throw());
    const failed = new Future();
    failed.throw(new Error('failed'));
    attempt('get of a failed one', () => failed.get());
    attempt('wait outside', () => new Future().wait());
    attempt('wait of a resolved one outside', () => future.wait());
    attempt('wait for no future', () => Future.wait(5));
    attempt('wait for no future in a list', () => Future.wait([5]));
    attempt('Future.wait outside', () => Future.wait(future));
    const proxied = new Future();
    future.proxy(proxied);
    attempt('proxy', () => proxied.get());
    const [one, two] = [new Future(), new Future()];
    attempt('proxyErrors', () => failed.proxyErrors([one, two]) === failed && one.isResolved() && two.isResolved());
    attempt('resolveSuccess', () => failed.resolveSuccess(() => log('not told')) === failed);
    future.resolve(new Future(), (value) => log('two arguments', value));
    const receiver = new Future();
    failed.resolve(receiver, () => log('not told'));
    attempt('an error goes to the first', () => receiver.get());
    log(String(function named() {}.future()));
    attempt('keys', () => Object.keys(Future.prototype).sort().join());
    attempt('statics', () => Object.keys(Future).sort().join());
  },
  wrap() {
    const api = {
      base: 2,
      twice(x, cb) {
        cb(x < 0 ? new Error('negative') : null, x * this.base);
        return 'returned';
      },
    };
    const wrapped = Future.wrap(api);
    attempt('method', () => wrapped.twiceFuture(4).wait());
    attempt('returned', () => wrapped.twiceFuture(4)._);
    attempt('error', () => wrapped.twiceFuture(-4).get());
    attempt('suffix', () => typeof Future.wrap(api, false, 'Later').twiceLater);
    attempt('original', () => typeof wrapped.twice);
    attempt('multi', () => Future.wrap((cb) => cb(null, 1, 2), true)().get());
    const fn = Object.assign((cb) => cb(null, 'fn'), { other: (cb) => cb(null, 'other') });
    attempt('function with functions', () => [Future.wrap(fn)().get(), Future.wrap(fn).otherFuture().get()]);
  },
};

for (const [name, run] of Object.entries(cases)) {
  section = `${name}:`;
  run();
}

section = 'later:';
const pause = (ms, value) => {
  const future = new Future();
  setTimeout(() => future.return(value), ms);
  return future;
};
Fiber(() => {
  log(
    'slow and quick',
    (() => {
      const [a, b] = [pause(20, 'a'), pause(1, 'b')];
      Future.wait(a, [b]);
      return [a.get(), b.get()];
    })(),
  );
  const reused = (() => `reused ${Fiber.current === me}`).future();
  const me = Fiber.current;
  log(reused().wait());
  log(
    Future.task(
      () => pause(5, 1).wait(),
      () => pause(1, 2).wait(),
    ).wait(),
  );
  attempt('a task that fails', () =>
    Future.task(
      () => pause(5, 1).wait(),
      () => {
        throw new Error('task');
      },
    ).wait(),
  );
  attempt('from a promise', () => Future.fromPromise(Promise.resolve(5)).wait());
  attempt('from a rejected one', () => Future.fromPromise(Promise.reject(new Error('rejected'))).wait());
  const promise = pause(1, 'promise').promise();
  attempt('to a promise', () => Future.fromPromise(promise).wait());
  const order = [];
  const waiting = ['x', 'y', 'z'].map((name) =>
    Future.task(() => {
      order.push(`${name}1`);
      pause(1).wait();
      order.push(`${name}2`);
    }),
  );
  Future.wait(waiting);
  log(order.join());
  process.once('uncaughtException', (error) => log('uncaught', error.message));
  (() => {
    throw new Error('detached');
  }).future(true)();
  pause(5).wait();
  log('end', Fiber.current === me);
}).run();
