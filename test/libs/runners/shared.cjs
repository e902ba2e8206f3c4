'use strict';
// What the suites of all runners do: calls that block, as tests have them, and what goes on after an await.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { setTimeout: delay } = require('node:timers/promises');

/** @returns what came of files, one of them missing, and of a child process */
exports.blocking = () => {
  const text = fs.readFileSync(__filename, 'utf8');
  let missing;
  try {
    fs.readFileSync(`${__filename}.none`);
  } catch (error) {
    missing = error.code;
  }
  const child = execFileSync(process.execPath, ['-e', 'process.stdout.write(String(6 * 7))'], { encoding: 'utf8' });
  return [text.startsWith("'use strict'"), missing, child];
};
exports.expected = [true, 'ENOENT', '42'];

/** Blocks behind an await, twice. */
exports.later = async () => {
  await delay(5);
  const first = exports.blocking();
  await fs.promises.readFile(__filename);
  return [first, exports.blocking()];
};
exports.expectedLater = [exports.expected, exports.expected];
