// it: how many jobs promises take: chains, promises of promises, thenables, combinators, await of everything
'use strict';
const { log } = require('../kit');

/** A clock to see the length of each: one line a job. */
function clock(jobs) {
  let at = Promise.resolve();
  for (let i = 0; i < jobs; i++) at = at.then(() => log(`job ${i}`));
}
const thenable = (name) => ({
  then(resolve) {
    log(`${name} then called`);
    resolve(name);
  },
});

function jobs(label) {
  log(`--- ${label}`);
  clock(9);
  const say = (text) => () => log(text);
  Promise.resolve().then(say('plain'));
  Promise.resolve()
    .then(() => Promise.resolve())
    .then(say('promise returned'));
  Promise.resolve()
    .then(() => thenable('returned'))
    .then(say('thenable returned'));
  new Promise((resolve) => resolve(Promise.resolve())).then(say('resolved with a promise'));
  Promise.resolve(thenable('resolved')).then(say('resolved with a thenable'));
  Promise.reject(new Error('x')).then(say('never')).catch(say('caught')).finally(say('finally'));
  Promise.all([1, Promise.resolve(2), thenable('all')]).then(say('all'));
  Promise.allSettled([Promise.reject(new Error('x')), 1]).then(say('allSettled'));
  Promise.race([new Promise(() => {}), Promise.resolve()]).then(say('race'));
  Promise.any([Promise.reject(new Error('x')), Promise.resolve()]).then(say('any'));
  (async () => {
    await null;
    log('await value');
    await Promise.resolve();
    log('await promise');
    await thenable('awaited');
    log('await thenable');
    try {
      await Promise.reject(new Error('x'));
    } catch {
      log('await rejection');
    } finally {
      await null;
      log('await in finally');
    }
    return Promise.resolve();
  })().then(say('async function returned a promise'));
  (async () => {})().then(say('async function returned'));
  class Sub extends Promise {}
  Sub.resolve().then(say('subclass'));
  process.nextTick(say('tick'));
}

jobs('main');
process.nextTick(jobs, 'tick');
setTimeout(jobs, 1, 'timer');
