// it: invariant 8: who awaits a fiber and does not handle its failure gets Node's unhandled rejection
'use strict';
const assert = require('node:assert');
const { spawn } = require('greenpatch/api');
const { uncaught } = require('../hub/support/kit');

const uncaughtErrors = uncaught();
const rejections = [];
process.on('unhandledRejection', (error) => rejections.push(error));
const fail = (error) => () => {
  throw error;
};
const errors = [new Error('a'), new Error('b'), new Error('c')];
spawn(fail(errors[0])).then(() => {});
(async () => await spawn(fail(errors[1])))();
Promise.all([spawn(fail(errors[2])), spawn(() => 1)]);
process.on('exit', () => {
  assert.deepStrictEqual(new Set(rejections), new Set(errors));
  assert.deepStrictEqual(uncaughtErrors, []);
  console.log('ok');
});
