// it: 'message' of a datagram socket is an entry point: 20 messages that block overlap, and begin in order of arrival
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const dgram = require('node:dgram');
const { inFiber, wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 20;
const room = kit.meeting(COUNT);
const begun = [];
const answers = [];
const server = dgram.createSocket('udp4', (message, { port, address }) => {
  assert.ok(inFiber());
  begun.push(`${message}`);
  const text = `${message}`;
  room.attend();
  assert.strictEqual(`${message}`, text);
  server.send(`answer to ${message}`, port, address);
});
wait(new Promise((resolve) => server.bind(0, '127.0.0.1', resolve)));
const client = dgram.createSocket('udp4');
client.on('message', (message) => answers.push(`${message}`));
const questions = Array.from({ length: COUNT }, (_, n) => `question ${n}`);
for (const question of questions) {
  wait(new Promise((resolve) => client.send(question, server.address().port, '127.0.0.1', resolve)));
}
kit.until(() => answers.length === COUNT, 'all answers');
assert.deepStrictEqual(begun, questions);
assert.deepStrictEqual(answers.sort(), questions.map((question) => `answer to ${question}`).sort());
assert.strictEqual(room.most, COUNT);
client.close();
server.close();
console.log('ok');
