'use strict';
// A synchronous request that is killed or times out leaves nothing: no child, no file. Run with the folders of both libraries.
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { adaptations, joinAll, spawn, unadapt, wait, withTimeout } = require('greenpatch/api');

const copies = process.argv.slice(2).map((folder, at) => {
  const load = createRequire(path.join(folder, 'package.json'));
  return load(['xmlhttprequest', 'xmlhttprequest-ssl'][at]).XMLHttpRequest;
});
console.warn = () => {}; // says that synchronous requests are deprecated
assert.deepStrictEqual(
  adaptations().map(({ leftAlone }) => leftAlone),
  [undefined, undefined],
);

// Both folders in which the files may lie.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-request-'));
process.env.TMPDIR = folder;
process.chdir(folder);
const files = () => fs.readdirSync(folder).filter((name) => name.startsWith('.node-xmlhttprequest'));

/** Answers /text at once, and /never when its client is gone. */
let arrived;
let gone;
const server = http.createServer((request, response) => {
  if (request.url !== '/never') return response.end(request.url.slice(1));
  arrived();
  return response.on('close', () => gone());
});

const get = (XMLHttpRequest, what) => {
  const request = new XMLHttpRequest();
  request.open('GET', `http://127.0.0.1:${server.address().port}/${what}`, false);
  request.send();
  return request.responseText;
};
/** Both ends of a request that is not answered. */
const ends = () => [new Promise((done) => (arrived = done)), new Promise((done) => (gone = done))];
/** The files go when the child has ended, which its server may see before us. */
const emptied = () => wait(new Promise((done) => check(done)));
const check = (done) => (files().length === 0 ? done() : setImmediate(check, done));

server.listen(0, '127.0.0.1', () => {
  spawn(() => {
    for (const XMLHttpRequest of copies) {
      const [begun, over] = ends();
      const fiber = spawn(() => get(XMLHttpRequest, 'never'));
      wait(begun);
      const reason = new Error('killed');
      fiber.kill(reason);
      wait(over);
      assert.strictEqual(fiber.state, 'killed');
      emptied();

      ends();
      assert.throws(() => withTimeout(500, () => get(XMLHttpRequest, 'never')), { code: 'ERR_GREENPATCH_TIMEOUT' });
      emptied();

      // A folder that changes meanwhile changes nothing; nor does a request in a listener of another one.
      const replies = ['one', 'two', 'three'].map((what) => spawn(() => get(XMLHttpRequest, what)));
      const nested = spawn(() => {
        const request = new XMLHttpRequest();
        const inner = [];
        request.onload = () => inner.push(get(XMLHttpRequest, 'inner'));
        request.open('GET', `http://127.0.0.1:${server.address().port}/outer`, false);
        request.send();
        return [request.responseText, ...inner];
      });
      spawn(() => process.chdir(os.homedir()));
      joinAll([...replies, nested]);
      process.chdir(folder);
      assert.deepStrictEqual(
        replies.map((one) => one.get()),
        ['one', 'two', 'three'],
      );
      assert.deepStrictEqual(nested.get(), ['outer', 'inner']);
      assert.deepStrictEqual(files(), []);
    }
    process.chdir('/proc/self'); // no user may write there
    const name = `.node-xmlhttprequest-sync-${process.pid}`;
    assert.throws(() => get(copies[0], 'text'), { path: name, syscall: 'open', message: new RegExp(`'${name}'$`) });
    process.chdir(folder);
    server.close();
    server.closeAllConnections();
    fs.rmSync(folder, { recursive: true });
    unadapt('xmlhttprequest', 'xmlhttprequest-ssl');
    console.log('ok');
  });
});
