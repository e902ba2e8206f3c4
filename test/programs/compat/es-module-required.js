// it: an ES module of an adapted library is adapted where require loads it, and so is CommonJS, whose directives stay in force
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { joinAll, sleep, spawn, unadapt } = require('greenpatch/api');
const { install } = require('./support/kit.js');

const TEXT = `export let made = 0;
function makeSynchronous(fn) {
  made++;
  return (...args) => fn(...args);
}
export const fails = () => { throw new Error('here'); };
export default makeSynchronous;`;

function overlapping(library) {
  const before = library.made;
  const call = library.default((text) => (sleep(5), text));
  const fibers = ['a', 'b'].map((text) => spawn(call, text));
  joinAll(fibers);
  return library.made - before;
}

/** The variable of the class that it uses is assigned while the file is evaluated, behind a comment and a directive. */
const COMMON = `// a comment
"use strict"
var Worker = class Worker { constructor(module) { Worker.made++; } sendAction() { return this; } };
Worker.made = 0;
var threads_worker_default = Worker;
exports.Worker = Worker;
exports.make = () => new threads_worker_default('module');
exports.strict = (function () { return this; })() === undefined;
exports.fails = () => { throw new Error('here'); };`;

(async () => {
  const file = path.join(install('make-synchronous', '2.1.0', { 'index.js': TEXT }), 'index.js');
  const library = require(file);
  assert.strictEqual(await spawn(overlapping, library), 2);
  const imported = await import(pathToFileURL(file).href);
  assert.deepStrictEqual([imported.default, imported.made], [library.default, library.made], 'one for both loaders');
  assert.throws(library.fails, ({ stack }) => /index\.js:6:36\)?$/m.test(stack));
  unadapt('make-synchronous');
  assert.strictEqual(await spawn(overlapping, library), 1);

  const root = install('make-synchronized', '0.8.0', { 'index.cjs': COMMON });
  const common = require(path.join(root, 'index.cjs'));
  assert.strictEqual(common.strict, true);
  assert.throws(common.fails, ({ stack }) => /index\.cjs:9:31\)?$/m.test(stack));
  const worker = common.make();
  assert.ok(worker instanceof common.Worker);
  assert.ok(Object.hasOwn(worker, 'sendAction'), 'it is adapted');
  const [one, other] = ['a', 'b'].map((text) => spawn(() => worker.sendAction(text)));
  assert.notStrictEqual(await one, await other);
  assert.strictEqual(common.Worker.made, 2);
  console.log('ok');
})();
