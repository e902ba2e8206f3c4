'use strict';
// Makes all calls at once, again and again, whenever the harness says so, and tells it how long that took.
const { told } = require('./child-kit.cjs');

module.exports = async ({ kit, open, close }) => {
  const { call, numbers, delay, timed } = kit;
  const client = await open();
  await call(client, numbers.length - 1, 0);
  let took = 0;
  while (await told('lap', took)) took = await timed(() => Promise.all(numbers.map((n) => call(client, n, delay(n)))));
  await close(client);
  return {};
};
