// Makes the compiled commands executable: tsc keeps the #! line and not the right to run it. npm does the same where it installs
// the package; this is for the repository itself.
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './addon-file.mjs';

/** @type {{ bin: Record<string, string> }} */
const { bin } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

for (const file of Object.values(bin)) {
  const absolute = path.join(ROOT, file);
  if (!readFileSync(absolute, 'utf8').startsWith('#!/usr/bin/env node\n')) throw new Error(`${file} has no #! line`);
  chmodSync(absolute, 0o755);
}
