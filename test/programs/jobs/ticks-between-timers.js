// it: ticks and jobs that Node drains between two timers, or two immediates, park alone as well: the next timer comes meanwhile
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const kit = require('./support/kit');

/** Two callbacks that come in one go, one right after the other. */
const pairs = {
  timers(first, second) {
    setTimeout(first, 1);
    setTimeout(second, 1);
    const end = performance.now() + 5;
    while (performance.now() < end);
  },
  'timers of different times'(first, second) {
    setTimeout(first, 1);
    setTimeout(second, 2);
    const end = performance.now() + 6;
    while (performance.now() < end);
  },
  immediates(first, second) {
    setImmediate(first);
    setImmediate(second);
  },
};
const kinds = {
  tick: (run) => process.nextTick(run),
  job: (run) => queueMicrotask(run),
  'async function': async (run) => (await null, run()),
  'tick of a job': (run) => queueMicrotask(() => process.nextTick(run)),
};

for (const [pair, schedule] of Object.entries(pairs)) {
  for (const [kind, queue] of Object.entries(kinds)) {
    const what = `${kind} between two ${pair}`;
    const door = kit.door(what);
    const log = [];
    schedule(
      () => {
        log.push('first');
        queue(() => (log.push('parks'), door.pass(), log.push('goes on')));
        queue(() => log.push('behind'));
      },
      () => {
        log.push('second');
        queue(() => log.push('after the second'));
      },
    );
    kit.until(() => log.length === 5, what);
    assert.deepStrictEqual(log, ['first', 'parks', 'behind', 'second', 'after the second'], what);
    kit.loop(door.open);
    kit.until(() => log.length === 6, what);
    assert.strictEqual(log.at(-1), 'goes on', what);
  }
}
console.log('ok');
