'use strict';
// One browser for each call, which reads a page that takes so long. The pages are served by this process: it goes on meanwhile.
const http = require('node:http');

/** Answers /<ms>/<text> with a page after so many ms. */
const serve = () =>
  new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      const [, ms, text] = request.url.split('/');
      const page = `<title>title of ${text}</title><p id="reply">${text}</p><input id="input">`;
      response.setHeader('Content-Type', 'text/html');
      setTimeout(() => response.end(page), Number(ms));
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

/** @wdio/sync takes `console.error` away, and where it refuses to work it does not give it back. */
function loaded(require) {
  const { error } = console;
  const { remote } = require('webdriverio');
  console.error = error;
  return remote;
}

async function begin({ require, port, data, count }, straight) {
  const remote = loaded(require);
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const options = {
    hostname: '127.0.0.1',
    port,
    path: '/',
    logLevel: 'silent',
    capabilities: { browserName: 'chrome', 'goog:chromeOptions': { binary: data, args } },
  };
  const sync = straight ? require('@wdio/sync').default : undefined;
  const sessions = await Promise.all(Array.from({ length: count }, () => remote(options)));
  // What its runner does; without it no command is synchronous.
  if (straight) globalThis.browser = sessions[0];
  const server = await serve();
  return { sync, sessions, server, pages: server.address().port };
}
exports.open = (given) => begin(given, true);
exports.openPlain = (given) => begin(given, false);

exports.close = async ({ sync, sessions, server }) => {
  for (const session of sessions) await (sync ? sync(() => session.deleteSession()) : session.deleteSession());
  server.close();
  server.closeAllConnections();
};

const url = (pages, ms, n) => `http://127.0.0.1:${pages}/${ms}/reply-${n}`;
exports.expected = (n) => [`title of reply-${n}`, `reply-${n}`, `typed ${n}`, 1];

exports.started = ({ sync, sessions, pages }, n, ms) =>
  sync(() => {
    const browser = sessions[n];
    browser.url(url(pages, ms, n));
    browser.$('#input').setValue(`typed ${n}`);
    return [browser.getTitle(), browser.$('#reply').getText(), browser.$('#input').getValue(), browser.$$('p').length];
  });

exports.plain = async ({ sessions, pages }, n, ms) => {
  const browser = sessions[n];
  await browser.url(url(pages, ms, n));
  await (await browser.$('#input')).setValue(`typed ${n}`);
  const reply = await browser.$('#reply');
  const input = await browser.$('#input');
  return [await browser.getTitle(), await reply.getText(), await input.getValue(), (await browser.$$('p')).length];
};

/** Steps of a test: awaited in plain Node, in a straight line in a fiber. */
const steps = (test) => (client) => {
  const running = test(client.sessions[0], client.pages);
  const next = (value) => running.next(value);
  const { sync } = client;
  if (sync)
    return sync(() => {
      let step = next();
      while (!step.done) step = next(step.value);
    });
  return (async () => {
    let step = next();
    while (!step.done) step = next(await step.value);
  })();
};

const neverMet = steps(function* (browser) {
  yield browser.waitUntil(() => false, { timeout: 300, interval: 50, timeoutMsg: 'it is never met' });
});

exports.failures = {
  'an element that is not there': steps(function* (browser) {
    const element = yield browser.$('#none');
    yield element.click();
  }),
  'an element that does not come': steps(function* (browser) {
    const element = yield browser.$('#none');
    yield element.waitForExist({ timeout: 300 });
  }),
  'an invalid selector': steps(function* (browser) {
    const element = yield browser.$('p[');
    yield element.getText();
  }),
  'an error of a script in the page': steps(function* (browser) {
    yield browser.execute(() => {
      throw new TypeError('in the page');
    });
  }),
  'a script that does not end': steps(function* (browser) {
    yield browser.setTimeout({ script: 200 });
    yield browser.executeAsync(() => {});
  }),
  'a page that nobody serves': steps(function* (browser, pages) {
    yield browser.url(`http://127.0.0.2:${pages}/`);
  }),
  // In plain Node the library says something else. This is what it says with the real fibers on Node 14, as of all the others.
  'a condition that is never met': (client) =>
    client.sync ? neverMet(client) : Promise.reject(new Error('it is never met')),
  "the test's own error": steps(function* (browser) {
    const title = yield browser.getTitle();
    throw new RangeError(`not this title: ${title}`);
  }),
};
