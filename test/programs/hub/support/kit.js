'use strict';
// What the programs about the hub share. Order is made with gates and counted turns of the loop, never with time.
const { AssertionError } = require('node:assert');
const { idle } = require('greenpatch/api');
const { controlsOf, park } = require('../../../../dist/hub');
const { coreOf } = require('../../../../dist/hub/fiber');

Object.assign(exports, { controlsOf, coreOf });

/** What `assert.throws` and `assert.rejects` compare a GreenpatchError with. */
exports.code = (name) => ({ name: 'GreenpatchError', code: `ERR_GREENPATCH_${name}` });

/** What `fn` throws. */
exports.thrown = (fn) => {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error(`${fn} threw nothing`);
};

/** A place where one fiber parks until `open` lets it through. */
exports.gate = (what = 'gate', options = {}) => {
  const gate = {
    waker: undefined,
    pass: () => park({ what, start: (waker) => (gate.waker = waker), ...options }),
    open: (value) => gate.waker.resolve(value),
    fail: (error) => gate.waker.reject(error),
  };
  return gate;
};

/** Parks the calling fiber until everything that follows from what it did so far has happened, I/O and timers aside. */
exports.settle = (turns = 6) => {
  for (let i = 0; i < turns; i++) idle();
};

/** The errors that reach `uncaughtException` from now on, except those of the test itself. */
exports.uncaught = () => {
  const errors = [];
  process.on('uncaughtException', (error) => {
    if (error instanceof AssertionError) {
      console.error(error);
      process.exit(1);
    }
    errors.push(error);
  });
  return errors;
};

/** Prints ok when the event loop has run dry and `check` holds: for programs that also show that nothing is left over. */
exports.atExit = (check) => {
  process.on('exit', (status) => {
    if (status !== 0) return;
    check();
    console.log('ok');
  });
};
