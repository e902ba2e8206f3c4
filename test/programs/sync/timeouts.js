// it: a time limit and a signal are scopes that say whose they are, hand out a signal, and are inherited only when asked
'use strict';
const assert = require('node:assert');
const { Event, idle, Semaphore, sleep, spawn, spawnWith, withSignal, withTimeout } = require('greenpatch/api');
const { settle, virtualClock } = require('greenpatch/testing');
const { code, controlsOf, passes, thrown } = require('./support/kit');

/** Runs `fn` in a fiber while the virtual time passes ms by ms. */
function within(ms, fn) {
  const clock = virtualClock();
  try {
    const fiber = spawn(fn);
    for (let i = 0; i <= ms; i++) (settle(), clock.advance(1));
    settle();
    assert.ok(fiber.finished, 'it takes longer');
    assert.strictEqual(clock.pending, 0, 'a timer is left over');
    return fiber.get();
  } finally {
    clock.uninstall();
  }
}

function scopes() {
  within(40, () => {
    const aborted = [];
    const error = thrown(() =>
      withTimeout(20, (scope) => {
        assert.strictEqual(scope.remaining, 20);
        sleep(5);
        assert.strictEqual(scope.remaining, 15);
        scope.signal.addEventListener('abort', () => aborted.push(scope.signal.reason));
        withTimeout(30, (inner) => {
          assert.strictEqual(inner.signal.aborted, false);
          new Event().wait();
        });
      }),
    );
    assert.strictEqual(error.code, 'ERR_GREENPATCH_TIMEOUT');
    assert.match(error.message, /withTimeout\(20\)/);
    assert.deepStrictEqual(aborted, [error]);
    // A signal that is asked for afterwards has been aborted.
    let kept;
    assert.throws(() => withTimeout(1, (scope) => ((kept = scope), sleep(9))), code('TIMEOUT'));
    assert.deepStrictEqual([kept.signal.aborted, kept.remaining], [true, 0]);
  });
}

function signals() {
  const controller = new AbortController();
  const { signal } = controller;
  const forms = [
    () => withSignal(signal, () => sleep(1e6)),
    () => withTimeout(1e6, () => sleep(1e6), { signal }),
    () => new Semaphore(0).acquire({ signal }),
    () => new Event().wait({ signal, timeout: 1e6 }),
  ];
  const fibers = forms.map((form) => spawn(() => thrown(form)));
  settle();
  controller.abort('enough');
  assert.deepStrictEqual(fibers.map((fiber) => fiber.get()), ['enough', 'enough', 'enough', 'enough']); // prettier-ignore
  for (const form of forms) assert.strictEqual(thrown(form), 'enough');
  // Not while nothing parks, and not behind the scope.
  assert.strictEqual(withSignal(signal, () => 'done'), 'done'); // prettier-ignore
  idle();
  for (const args of [[1, () => {}], [signal, 1]]) assert.throws(() => withSignal(...args), code('INVALID_ARG')); // prettier-ignore
  assert.throws(() => withTimeout(1, () => {}, { signal: 1 }), code('INVALID_ARG'));
}

function inheriting() {
  within(60, () => {
    const ends = (fiber) => (fiber.join(), fiber.state === 'done' ? 'done' : controlsOf(fiber).outcome);
    const children = [];
    const limited = (inheritTimeout) => {
      const fiber = spawnWith({ inheritTimeout, name: 'child' }, sleep, 30);
      controlsOf(fiber).observe();
      children.push(fiber);
    };
    withTimeout(40, () => {
      withTimeout(20, () => (limited(true), limited(false)), { error: 'inner' });
      limited(true);
    });
    assert.strictEqual(children[0].name, 'child');
    // The scope has been left, and its limit still ends what has inherited it: when it would have ended the scope.
    assert.deepStrictEqual(children.map(ends), ['inner', 'done', 'done']);
    const controller = new AbortController();
    withSignal(controller.signal, () => limited(true));
    idle();
    controller.abort('signal');
    assert.strictEqual(ends(children[3]), 'signal');
    limited(true); // outside of any
    assert.strictEqual(ends(children[4]), 'done');
  });
}

passes(async () => {
  for (const test of [scopes, signals, inheriting]) await spawn(test);
  assert.throws(() => withSignal(new AbortController().signal, () => {}), code('NOT_IN_FIBER'));
});
