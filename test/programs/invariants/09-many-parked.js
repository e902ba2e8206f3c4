// it: invariant 9: a report of very many fibers describes the first in full and counts the rest
'use strict';
const assert = require('node:assert');
const { spawn, joinAll, killAll } = require('greenpatch/api');
const { runMain, watchForDeadlock } = require('../../../dist/hub');
const { gate, thrown } = require('../hub/support/kit');

watchForDeadlock();
runMain(() => {
  const fibers = Array.from({ length: 299 }, (_, n) => spawn(() => gate(`gate ${n}`).pass()));
  const { message } = thrown(() => joinAll(fibers));
  assert.match(message, /300 fiber\(s\) are parked/);
  const described = message.match(/^ {2}fiber \d+ .*$/gm);
  const [, more] = message.match(/\.\.\. and (\d+) more$/);
  assert.ok(described.length >= 20);
  assert.strictEqual(described.length + Number(more), 300);
  assert.strictEqual(new Set(described).size, described.length);
  killAll(fibers);
  console.log('ok');
});
