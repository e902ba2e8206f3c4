// it: functions that an ES module of an adapted library declares are replaced for all who import it, and nothing else about it changes
// preload: greenpatch
import assert from 'node:assert';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { adaptations, adapt, isAdapted, joinAll, sleep, spawn, unadapt } from 'greenpatch/api';
import kit from './support/kit.js';

/** Counts how many functions it makes: with the adapter, as many as there are calls at the same time. */
const TEXT = `#!/usr/bin/env node
/* what is in front of the code */ globalThis.evaluated = (globalThis.evaluated ?? 0) + 1;
import path from 'node:path';
export const { url } = import.meta;
export const made = [];
export default function makeSynchronous(fn) {
  made.push(fn);
  return (...args) => fn(...args);
}
export { makeSynchronous as again };
export const captured = makeSynchronous;
export const fails = () => { throw new Error('here'); };
export const strict = (function () { return this; })() === undefined && path.sep === ${JSON.stringify(path.sep)};
await null;
export const late = globalThis.evaluated;
//# sourceMappingURL=data:application/json,{"version":3,"sources":["made.ts"],"mappings":""}`;

/** Has two calls at the same time, and says how many functions were made for them. */
function overlapping({ default: makeSynchronous, made }) {
  const before = made.length;
  const call = makeSynchronous(function wait(text) {
    sleep(5);
    return text;
  });
  const fibers = ['a', 'b'].map((text) => spawn(call, text));
  joinAll(fibers);
  assert.deepStrictEqual(
    fibers.map((fiber) => fiber.get()),
    ['a', 'b'],
  );
  return made.length - before;
}
const inFiber = (fn, ...args) => Promise.resolve(spawn(fn, ...args));
const load = (root) => import(pathToFileURL(path.join(root, 'index.js')).href);

const root = kit.install('make-synchronous', '2.1.0', { 'index.js': TEXT });
const library = await load(root);
assert.strictEqual(await inFiber(overlapping, library), 2);
assert.strictEqual(library.again, library.default);
assert.strictEqual(library.captured, library.default, 'also what captured it while the module was evaluated');
assert.strictEqual(library.default.name, 'makeSynchronous');
assert.strictEqual(library.default.length, 1);
assert.deepStrictEqual(adaptations(), [{ library: 'make-synchronous', version: '2.1.0', root, leftAlone: undefined }]);

// It is the same module, evaluated once, at its own URL, and its lines are where they were.
assert.strictEqual(library.url, pathToFileURL(path.join(root, 'index.js')).href);
assert.deepStrictEqual([globalThis.evaluated, library.late, library.strict], [1, 1, true]);
assert.strictEqual(await load(root), library);
assert.throws(library.fails, ({ stack }) => /index\.js:12:36\)?$/m.test(stack));

// Undone and done again, also for who has captured ours.
const { default: captured } = library;
unadapt('make-synchronous');
assert.strictEqual(isAdapted('make-synchronous'), false);
assert.notStrictEqual(library.default, captured);
assert.match(String(library.default), /made\.push\(fn\)/);
assert.strictEqual(await inFiber(overlapping, library), 1);
assert.strictEqual(await inFiber(overlapping, { default: captured, made: library.made }), 1);
const meanwhile = await load(kit.install('make-synchronous', '2.1.0', { 'index.js': TEXT }));
assert.strictEqual(await inFiber(overlapping, meanwhile), 1);
adapt('make-synchronous');
assert.strictEqual(library.default, captured);
assert.strictEqual(await inFiber(overlapping, library), 2);
assert.strictEqual(await inFiber(overlapping, meanwhile), 1, 'what was loaded meanwhile stays as it is');

// Nothing is done to other versions, other files, other packages, or where the library has no such function.
const others = [
  ['make-synchronous', '3.0.0', 'index.js'],
  ['make-synchronous', '2.1.0', 'other.js'],
  ['make-anything', '2.1.0', 'index.js'],
];
for (const [name, version, file] of others) {
  const other = kit.install(name, version, { [file]: TEXT });
  const exports = await import(pathToFileURL(path.join(other, file)).href);
  assert.strictEqual(await inFiber(overlapping, exports), 1);
}
assert.match(adaptations().find(({ version }) => version === '3.0.0').leftAlone, /^the adapter knows versions/);
const constant = TEXT.replace('export default function makeSynchronous', 'export const makeSynchronous = function');
const text = constant.replace('made.push', 'makeSynchronous.made = made.push').replace(/^await null/m, ';await null');
const exports = await load(kit.install('make-synchronous', '2.1.0', { 'index.js': text }));
assert.strictEqual(await inFiber(overlapping, { default: exports.again, made: exports.made }), 1);
console.log('ok');
