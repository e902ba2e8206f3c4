// it: links are called once, in their order, in fibers of their own, also on a fiber that has ended; unlink takes one away
'use strict';
const assert = require('node:assert');
const { spawn, idle, currentFiber } = require('greenpatch/api');
const { gate, settle, uncaught } = require('./support/kit');

const errors = uncaught();
const log = [];
const note = (name) => (fiber) => log.push(`${name} ${fiber.name}`);

spawn(function main() {
  const [door, blocked] = [gate(), gate()];
  const fiber = spawn(function linked() {
    return door.pass();
  });
  const twice = note('twice');
  const never = note('never');
  fiber.link(note('first'));
  fiber.link(twice);
  fiber.link(never);
  fiber.link(twice);
  fiber.link(never);
  fiber.link((given) => {
    assert.strictEqual(given, fiber);
    assert.notStrictEqual(currentFiber(), fiber);
    log.push('blocks');
    blocked.pass();
    log.push('goes on');
  });
  fiber.link(() => {
    throw new Error('of a link');
  });
  fiber.link(() => (idle(), undefined.property)); // fails after a park
  fiber.link(note('last'));
  fiber.unlink(never);
  fiber.unlink(never);
  fiber.unlink(never); // one too many
  fiber.unlink(twice);
  fiber.unlink(() => {});
  idle();
  door.open('result');
  assert.deepStrictEqual(log, [], 'nothing runs on the stack of who opens');
  settle();
  assert.deepStrictEqual(log, ['first linked', 'twice linked', 'blocks', 'last linked']);
  blocked.open();
  settle();
  assert.strictEqual(log.pop(), 'goes on');
  assert.deepStrictEqual(errors.map(({ name, message }) => [name, message.slice(0, 9)]).sort(), [
    ['Error', 'of a link'],
    ['TypeError', 'Cannot re'],
  ]);

  // On one that has ended: soon, not at once.
  log.length = 0;
  fiber.link(note('late'));
  assert.deepStrictEqual(log, []);
  settle();
  assert.deepStrictEqual(log, ['late linked']);
  fiber.unlink(note('late'));

  // Whatever the end: failed, killed; and on the hub.
  log.length = 0;
  const ends = [
    spawn(function failed() {
      throw new Error('failed');
    }),
    spawn(function killed() {
      gate().pass();
    }),
  ];
  idle.call(undefined);
  for (const one of ends) one.link((it) => log.push(`${it.name} ${it.state}`));
  ends[1].kill();
  setImmediate(() => ends[0].link((it) => log.push(`linked on the hub: ${it.state}`)));
  settle();
  assert.deepStrictEqual(log, ['failed failed', 'killed killed', 'linked on the hub: failed']);

  // A link made by a link of the same fiber, and one made in the fiber itself.
  log.length = 0;
  const self = spawn(function self() {
    currentFiber().link((it) => {
      note('own')(it);
      it.link(note('second generation'));
    });
  });
  self.join();
  settle();
  assert.deepStrictEqual(log, ['own self', 'second generation self']);
  console.log('ok');
});
