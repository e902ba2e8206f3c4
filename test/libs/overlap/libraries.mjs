// Libraries that ask a worker and wait for it: how each is made to answer with the text that it is asked, after a time.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ANSWER = new URL('answer.cjs', import.meta.url).href;

/**
 * By name: gives a function `(text, ms) => text`, and what ends its workers where they hold the process open.
 * @type {Record<string, (folder: string) => Promise<{call: (text: string, ms: number) => string, close?: () => void}>>}
 */
export const libraries = {
  async synckit(folder) {
    const { createSyncFn } = requireFrom(folder)('synckit');
    return { call: createSyncFn(here('synckit-worker.cjs')) };
  },
  async 'synckit as an ES module'(folder) {
    const { createSyncFn } = await importFrom(folder, 'synckit/lib/index.js');
    return { call: createSyncFn(new URL('synckit-worker.cjs', import.meta.url).href) };
  },
  async 'make-synchronous'(folder) {
    const { default: makeSynchronous } = await importFrom(folder, 'make-synchronous/index.js');
    const call = makeSynchronous(async (answer, ...args) => (await import(answer)).default(...args));
    return { call: (...args) => call(ANSWER, ...args) };
  },
  async 'make-synchronous required'(folder) {
    const { default: makeSynchronous } = requireFrom(folder)('make-synchronous');
    const call = makeSynchronous(async (answer, ...args) => (await import(answer)).default(...args));
    return { call: (...args) => call(ANSWER, ...args) };
  },
  async '@prettier/sync'(folder) {
    const prettier = requireFrom(folder)('@prettier/sync');
    const options = { parser: 'asking', plugins: [here('prettier-plugin.mjs')] };
    return { call: (text, ms) => prettier.format(`${text} ${ms}`, options) };
  },
  async 'await-sync'(folder) {
    const { createWorker } = await importFrom(folder, 'await-sync/mod.js');
    const stop = new AbortController();
    const call = createWorker(stop.signal)(
      async (answer, ...args) => new TextEncoder().encode(await (await import(answer)).default(...args)),
      (bytes) => new TextDecoder().decode(bytes),
    );
    return { call: (...args) => call(ANSWER, ...args), close: () => stop.abort() };
  },
  /** Each function of the library answers one call: in plain Node, the next one gets the same answer again. */
  async 'sync-threads'(folder) {
    const { createSyncFn } = requireFrom(folder)('sync-threads');
    const overlapping = createSyncFn(here('sync-threads-worker.cjs'));
    return { call: (text, ms) => overlapping({ text, ms }), once: true };
  },
  async 'sass-embedded'(folder) {
    const { initCompiler, SassString } = requireFrom(folder)('sass-embedded');
    const compiler = initCompiler();
    const { sleep } = createRequire(import.meta.url)('greenpatch/api');
    /** A function of the style sheet blocks, and some compile another one with the same compiler meanwhile. */
    const call = (text, ms, nested = text.endsWith('3')) => {
      const ask = () => {
        sleep(ms);
        if (nested) call('nested', 1);
        if (text.startsWith('fail')) throw new RangeError(text);
        return new SassString(text);
      };
      const { css } = compiler.compileString('a { b: ask() }', { functions: { 'ask()': ask } });
      return /b: "(.*)";/.exec(css)[1];
    };
    return { call, close: () => compiler.dispose() };
  },
};

function requireFrom(folder) {
  const file = path.join(folder, 'package.json');
  process.env.LIBRARY_FOLDER = file; // workers get a copy
  return createRequire(file);
}

function importFrom(folder, file) {
  requireFrom(folder);
  return import(pathToFileURL(path.join(folder, 'node_modules', file)).href);
}
