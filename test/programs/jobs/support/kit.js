'use strict';
// What the programs about promise jobs, ticks and callbacks share: places to block in, and an event loop to watch. They block with
// plain Atomics.wait, as a program does that knows nothing of greenpatch. Where that blocks truly, nothing ends it: then
// they give up after PATIENCE_MS and the program fails by what it has counted.
const assert = require('node:assert');
const net = require('node:net');
const { inFiber, sleep } = require('greenpatch/api');

const PATIENCE_MS = 4_000;

/** A place where callers block until it is opened, once and for all. */
exports.door = (what = 'a door') => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const door = {
    waiting: 0,
    /** Gives back its argument. */
    pass(value) {
      door.waiting++;
      const how = Atomics.wait(cell, 0, 0, PATIENCE_MS);
      door.waiting--;
      if (how === 'timed-out') throw new assert.AssertionError({ message: `${what}: it blocks, and nobody else runs` });
      return value;
    },
    open() {
      Atomics.store(cell, 0, 1);
      Atomics.notify(cell, 0);
    },
  };
  return door;
};

/** A place where callers block until `count` of them are in there at the same time. */
exports.meeting = (count) => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const meeting = {
    present: 0,
    most: 0,
    /** Gives back its argument. */
    attend(value) {
      meeting.most = Math.max(meeting.most, ++meeting.present);
      // A caller that completes it, or has waited in vain, lets all callers go.
      if (meeting.present === count || Atomics.wait(cell, 0, 0, PATIENCE_MS) === 'timed-out') {
        Atomics.store(cell, 0, 1);
        Atomics.notify(cell, 0);
      }
      meeting.present--;
      return value;
    },
  };
  return meeting;
};

/** Calls back after an immediate, a timer and some bytes over a socket. None of them comes while the event loop is held up. */
exports.loop = (then) => {
  setImmediate(() =>
    setTimeout(() => {
      const server = net.createServer((socket) => socket.end('bytes'));
      server.listen(0, '127.0.0.1', () => {
        const socket = net.connect(server.address().port, '127.0.0.1');
        socket.resume().on('close', () => server.close(then));
      });
    }, 1),
  );
};

/** Parks the calling fiber until something holds. */
exports.until = (holds, what = String(holds)) => {
  const end = Date.now() + 2 * PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) throw new assert.AssertionError({ message: `still waiting: ${what}` });
    sleep(1);
  }
};

/**
 * Makes `count` calls whose callbacks block until all of them are in there.
 * @param call gets its number and the callback
 * @returns what the callbacks got, by number
 */
exports.overlap = (what, call, count = 20) => {
  const meeting = exports.meeting(count);
  const results = [];
  for (let n = 0; n < count; n++) {
    call(n, (...args) => {
      assert.ok(inFiber(), `${what}: its callback is in a fiber`);
      meeting.attend();
      results.push([n, args]);
    });
  }
  exports.until(() => results.length === count, what);
  assert.strictEqual(meeting.most, count, `${what}: so many were in flight`);
  return results.sort(([a], [b]) => a - b).map(([, args]) => args);
};

/**
 * What holds for a piece of code that blocks in a promise job, in whatever form: the jobs queued behind it run meanwhile, in
 * order, with those that they queue; the loop goes on; it goes on itself with the right value, in the order in which it is woken.
 * @param forms by name: takes `body`, calls it with 'value' in a job, and gives a promise of what it returns
 * @param unused names of forms that do not give what `body` returns, but 'value'
 */
exports.checkForms = (forms, unused = []) => {
  const { currentFiber, wait } = require('greenpatch/api');
  const expected = (name) => (unused.includes(name) ? 'value' : 'value, returned');
  const started = (name, log) => {
    const door = exports.door(name);
    const result = forms[name]((value) => {
      assert.ok(inFiber(), name);
      assert.strictEqual(value, 'value', name);
      const fiber = currentFiber();
      log.push('parks');
      queueMicrotask(() => log.push('behind'));
      queueMicrotask(() => queueMicrotask(() => log.push('behind, queued by one that was')));
      void Promise.resolve().then(() => log.push('behind as well'));
      door.pass();
      assert.strictEqual(currentFiber(), fiber, name);
      log.push('goes on');
      return `${value}, returned`;
    });
    return { name, door, result };
  };
  const behind = ['behind', 'behind as well', 'behind, queued by one that was'];
  for (const name of Object.keys(forms)) {
    const log = [];
    const { door, result } = started(name, log);
    exports.until(() => door.waiting > 0, `${name} blocks`);
    exports.loop(() => (log.push('loop'), door.open()));
    assert.strictEqual(wait(result), expected(name), name);
    assert.deepStrictEqual(log, ['parks', ...behind, 'loop', 'goes on'], name);
  }
  // All of them at once, ended in reverse order.
  const all = Object.keys(forms).map((name) => started(name, []));
  exports.until(() => all.every(({ door }) => door.waiting === 1), 'all of them block');
  for (const { name, door, result } of all.reverse()) {
    door.open();
    assert.strictEqual(wait(result), expected(name), name);
  }
};
