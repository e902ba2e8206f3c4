// it: what blocks in a reaction, a microtask or a thenable's then parks alone: jobs behind it and the loop go on meanwhile
// preload: greenpatch
'use strict';
const { checkForms } = require('./support/kit');

checkForms(
  {
    then: (body) => Promise.resolve('value').then(body),
    'then of a rejection': (body) => Promise.reject('value').then(undefined, body),
    catch: (body) => Promise.reject('value').catch(body),
    finally: (body) => Promise.resolve('value').finally(() => body('value')),
    queueMicrotask: (body) => new Promise((resolve) => queueMicrotask(() => resolve(body('value')))),
    'the then of a thenable': (body) => Promise.resolve({ then: (done) => done(body('value')) }),
    'the then of a thenable that a reaction gives': (body) =>
      Promise.resolve().then(() => ({ then: (done) => done(body('value')) })),
    'a reaction to a promise of a subclass': (body) => class Mine extends Promise {}.resolve('value').then(body),
    'a long chain': (body) =>
      Array.from({ length: 50 })
        .reduce((promise) => promise.then((value) => value), Promise.resolve('value'))
        .then(body),
    'a getter that a resolution reads': (body) =>
      Promise.resolve().then(() => ({
        get then() {
          const text = body('value');
          return (done) => done(text);
        },
      })),
    'a callback of a builtin': (body) => Promise.resolve().then(() => ['value'].map((value) => body(value)).join()),
  },
  ['finally'],
);
console.log('ok');
