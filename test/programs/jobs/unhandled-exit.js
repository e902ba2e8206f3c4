// it: invariant 8: an async function that parks and fails, without a handler, ends the process as in plain Node, with its source line
// preload: greenpatch
// expect-exit: 1
// expect-stderr: unhandled-exit\.js:\d+\n\s+throw new TypeError\('nobody handles this'\);\n\s+\^\n\nTypeError: nobody handles this\n\s+at inner \(.*unhandled-exit\.js:\d+:\d+\)\n\s+at (async )?outer \(.*unhandled-exit\.js
'use strict';
const kit = require('./support/kit');

function inner() {
  const door = kit.door();
  kit.loop(door.open);
  door.pass();
  throw new TypeError('nobody handles this');
}
async function outer() {
  await null;
  inner();
}
outer();
setTimeout(() => console.log('must not be reached'), 60_000);
