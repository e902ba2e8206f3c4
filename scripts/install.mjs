// What `npm install` runs, here and where greenpatch is a dependency: node-gyp-build, which tries the prebuilt addon for the
// running Node and compiles one if there is none that loads. A compiled one is then moved from build/Release, which holds one
// binary for one Node, to its place among the prebuilt ones, so that each Node finds its own and none finds another's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { addonFile, ROOT, runningHeaders, sourceHash, writeStamp } from './addon-file.mjs';

const built = path.join(ROOT, 'build', 'Release', 'greenpatch.node');

function nodeGypBuild() {
  const nodedir = process.env.npm_config_nodedir ?? runningHeaders();
  const cli = createRequire(import.meta.url).resolve('node-gyp-build/bin.js');
  // node-gyp would compile one file at a time.
  const jobs = process.env.npm_config_jobs ?? process.env.JOBS ?? String(availableParallelism());
  const env = { ...process.env, NODE_OPTIONS: '', npm_config_jobs: jobs, ...(nodedir && { npm_config_nodedir: nodedir }) }; // prettier-ignore
  const { status, error } = spawnSync(process.execPath, [cli], { cwd: ROOT, env, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

function keep() {
  const file = addonFile(process.versions.modules);
  mkdirSync(path.dirname(file), { recursive: true });
  renameSync(built, file);
  writeStamp(file, sourceHash(process.version));
}

/** Without a code cache the preload takes some 20 ms more; in the repository `npm run build` makes it. */
function makeCodeCache() {
  if (!existsSync(path.join(ROOT, 'dist', 'core-code.js'))) return;
  spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'code-cache.mjs')], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}

process.exitCode = nodeGypBuild();
if (process.exitCode === 0 && existsSync(built)) keep();
if (process.exitCode === 0) makeCodeCache();
if (process.exitCode !== 0)
  console.error(
    'greenpatch: no prebuilt addon fits this Node, and none could be compiled. Compiling needs Python 3, make and a C++20 ' +
      'compiler, and the headers of this Node, which node-gyp downloads unless npm_config_nodedir names their folder.',
  );
