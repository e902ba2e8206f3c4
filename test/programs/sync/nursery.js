// it: a nursery does not end before its fibers, cancels them on the first failure, and gathers what they failed with
'use strict';
const assert = require('node:assert');
const api = require('greenpatch/api');
const { idle, nursery, nurseryAsync, sleep, spawn, withTimeout } = api;
const { code, controlsOf, dawdle, exploring, passes, thrown } = require('./support/kit');
const { settle } = require('greenpatch/testing');

const forever = () => sleep(1e6);
const fail = (error) => () => {
  idle();
  throw error;
};

function outcomes() {
  const order = [];
  const value = nursery((n) => {
    n.spawn(() => (idle(), idle(), idle(), order.push('slow')));
    n.spawn((x) => (idle(), order.push(x)), 'quick');
    assert.strictEqual(n.size, 2);
    return 'value';
  });
  assert.deepStrictEqual([value, order], ['value', ['quick', 'slow']]);

  // One fails: the others and the function are cancelled, and know why.
  const one = new Error('one');
  const seen = [];
  const aggregate = thrown(() =>
    nursery((n) => {
      n.spawn(() => {
        const reason = thrown(forever);
        seen.push(reason);
        throw reason;
      });
      n.signal.addEventListener('abort', () => seen.push(n.signal.reason));
      n.spawn(fail(one));
      seen.push(thrown(forever));
      assert.throws(() => n.spawn(forever), code('CLOSED'));
    }),
  );
  assert.ok(aggregate instanceof AggregateError);
  assert.deepStrictEqual(aggregate.errors, [one]);
  assert.strictEqual(seen.length, 3);
  for (const reason of seen) {
    assert.strictEqual(reason.code, 'ERR_GREENPATCH_KILLED');
    assert.strictEqual(reason.cause, one);
  }

  // What cancelled fibers fail with in their clean-up is gathered too.
  const two = new Error('two');
  const both = thrown(() =>
    nursery((n) => {
      n.spawn(() => {
        try {
          forever();
        } catch {
          sleep(1);
          throw two;
        }
      });
      n.spawn(fail(one));
    }),
  );
  assert.deepStrictEqual(both.errors, [one, two]);

  // The function's own error is thrown as it is, with others gathered.
  const own = new Error('own');
  const throwing = (spawned) => () =>
    nursery((n) => {
      const fiber = n.spawn(spawned);
      idle();
      assert.ok(!fiber.finished);
      throw own;
    });
  assert.strictEqual(thrown(throwing(forever)), own);
  const stubborn = () => {
    try {
      forever();
    } finally {
      throw two; // eslint-disable-line no-unsafe-finally
    }
  };
  assert.deepStrictEqual(thrown(throwing(stubborn)).errors, [own, two]);

  // Cancelling is no failure.
  assert.strictEqual(nursery((n) => (n.spawn(forever), n.cancel(), 'mine')), 'mine'); // prettier-ignore
  assert.strictEqual(nursery((n) => (n.spawn(() => n.cancel()), forever(), 'mine')), undefined); // prettier-ignore
  let kept;
  nursery((n) => void (kept = n));
  assert.throws(() => kept.spawn(forever), code('CLOSED'));
  kept.cancel();
  assert.strictEqual(kept.cancelled, false);
}

function fromOutside() {
  // A timeout of the host, while it waits and while it is in the function.
  for (const body of [(n) => void n.spawn(forever), (n) => (n.spawn(forever), forever())]) {
    const error = thrown(() => withTimeout(5, () => nursery((n) => (body(n), n.size)), { message: 'whose' }));
    assert.deepStrictEqual([error.message, error.code], ['whose', 'ERR_GREENPATCH_TIMEOUT']);
  }
  // A kill: the fibers end first, however long that takes, and no matter what kills again.
  const log = [];
  const host = spawn(() =>
    nursery((n) => {
      n.spawn(() => {
        try {
          forever();
        } finally {
          for (let i = 0; i < 5; i++) idle();
          log.push('cleaned up');
        }
      });
    }),
  );
  settle();
  controlsOf(host).requestKill();
  idle();
  controlsOf(host).requestKill();
  host.link(() => log.push('host'));
  host.join();
  settle();
  assert.deepStrictEqual([host.state, log], ['killed', ['cleaned up', 'host']]);
  // Nested: the outer one's failure goes through the inner one.
  const one = new Error('one');
  const nested = thrown(() =>
    nursery((outer) => {
      outer.spawn(fail(one));
      nursery((inner) => {
        inner.spawn(forever);
        forever();
      });
    }),
  );
  assert.deepStrictEqual(nested.errors, [one]);
}

async function asynchronously() {
  const value = await nurseryAsync(async (n) => {
    const fiber = n.spawn(() => (sleep(1), 'fiber'));
    return [await fiber, 'function'];
  });
  assert.deepStrictEqual(value, ['fiber', 'function']);
  const one = new Error('one');
  const heeding = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await assert.rejects(
    nurseryAsync((n) => (n.spawn(fail(one)), heeding(n.signal))),
    (error) => error instanceof AggregateError && error.errors.length === 1 && error.errors[0] === one,
  );
  await assert.rejects(nurseryAsync((n) => (n.spawn(forever), heeding(n.signal)), 1), code('TIMEOUT')); // prettier-ignore
  const controller = new AbortController();
  const aborted = nurseryAsync((n) => void n.spawn(forever), { signal: controller.signal });
  controller.abort(one);
  await assert.rejects(aborted, one);
  await assert.rejects(
    nurseryAsync(() => Promise.reject(one)),
    one,
  );
  await assert.rejects(nurseryAsync(7), code('INVALID_ARG'));
  assert.throws(() => nursery(() => 1), code('NOT_IN_FIBER'));
}

/** Trees of nurseries in which some fibers fail: none outlives its nursery, and every failure is reported once. */
function trees(run) {
  const failures = [];
  let alive = 0;
  const node = (depth) => {
    alive++;
    try {
      dawdle(run);
      if (run.below(6) === 0) {
        const error = new Error(`failure ${failures.length}`);
        failures.push(error);
        throw error;
      }
      if (depth === 0) return;
      nursery((n) => {
        for (let i = run.below(3); i >= 0; i--) n.spawn(node, depth - 1);
        dawdle(run);
      });
    } finally {
      alive--;
    }
  };
  const gathered = [];
  const collect = (error) => {
    if (error instanceof AggregateError) error.errors.forEach(collect);
    else gathered.push(error);
  };
  try {
    nursery((n) => void n.spawn(node, 3));
  } catch (error) {
    collect(error);
  }
  assert.strictEqual(alive, 0);
  assert.deepStrictEqual(new Set(gathered), new Set(failures));
}

passes(async () => {
  await asynchronously();
  for (const test of [outcomes, fromOutside]) await spawn(test);
  await exploring(100, trees);
});
