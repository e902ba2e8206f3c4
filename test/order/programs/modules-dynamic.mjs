// it: dynamic import, one after another: of builtins, modules that await, CommonJS, modules that fail, and again
import { createRequire } from 'node:module';
import { note } from '../kit.js';

const load = async (name) => {
  try {
    const { value, default: other } = await import(name);
    note(`${name} ${value ?? typeof other}`);
  } catch (error) {
    note(`${name} ${error.code ?? error.message}`);
  }
};
await load('node:fs');
await load('./support/modules/sync.mjs');
await load('./support/modules/sync.mjs');
await load('./support/modules/async.mjs');
await load('./support/modules/common.cjs');
await load('./support/modules/failing.mjs');
await load('./support/modules/failing.mjs');
await load('./support/modules/missing.mjs');
process.nextTick(note, 'tick');
note(createRequire(import.meta.url)('./support/modules/common.cjs').value);
setImmediate(() => load('./support/modules/async.mjs'));
