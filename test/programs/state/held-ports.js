// it: a port that is closed while a getter of what is posted blocks, or of what it goes along with, is no memory that is gone
// preload: greenpatch
// env: MALLOC_PERTURB_=165
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');

const cell = new Int32Array(new SharedArrayBuffer(4));
const wait = (ms) => Atomics.wait(cell, 0, 0, ms);
/** With a property that takes its time to be read. */
const message = (extra) => Object.defineProperty({ ...extra }, 'slow', { get: () => wait(2), enumerable: true });
/** Each gives what posts, and what is closed by other code. */
const forms = {
  'the port itself'() {
    const { port1, port2 } = new MessageChannel();
    return { post: () => port1.postMessage(message()), closed: [port1, port2] };
  },
  'its other side'() {
    const { port1, port2 } = new MessageChannel();
    return { post: () => port1.postMessage(message()), closed: [port2] };
  },
  'a port that goes along'() {
    const [a, b] = [new MessageChannel(), new MessageChannel()];
    const post = () => a.port1.postMessage(message({ port: b.port1 }), [b.port1]);
    return { post, closed: [b.port1], after: [a.port1, b.port2] };
  },
  'a port that goes along with a clone'() {
    const { port1, port2 } = new MessageChannel();
    const post = () => structuredClone(message({ port: port1 }), { transfer: [port1] }).port.close();
    return { post, closed: [port1, port2] };
  },
  'a channel of broadcasts'() {
    const channel = new BroadcastChannel('closed');
    return { post: () => channel.postMessage(message()), closed: [channel] };
  },
};
for (const make of Object.values(forms)) {
  for (let round = 0; round < 10; round++) {
    const { post, closed, after = [] } = make();
    const poster = spawn(post);
    const closer = spawn(() => (wait(1), closed.forEach((port) => port.close())));
    joinAll([poster, closer]);
    poster.get();
    closer.get();
    after.forEach((port) => port.close());
  }
}
assert.deepStrictEqual(
  [structuredClone.name, MessagePort.prototype.postMessage.name],
  ['structuredClone', 'postMessage'],
);
assert.ok(!('prototype' in MessagePort.prototype.postMessage));
console.log('ok');
