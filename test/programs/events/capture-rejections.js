// it: with captureRejections the error of an async listener that has parked goes to 'error', or to the emitter's own method
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { EventEmitter, captureRejectionSymbol } = require('node:events');
const http = require('node:http');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

process.on('unhandledRejection', (error) => assert.fail(`not captured: ${error.message}`));
const room = kit.meeting(3);
const listener = async (n) => {
  await null;
  room.attend();
  throw new Error(`listener ${n}`);
};
const caught = [];
const plain = new EventEmitter({ captureRejections: true });
plain.on('error', (error) => caught.push(`error: ${error.message}`));
const special = new EventEmitter({ captureRejections: true });
special[captureRejectionSymbol] = (error, event, ...args) => caught.push(`${event} ${args}: ${error.message}`);
for (const emitter of [plain, special]) emitter.on('it', listener);
plain.emit('it', 1);
special.emit('it', 2);
plain.emit('it', 3);
kit.until(() => caught.length === 3, 'all of them');
assert.deepStrictEqual(caught.sort(), ['error: listener 1', 'error: listener 3', 'it 2: listener 2']);
assert.strictEqual(room.most, 3);

// A server answers 500 then, by itself.
EventEmitter.captureRejections = true;
const server = http.createServer(async (request, response) => {
  await null;
  const door = kit.door();
  setImmediate(door.open);
  door.pass();
  if (request.url === '/fails') throw new Error('of a handler');
  response.end('fine');
});
EventEmitter.captureRejections = false;
wait(new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
const status = (path) =>
  wait(
    new Promise((resolve) => {
      const options = { port: server.address().port, host: '127.0.0.1', path, agent: false };
      http.get(options, (response) => resolve(response.resume().statusCode));
    }),
  );
assert.deepStrictEqual(['/', '/fails', '/'].map(status), [200, 500, 200]);
server.close();
server.closeAllConnections();
console.log('ok');
