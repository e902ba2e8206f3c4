// Drives one and the same blocking application twice, plain and with greenpatch preloaded, and shows what changed: a
// table, a picture and out/summary.json. Ends with exit code 1 when a reply is wrong or calls do not overlap.

import fs from 'node:fs';
import path from 'node:path';
import { checkRuns } from './lib/checks.mjs';
import { measureRun } from './lib/measure.mjs';
import { killEverything, startServer } from './lib/processes.mjs';
import { burst, demoFolder, readSettings } from './lib/settings.mjs';
import { renderTable } from './lib/table.mjs';
import { renderTimeline } from './lib/timeline.mjs';
import { prepareWorld } from './lib/world.mjs';

const say = (line) => process.stderr.write(`${line}\n`);

async function main() {
  const settings = readSettings();
  const world = prepareWorld(settings);
  const backend = await startServer('backend', [path.join(demoFolder, 'backend.js')]);
  say(`git log on ${world.repositoryKind}; sync-request through ${world.client}`);
  const plain = await measureRun({ name: 'plain Node', backend, world, settings, say });
  const patched = await measureRun({ name: 'greenpatch', preload: settings.preload, backend, world, settings, say });
  killEverything();
  world.dispose();

  const checks = checkRuns(plain, patched);
  const files = writeResults(settings, world, { plain, patched, checks });
  process.stdout.write(`\n${renderTable({ plain, patched, settings })}\n\n`);
  report(checks, [...plain.wrong.examples, ...patched.wrong.examples]);
  for (const file of files) console.log(path.relative(process.cwd(), file));
  process.exitCode = checks.every((check) => check.ok) ? 0 : 1;
}

function writeResults(settings, world, { plain, patched, checks }) {
  fs.mkdirSync(settings.outFolder, { recursive: true });
  const [picture, summary] = ['timeline.svg', 'summary.json'].map((name) => path.join(settings.outFolder, name));
  fs.writeFileSync(picture, renderTimeline(plain, patched));
  const about = {
    node: process.version,
    burst,
    repository: world.repositoryKind,
    syncRequestClient: world.client,
    picture: path.basename(picture),
  };
  fs.writeFileSync(summary, JSON.stringify({ ...about, plain, greenpatch: patched, checks }, null, 2) + '\n');
  return [picture, summary];
}

function report(checks, examples) {
  for (const { ok, text } of checks) console.log(`${ok ? 'ok    ' : 'FAILED'} ${text}`);
  for (const example of examples) console.log(`wrong  ${example}`);
  console.log('');
}

await main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
// Nothing of ours is left to wait for; what a failure left behind ends with us.
killEverything();
