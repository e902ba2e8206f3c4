// it: module.register works in a fiber, although Node 20 waits for its thread of hooks with Atomics.wait; what hooks load is adapted
// preload: greenpatch
// flags: --no-deprecation
import assert from 'node:assert';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inFiber, spawn } from 'greenpatch/api';
import kit from '../compat/support/kit.js';

const HOOKS = `export function resolve(name, context, next) {
  if (name !== 'made:up') return next(name, context);
  return { url: 'data:text/javascript,export default 42', shortCircuit: true };
}
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.includes('make-synchronous')) return loaded;
  return { ...loaded, source: new TextEncoder().encode(String(loaded.source).replace('one', 'two')) };
}`;
assert.ok(inFiber());
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
assert.strictEqual((await import('made:up')).default, 42);

const TEXT = `export default function makeSynchronous() { return function channel() { return 'one'; }; }`;
const root = kit.install('make-synchronous', '2.1.0', { 'index.js': TEXT });
const { default: makeSynchronous } = await import(pathToFileURL(path.join(root, 'index.js')).href);
const call = makeSynchronous();
assert.doesNotMatch(String(call), /function channel/, 'it is adapted');
assert.strictEqual(await spawn(call), 'two', 'and it is what the hooks have made of it');
console.log('ok');
