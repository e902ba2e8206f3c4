// Puts the compiled modules that every program loads into one file, dist/core.js: fifty small files cost a program that
// preloads greenpatch 15 ms more. Each module keeps its own path in dist/ as a door to that file, so there is one instance of
// everything whichever path it is required by.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './addon-file.mjs';

const DIST = path.join(ROOT, 'dist');

/** The command is run seldom, and each adapter is loaded with its library only: they stay as tsc has made them. */
const LATE = /^(cli|compat[\\/][^\\/]+)[\\/]/;
const modules = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.js') && !LATE.test(file) && file !== 'core.js',
);

// A module that nobody requires is run as soon as the bundle is loaded and loses its exports. Here somebody does.
const everything = path.join(DIST, 'everything.js');
const requires = modules.map((file) => `require(${JSON.stringify(`./${file}`)});`);
writeFileSync(everything, `exports.all = () => {\n${requires.join('\n')}\n};\n`);

const bundle = await rolldown({
  input: {
    ...Object.fromEntries(modules.map((file) => [file.slice(0, -'.js'.length), path.join(DIST, file)])),
    everything,
  },
  external: [/^node:/, /^[^./]/],
  platform: 'node',
  treeshake: false,
});
await bundle.write({
  dir: DIST,
  format: 'cjs',
  banner: '"use strict";', // rolldown takes it away from the modules that it wraps
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  codeSplitting: { groups: [{ name: 'core' }] },
});
await bundle.close();
rmSync(everything);

for (const file of modules) {
  const door = readFileSync(path.join(DIST, file), 'utf8');
  if (!door.includes('module.exports = ')) throw new Error(`dist/${file} has lost its exports in the bundle`);
}
