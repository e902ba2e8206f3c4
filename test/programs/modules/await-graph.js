// it: nothing parks while ES modules are evaluated of which one has a top-level await; behind an await they park
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

const log = (globalThis.log = []);
const room = (globalThis.room = kit.meeting(2));
const BLOCKS = `import { execFileSync } from 'node:child_process'; execFileSync('sleep', ['0.02']);`;
const at = tree({
  'awaits.mjs': `await null; log.push('awaits');`,
  'blocks.mjs': `${BLOCKS} log.push('blocks');`,
  'graph.mjs': `import './awaits.mjs'; import './blocks.mjs'; log.push('graph'); export default 'graph';`,

  'deep-awaits.mjs': `log.push('deep begins'); await null; await null; log.push('deep ends');`,
  'deep-mid.mjs': `import './deep-awaits.mjs'; log.push('mid');`,
  'deep-blocks.mjs': `import './deep-mid.mjs'; import './late-blocks.mjs'; log.push('deep');`,
  'late-blocks.mjs': `${BLOCKS} log.push('late blocks');`,

  'sleeps.mjs': `import api from ${JSON.stringify(require.resolve('greenpatch/api'))}; api.sleep(1);`,
  'sleeping.mjs': `import './awaits-too.mjs'; import './sleeps.mjs';`,
  'awaits-too.mjs': `await null; log.push('awaits too');`,

  'left.mjs': `await null; room.attend(); log.push('left');`,
  'right.mjs': `await null; room.attend(); log.push('right');`,
  'both.mjs': `import './left.mjs'; import './right.mjs'; log.push('both');`,

  'cycle-a.mjs': `import './cycle-awaits.mjs'; import './cycle-b.mjs'; log.push('a');`,
  'cycle-b.mjs': `import './cycle-a.mjs'; ${BLOCKS} log.push('b');`,
  'cycle-awaits.mjs': `await null; log.push('cycle awaits');`,

  'fails.mjs': `import './fails-awaits.mjs'; import './fails-blocks.mjs'; log.push('never');`,
  'fails-awaits.mjs': `await null; throw new Error('behind an await');`,
  'fails-blocks.mjs': `${BLOCKS} log.push('fails blocks');`,
  'throws.mjs': `import './throws-awaits.mjs'; import './throws-blocks.mjs'; log.push('never');`,
  'throws-awaits.mjs': `await null; log.push('throws awaits');`,
  'throws-blocks.mjs': `${BLOCKS} throw new Error('while it blocks');`,

  'common.cjs': `require('node:child_process').execFileSync('sleep', ['0.02']); log.push('common');`,
  'mixed.mjs': `import './mixed-awaits.mjs'; import './common.cjs'; log.push('mixed');`,
  'mixed-awaits.mjs': `await import.meta.resolve('./common.cjs'); log.push('mixed awaits');`,
});

/** What importing a module leaves in the log. */
function imported(name, error) {
  log.length = 0;
  if (error === undefined) wait(import(at(name)));
  else assert.throws(() => wait(import(at(name))), error);
  return log.slice();
}

// Several fibers and promise jobs at once.
const others = [1, 2, 3].map(() => spawn(() => wait(import(at('graph.mjs'))).default));
assert.deepStrictEqual(
  wait(Promise.all([...others, import(at('graph.mjs')).then((module) => module.default)])),
  Array(4).fill('graph'),
);
assert.deepStrictEqual(log, ['blocks', 'awaits', 'graph']);
assert.deepStrictEqual(imported('deep-blocks.mjs'), ['deep begins', 'late blocks', 'deep ends', 'mid', 'deep']);

const refused = { code: 'ERR_GREENPATCH_NOT_IN_FIBER', message: /top-level await/ };
imported('sleeping.mjs', refused);

assert.deepStrictEqual(imported('both.mjs'), ['right', 'left', 'both']);
assert.strictEqual(room.most, 2);

assert.deepStrictEqual(imported('cycle-a.mjs'), ['b', 'cycle awaits', 'a']);
assert.deepStrictEqual(imported('fails.mjs', /behind an await/), ['fails blocks']);
imported('throws.mjs', /while it blocks/);
wait(new Promise((resolve) => setTimeout(resolve, 5)));
assert.deepStrictEqual(log, ['throws awaits']);
assert.deepStrictEqual(imported('mixed.mjs'), ['common', 'mixed awaits', 'mixed']);
console.log('ok');
