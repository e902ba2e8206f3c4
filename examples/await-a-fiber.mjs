// node examples/await-a-fiber.mjs
// Fibers in a program that is otherwise asynchronous, with nothing patched: async code awaits a fiber, a fiber sleeps
// and waits without any await.

import { sleep, spawn, wait } from 'greenpatch/api';

function countDown(name, from) {
  for (let n = from; n > 0; n--) {
    console.log(name, n);
    sleep(20);
  }
  return `${name} lifts off`;
}

const rockets = [spawn(countDown, 'Ariane', 3), spawn(() => wait(Promise.resolve(countDown('Vega', 2))))];
for (const rocket of rockets) console.log(await rocket);
