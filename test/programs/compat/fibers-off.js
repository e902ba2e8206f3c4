// it: GREENPATCH_COMPAT leaves libraries out, and there is no fibers then
// preload: greenpatch
// env: GREENPATCH_COMPAT=deasync
'use strict';
const assert = require('node:assert');
const { adapt, isAdapted, unadapt } = require('greenpatch/api');

assert.throws(() => require('fibers'), { code: 'MODULE_NOT_FOUND' });
assert.ok(!('fiberLib' in process));
assert.deepStrictEqual([isAdapted('fibers'), isAdapted('deasync')], [false, true]);
adapt('fibers');
const Fiber = require('fibers');
assert.strictEqual(Fiber(() => 1).run(), 1);
assert.strictEqual(process.fiberLib, Fiber);
unadapt();
assert.deepStrictEqual([isAdapted('fibers'), isAdapted('deasync')], [false, false]);
assert.ok(!('fiberLib' in process));
assert.throws(() => require('fibers/future'), { code: 'MODULE_NOT_FOUND' });
assert.ok(!process.env.NODE_PATH);
for (const wrong of ['nothing', 'lodash']) assert.throws(() => adapt(wrong), { code: 'ERR_GREENPATCH_PATCH' });
assert.throws(() => unadapt(5), { code: 'ERR_GREENPATCH_INVALID_ARG' });
console.log('ok');
