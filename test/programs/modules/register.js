// it: hooks of module.register run in Node's own thread, unpatched, and may block there; import.meta.resolve asks them
// preload: greenpatch
// flags: --no-warnings
'use strict';
const assert = require('node:assert');
const { register } = require('node:module');
const { spawn } = require('greenpatch/api');

const code = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
const hooks = `
  import { execFileSync } from 'node:child_process';
  import { isPatched } from 'greenpatch/api';
  const answer = execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8', env: {} }).trim();
  export async function resolve(specifier, context, next) {
    if (!specifier.startsWith('answer:')) return next(specifier, context);
    const text = JSON.stringify([specifier, answer, isPatched('child_process')]);
    return { url: 'data:text/javascript,export default ' + encodeURIComponent(text), shortCircuit: true };
  }
`;
// greenpatch/api is looked for from here, not from a data: address.
const api = require('node:url').pathToFileURL(require.resolve('greenpatch/api')).href;
register(code(hooks.replace("'greenpatch/api'", `'${api.replace(/js$/, 'mjs')}'`)));

const imported = async (name) => (await import(name)).default;
const resolved = async (name) =>
  (await import(code(`export default import.meta.resolve('${name}')`))).default.replace(/.*default /, '');
const fibers = [
  spawn(() => imported('answer:1')),
  spawn(() => imported('answer:2')),
  spawn(() => resolved('answer:3').then((text) => JSON.parse(decodeURIComponent(text)))),
];
Promise.all(fibers.map((fiber) => fiber.get())).then((values) => {
  assert.deepStrictEqual(values, [
    ['answer:1', '42', false],
    ['answer:2', '42', false],
    ['answer:3', '42', false],
  ]);
  console.log('ok');
});
