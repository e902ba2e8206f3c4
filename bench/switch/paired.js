'use strict';
// One side of `npm run bench -- --against`: runs a batch of one kind of switch whenever it is told to, and says what an operation took.
//   node -r CHECKOUT switch/paired.js CHECKOUT      a message is [kind, operations], the answer ns of CPU time an operation
const path = require('path');
const vm = require('vm');

const of = (file) => require(path.join(process.argv[2], 'dist', file));
const { spawn, sleep, joinAll } = of('index.js');
const { Coroutine } = of('fiber');
const { park } = of('hub');

const nothing = () => {};
const repeat = (n, fn) => {
  for (let i = 0; i < n; i++) fn();
};

// One coroutine serves all batches.
const forever = new Coroutine(() => {
  for (;;) Coroutine.suspend();
});

function wake(n) {
  const wakers = [];
  const parking = [0, 1].map((me) => ({ what: 'bench', start: (waker) => (wakers[me] = waker) }));
  const body = (me) => {
    repeat(n / 2, () => {
      wakers[1 - me]?.resolve();
      park(parking[me]);
    });
    wakers[1 - me].resolve();
  };
  joinAll([spawn(body, 0), spawn(body, 1)]);
}

// Contexts of vm that nothing runs in. They stay, so fewer come first.
const contexts = [];
function among(count, n) {
  while (contexts.length < count) contexts.push(vm.createContext());
  kinds.raw(n);
}

const kinds = {
  // resume and suspend, no loop
  raw: (n) => repeat(n, () => forever.resume()),
  // a coroutine that begins and ends
  start: (n) => repeat(n, () => new Coroutine(nothing).resume()),
  // to the back of the hub's queue
  yield: (n) => repeat(n, () => sleep(0)),
  // two fibers that wake each other
  wake,
  // spawn and join
  spawn: (n) => repeat(n, () => spawn(nothing).join()),
  // resume and suspend with so many more contexts of vm
  contexts4: (n) => among(4, n),
  contexts100: (n) => among(100, n),
  contexts1000: (n) => among(1000, n),
};

process.on('message', ([kind, n]) =>
  spawn(() => {
    const t = process.cpuUsage();
    kinds[kind](n);
    const { user, system } = process.cpuUsage(t);
    process.send(((user + system) * 1000) / n);
  }),
);
process.send('ready');
