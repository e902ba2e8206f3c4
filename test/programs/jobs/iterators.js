// it: what blocks in an async generator, an async iterator or the body of a for await parks alone
// preload: greenpatch
'use strict';
const events = require('node:events');
const { Readable } = require('node:stream');
const { checkForms } = require('./support/kit');

const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));

checkForms({
  'a generator, after its await': async (body) => {
    async function* generate() {
      await null;
      yield body('value');
    }
    for await (const text of generate()) return text;
  },
  'a generator that goes on after a yield': async (body) => {
    async function* generate() {
      const given = yield 'first';
      yield body(given);
    }
    const generator = generate();
    await generator.next();
    return (await generator.next('value')).value;
  },
  'a generator below another one': async (body) => {
    async function* inner() {
      await null;
      yield body('value');
    }
    async function* outer() {
      yield* inner();
    }
    for await (const text of outer()) return text;
  },
  'the end of a generator that is left': async (body) => {
    let text;
    async function* generate() {
      try {
        yield 1;
      } finally {
        await null;
        text = body('value');
      }
    }
    for await (const _ of generate()) break;
    return text;
  },
  'for await over promises': async (body) => {
    for await (const value of [later('value')]) return body(value);
  },
  'for await over values': async (body) => {
    for await (const value of ['value']) return body(value);
  },
  'for await over a generator': async (body) => {
    async function* generate() {
      yield later('value');
    }
    for await (const value of generate()) return body(value);
  },
  'the next of an iterator': async (body) => {
    const iterator = {
      next: async () => (await null, { done: false, value: body('value') }),
      [Symbol.asyncIterator]: () => iterator,
    };
    for await (const text of iterator) return text;
  },
  'the return of an iterator': async (body) => {
    let text;
    const iterator = {
      next: async () => ({ done: false, value: 1 }),
      return: async () => (await null, (text = body('value')), { done: true }),
      [Symbol.asyncIterator]: () => iterator,
    };
    for await (const _ of iterator) break;
    return text;
  },
  'for await over events': async (body) => {
    const emitter = new events.EventEmitter();
    setImmediate(() => emitter.emit('it', 'value'));
    for await (const [value] of events.on(emitter, 'it')) return body(value);
  },
  'for await over a stream': async (body) => {
    for await (const value of Readable.from(['value'])) return body(value);
  },
});
console.log('ok');
