// it: fs.promises, one call after another, with ticks and promise jobs in between
'use strict';
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const { note, log } = require('../kit');

async function main() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'greenpatch-order-'));
  const file = path.join(folder, 'file');
  await fs.writeFile(file, 'line 1\nline 2\n');
  note('written');
  log(JSON.stringify(await fs.readFile(file, 'utf8')));
  note('read');
  const handle = await fs.open(file, 'a+');
  handle.on('close', () => note('close event'));
  await handle.appendFile('line 3');
  note('appended');
  for await (const line of handle.readLines({ start: 0 })) note(line);
  note('lines');
  await fs.stat(path.join(folder, 'missing')).catch((error) => note(error.code));
  for await (const entry of await fs.opendir(folder)) note(entry.name);
  note('listed');
  const results = [];
  await fs.readdir(folder).then((names) => results.push(...names));
  note(results);
  await fs.rm(folder, { recursive: true });
  note('removed');
}
process.nextTick(note, 'tick');
main().then(
  () => note('end'),
  (error) => note(`failed ${error}`),
);
note('main');
