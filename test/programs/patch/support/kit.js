'use strict';
// What the programs about patches share.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** A folder of its own for the program, removed at its end. */
exports.folder = () => {
  const made = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-')));
  process.on('exit', () => fs.rmSync(made, { recursive: true, force: true }));
  return made;
};

/**
 * Writes files into a folder of their own.
 * @param {Record<string, string>} files text by name
 * @returns a function that gives a file's path
 */
exports.tree = (files) => {
  const root = exports.folder();
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return (name) => path.join(root, name);
};

/** Whether other code ran while `run` did: an immediate, as each turn of the event loop runs them. */
exports.parks = (run) => {
  let others = false;
  const immediate = setImmediate(() => (others = true));
  try {
    run();
  } finally {
    clearImmediate(immediate);
  }
  return others;
};

/** An open file that is never read at once: what the kernel tells about itself may take waiting. Elsewhere none is. */
const slow = fs.openSync(process.platform === 'linux' ? '/proc/version' : __filename);
const byte = Buffer.alloc(1);

/** Parks the calling fiber for some turns of the event loop, through a patched call. */
exports.turns = (count = 3) => {
  for (let i = 0; i < count; i++) fs.readSync(slow, byte, 0, 1, 0);
};
