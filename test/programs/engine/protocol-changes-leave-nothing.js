// it: what V8 allocates for handles is freed where stacks change between own switching and V8's protocol, in flight and between two uses
// engines: switch
// flags: --expose-gc --max-semi-space-size=1
'use strict';
const assert = require('node:assert');
const { spawn, sleep } = require('greenpatch/api');
const { loadBinding } = require('../../../dist/fiber/addon');

const AT_ONCE = 50;
/** Of 8 KiB each V8 kept one for every seventh of these fibers. */
const FIBERS = 20_000;
const MOST_BYTES = 8 << 20;

let byProtocol = 0;
function prefer(protocol) {
  loadBinding().preferProtocol(protocol);
  if (protocol) byProtocol++;
}
function burst(fibers) {
  for (let n = 0; n < fibers / AT_ONCE; n++) {
    prefer(n % 3 === 0);
    const some = Array.from({ length: AT_ONCE }, () => spawn(() => (sleep(0), sleep(0))));
    sleep(0); // all have begun
    prefer(n % 4 === 0);
    for (const fiber of some) fiber.get();
  }
  gc();
  return process.memoryUsage().rss;
}

spawn(() => {
  const before = burst(FIBERS / 4);
  const after = burst(FIBERS);
  assert.ok(byProtocol > FIBERS / AT_ONCE / 2);
  assert.ok(after - before < MOST_BYTES, `${(after - before) >> 10} KiB more`);
  console.log('ok');
});
