// it: timers/promises, promisified timers, scheduler and events.once
'use strict';
const { once, on, EventEmitter } = require('node:events');
const timers = require('node:timers/promises');
const { promisify } = require('node:util');
const { log, note, spin } = require('../kit');

async function main() {
  note('main');
  log(await timers.setImmediate('immediate'));
  note('after immediate');
  log(await timers.setTimeout(1, 'timeout'));
  note('after timeout');
  log(await promisify(setImmediate)('promisified immediate'));
  log(await promisify(setTimeout)(1, 'promisified timeout'));
  note('after promisified');
  await timers.scheduler.yield();
  note('after yield');
  await timers.scheduler.wait(1);
  note('after wait');
  let calls = 0;
  for await (const value of timers.setInterval(1, 'interval')) {
    note(`${value} ${calls}`);
    if (++calls === 3) break;
  }
  note('after interval');

  // Several at once, all due, made in an immediate: the timers come first.
  await timers.setImmediate();
  const all = ['a', 'b', 'c'].map((name) => timers.setTimeout(1, name).then(note));
  const immediates = ['d', 'e'].map((name) => timers.setImmediate(name).then(note));
  spin();
  await Promise.all([...all, ...immediates]);

  const controller = new AbortController();
  const aborted = timers.setTimeout(1000, null, { signal: controller.signal }).catch((error) => note(error.name));
  process.nextTick(() => controller.abort());
  await aborted;

  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit('event', 1));
  note(await once(emitter, 'event'));
  process.nextTick(() => [1, 2, 3].forEach((n) => emitter.emit('many', n)));
  for await (const [n] of on(emitter, 'many')) {
    note(`many ${n}`);
    if (n === 3) break;
  }
}
main().then(() => note('end'));
