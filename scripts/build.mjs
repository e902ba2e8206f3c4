// `npm run build`: makes dist/ of src/, step by step. What each step does is said in its file.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './addon-file.mjs';

const STEPS = [
  ['adapters.mjs'],
  ['clean.mjs'],
  ['compile.mjs'],
  ['lazy.mjs'],
  ['bundle.mjs'],
  ['esm-wrappers.mjs'],
  ['executables.mjs'],
  ['code-cache.mjs', '--lines'],
];

for (const [file = '', ...args] of STEPS) {
  const script = path.join(ROOT, 'scripts', file);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
