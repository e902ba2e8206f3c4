'use strict';

// node -r greenpatch examples/other-cores.js
// What needs the processor: calls of zlib and crypto use other cores by themselves, and offload() runs any function on a thread.

const { pbkdf2Sync } = require('node:crypto');
const { joinAll, offload, spawn } = require('greenpatch');

function primesBelow(limit) {
  let count = 0;
  for (let n = 2; n < limit; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) count++;
  }
  return count;
}

let turns = 0;
const clock = setInterval(() => turns++, 1);

const work = [
  spawn(() => `${offload(primesBelow, 200_000)} primes below 200,000`),
  spawn(() => `key ${pbkdf2Sync('pass', 'salt', 100_000, 8, 'sha512').toString('hex')}`),
];
for (const fiber of joinAll(work)) console.log(fiber.get());

clearInterval(clock);
console.log(turns > 5 ? 'the event loop went on meanwhile' : 'nothing else could run');
