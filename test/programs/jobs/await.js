// it: what blocks after an await parks alone, whatever was awaited and wherever in the async function it stands
// preload: greenpatch
'use strict';
const { checkForms } = require('./support/kit');

const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));

class Service {
  static async fetch(body) {
    return body(await later('value'));
  }
  async #inner(body) {
    await null;
    return body('value');
  }
  async outer(body) {
    return await this.#inner(body);
  }
}

checkForms({
  'await of a promise': async (body) => body(await Promise.resolve('value')),
  'await of a promise of later': async (body) => body(await later('value')),
  'await of something else': async (body) => body(await 'value'),
  'await of a thenable': async (body) => body(await { then: (done) => done('value') }),
  'in a thenable that is awaited': async (body) => await { then: (done) => done(body('value')) },
  'after several awaits': async (body) => {
    for (let n = 0; n < 10; n++) await n;
    return body('value');
  },
  'in catch': async (body) => {
    try {
      await Promise.reject('value');
    } catch (value) {
      return body(value);
    }
  },
  'in finally': async (body) => {
    let text;
    try {
      await null;
      return await null;
    } finally {
      text = body('value');
      // eslint-disable-next-line no-unsafe-finally
      return text;
    }
  },
  'in an argument': async (body) => [await null, body('value'), await null][1],
  'in a default of a parameter': async (body) => {
    await null;
    return (async (text = body('value')) => (await null, text))();
  },
  'in a static method': (body) => Service.fetch(body),
  'in a private method that a method awaits': (body) => new Service().outer(body),
  'in an async function that a job calls': async (body) => {
    await null;
    return (async () => body('value'))();
  },
  'in a plain function deep below': async (body) => {
    const below = (depth) => (depth === 0 ? body('value') : below(depth - 1));
    await null;
    return below(200);
  },
});
console.log('ok');
