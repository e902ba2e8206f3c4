// it: the body of a for await over a stream parks where it blocks, and gets the content in order; many such loops go on side by side
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const readline = require('node:readline');
const { Readable } = require('node:stream');
const { inFiber, wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { folder } = require('../patch/support/kit');

const COUNT = 10;
const lines = Array.from({ length: 12 }, (_, n) => `line ${n}\n`);
const text = lines.join('');
const file = `${folder()}/file`;
fs.writeFileSync(file, text);

const server = http.createServer((request, response) => {
  const left = [...lines];
  setTimeout(function next() {
    response.write(left.shift());
    if (left.length > 0) setTimeout(next, 1);
    else response.end();
  }, 1);
});
wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
const sources = {
  'an array': () => Readable.from(lines),
  'a file': () => fs.createReadStream(file, { encoding: 'utf8', highWaterMark: 30 }),
  'a response': () =>
    new Promise((resolve) => {
      const options = { port: server.address().port, host: '127.0.0.1', agent: false };
      http.get(options, (response) => resolve(response.setEncoding('utf8')));
    }),
  'lines of a file': async function* () {
    for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) yield `${line}\n`;
  },
};
for (const [name, open] of Object.entries(sources)) {
  // The loops meet at their first chunk, so they must be parked at the same time; then each goes its own way.
  const room = kit.meeting(COUNT);
  const loops = Array.from({ length: COUNT }, async (_, n) => {
    let all = '';
    for await (const chunk of await open()) {
      assert.ok(inFiber(), name);
      if (all === '') room.attend();
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, n % 3);
      all += chunk;
    }
    return all;
  });
  assert.deepStrictEqual(wait(Promise.all(loops)), Array(COUNT).fill(text), name);
  assert.strictEqual(room.most, COUNT, name);
}
server.close();
server.closeAllConnections();
console.log('ok');
