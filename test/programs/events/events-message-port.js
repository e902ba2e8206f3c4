// it: messages of a MessagePort and of a BroadcastChannel are entry points, however one listens: 10 that block overlap, in order
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { inFiber } = require('greenpatch');
const kit = require('../jobs/support/kit');

const COUNT = 10;
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const ways = {
  on: (port, listener) => port.on('message', listener),
  addListener: (port, listener) => port.addListener('message', listener),
  onmessage: (port, listener) => (port.onmessage = ({ data }) => listener(data)),
  addEventListener(port, listener) {
    port.addEventListener('message', ({ data }) => listener(data));
    port.start();
  },
};
function overlap(name, here, there, listen) {
  const room = kit.meeting(COUNT);
  const begun = [];
  let ended = 0;
  listen(here, (n) => {
    assert.ok(inFiber(), name);
    begun.push(n);
    room.attend();
    ended++;
  });
  for (const n of numbers) there.postMessage(n);
  kit.until(() => ended === COUNT, name);
  assert.strictEqual(room.most, COUNT, name);
  assert.deepStrictEqual(begun, numbers, name);
  here.close();
  there.close();
}
for (const [way, listen] of Object.entries(ways)) {
  const { port1, port2 } = new MessageChannel();
  overlap(way, port1, port2, listen);
}
overlap('a broadcast', new BroadcastChannel('test'), new BroadcastChannel('test'), ways.onmessage);
console.log('ok');
