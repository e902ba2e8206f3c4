// it: a module with a top-level await of its own parks in front of it as well; so do others once those that they import have ended
// preload: greenpatch
import assert from 'node:assert';
import { sleep } from 'greenpatch';
import kit from '../patch/support/kit.js';

sleep(1);
await null;
sleep(1);

const api = new URL('api.mjs', import.meta.resolve('greenpatch/api'));
globalThis.log = [];
const at = kit.tree({
  'ended.mjs': `await null; globalThis.log.push('ended');`,
  'importer.mjs': `import './ended.mjs'; import './sleeps.mjs'; globalThis.log.push('importer');`,
  'sleeps.mjs': `import { sleep } from '${api}'; sleep(1); globalThis.log.push('sleeps');`,
});
await import(at('ended.mjs'));
await import(at('importer.mjs'));
assert.deepStrictEqual(globalThis.log, ['ended', 'sleeps', 'importer']);
console.log('ok');
