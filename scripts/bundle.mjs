// Puts the compiled modules that every program loads into one file, dist/core-code.js: fifty small files cost a program that
// preloads greenpatch 15 ms more. It is loaded by dist/core.js, with V8's code cache where there is one (code-cache.mjs). What is
// loaded late, if at all, gets files of its own. Each module keeps its own path in dist/ as a door to its file, so there is one
// instance of everything whichever path it is required by.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './addon-file.mjs';
import { lateEnd, loader, wrapped } from './code-cache.mjs';
import { quickCore } from './core-text.mjs';
import { isOf, readLate } from './late.mjs';

const DIST = path.join(ROOT, 'dist');

const LATE = Object.values(readLate());
/** The names of the files that the build makes beside the core. */
const CHUNKS = LATE.flatMap(({ chunk }) => chunk ?? []);
/** What stays as tsc has made it. @param {string} file relative to dist/ */
const isApart = (file) => LATE.some((row) => row.chunk === undefined && isOf(file, row));
/** @param {string} toDist */
const hides = (toDist) => `require("${toDist}fiber/hidden.js").hideScript(() => {});`;
const modules = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.js') && !isApart(file),
);

const known = new Set(modules.map((file) => path.join(DIST, file)));

/** @param {string} file relative to dist/ */
const chunkOf = (file) => LATE.find((row) => row.chunk !== undefined && isOf(file, row))?.chunk ?? 'core';

/**
 * Leaves requires of other chunks' modules as they are, seen from dist/, where all chunks lie.
 * @param {string} name of the chunk that is being made
 */
const otherChunks = (name) => ({
  name: 'other-chunks',
  /** @type {(id: string, importer?: string) => { id: string, external: true } | null} */
  resolveId(id, importer) {
    if (!id.startsWith('.') || importer === undefined) return null;
    const target = path.resolve(path.dirname(importer), id);
    const file = [`${target}.js`, path.join(target, 'index.js'), target].find((one) => known.has(one));
    if (file === undefined || chunkOf(path.relative(DIST, file)) === name) return null;
    return { id: `./${path.relative(DIST, file).split(path.sep).join('/')}`, external: true };
  },
});

/**
 * Bundles the modules of one chunk. What they require of other chunks stays a require of that module's door.
 * @param {string} name
 */
async function bundleChunk(name) {
  const file = `${name}.js`;
  const hide = name === 'core' ? '' : ` ${hides('./')}`; // the engine hides the core
  const mine = modules.filter((file) => chunkOf(file) === name);
  // A module that no module requires is run as soon as the bundle is loaded and loses its exports. Here one does.
  const everything = path.join(DIST, 'everything.js');
  const requires = mine.map((file) => `require(${JSON.stringify(`./${file}`)});`);
  writeFileSync(everything, `exports.all = () => {\n${requires.join('\n')}\n};\n`);
  const bundle = await rolldown({
    input: {
      ...Object.fromEntries(mine.map((file) => [file.slice(0, -'.js'.length), path.join(DIST, file)])),
      everything,
    },
    external: [/^node:/, /^[^./]/],
    plugins: [otherChunks(name)],
    platform: 'node',
    treeshake: false,
  });
  const { output } = await bundle.generate({
    dir: DIST,
    format: 'cjs',
    comments: false, // the sources have them; V8 would read them in every program that preloads this
    banner: ({ fileName }) => `"use strict";${fileName === file ? hide : ''}`, // rolldown takes it away from the modules that it wraps
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name }] },
  });
  await bundle.close();
  rmSync(everything);
  return output.filter(({ fileName }) => fileName !== 'everything.js');
}

// All of them from what tsc has made, before the first one takes its place.
const chunks = [];
for (const name of ['core', ...CHUNKS]) chunks.push(...(await bundleChunk(name)));
for (const chunk of chunks) {
  if (chunk.type !== 'chunk') continue;
  const core = chunk.fileName === 'core.js';
  const late = CHUNKS.includes(chunk.name);
  if (core) {
    const code = wrapped(quickCore(chunk.code));
    writeFileSync(path.join(DIST, 'core-code.js'), code);
    writeFileSync(path.join(DIST, 'core.js'), loader(code));
  } else writeFileSync(path.join(DIST, chunk.fileName), late ? `${chunk.code}${lateEnd(chunk.fileName)}` : chunk.code);
}

for (const file of modules) {
  const door = readFileSync(path.join(DIST, file), 'utf8');
  if (file === path.join('base', 'shared.js') && !door.includes('.require_shared()')) throw new Error(door);
  if (!door.includes('module.exports = ')) throw new Error(`dist/${file} has lost its exports in the bundle`);
}

// Stacks show no frames of adapters either. Their workers have no fibers, and load as little as can be.
const adapters = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.js') && LATE.some((row) => row.hidden && isOf(file, row)),
);
const required = /require\("(\.[^"]*)"\)/g;
const inWorkers = new Set(adapters.filter((file) => /[\\/]worker\.js$/.test(file)));
for (const file of inWorkers) {
  for (const [, request] of readFileSync(path.join(DIST, file), 'utf8').matchAll(required)) {
    const other = `${path.join(path.dirname(file), /** @type {string} */ (request))}.js`;
    if (adapters.includes(other)) inWorkers.add(other);
  }
}
for (const file of adapters.filter((one) => !inWorkers.has(one))) {
  const text = readFileSync(path.join(DIST, file), 'utf8');
  const toDist = '../'.repeat(file.split(path.sep).length - 1);
  writeFileSync(path.join(DIST, file), text.replace('"use strict";', `"use strict"; ${hides(toDist)}`));
}
