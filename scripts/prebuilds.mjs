// Makes prebuilt addons for every supported Node line on this platform, in prebuilds/. Does nothing for those that are
// up to date, and nothing on the network once each line's Node is in .cache.
//
//   node scripts/prebuilds.mjs [--strip] [--force]
import path from 'node:path';
import { ensureAddon } from './addon.mjs';
import { ROOT } from './addon-file.mjs';
import { ensureLine, wantedLines } from './node-lines.mjs';

const options = { strip: process.argv.includes('--strip'), force: process.argv.includes('--force') };

try {
  for (const major of wantedLines()) {
    const line = await ensureLine(major);
    console.log(`Node ${line.version}: ${path.relative(ROOT, await ensureAddon(line, options))}`);
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`prebuilds: ${error.message}`);
  process.exitCode = 1;
}
