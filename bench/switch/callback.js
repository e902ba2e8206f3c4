'use strict';
// raw: a process.nextTick chain. turn1/turn100: 1 or 100 setImmediate chains.
const { start, perOp, emit, arg } = require('../common');

const chain = (name, defer, n, width) =>
  new Promise((resolve) => {
    const t = start();
    let running = width;
    const begin = () => {
      let left = n / width;
      const step = () => {
        if (left-- > 0) defer(step);
        else if (--running === 0) resolve(perOp(name, t, n));
      };
      step();
    };
    for (let i = 0; i < width; i++) begin();
  });

async function main() {
  const n = arg(0, 1000000);
  await chain('', process.nextTick, n / 10, 1);
  await chain('', setImmediate, n / 20, 1);
  emit(
    'switch',
    'callback',
    { n },
    {
      ...(await chain('raw', process.nextTick, n, 1)),
      ...(await chain('turn1', setImmediate, n / 5, 1)),
      ...(await chain('turn100', setImmediate, n / 5, 100)),
    },
  );
}
main();
