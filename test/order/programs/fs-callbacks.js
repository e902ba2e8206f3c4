// it: callbacks of fs, one after another: relative to ticks, promise jobs, immediates and timers
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { note, spin, inTurn } = require('../kit');

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-order-')), 'file');
let fd;
/** Notes the callback, schedules around it, and goes on. In an I/O callback immediates come before timers. */
const then =
  (label, next, look = String) =>
  (error, result) => {
    note(`${label} ${error ? error.code : look(result)}`);
    setTimeout(() => (note(`${label} timer`), next()), 1);
    setImmediate(note, `${label} immediate`);
    spin(3);
  };

inTurn(
  (next) => fs.writeFile(file, 'content', then('writeFile', next)),
  (next) => fs.readFile(file, 'utf8', then('readFile', next)),
  (next) => fs.readFile(`${file}x`, then('readFile of nothing', next)),
  (next) => fs.open(file, 'r+', (error, opened) => ((fd = opened), then('open', next, () => 'ok')(error))),
  (next) => fs.read(fd, Buffer.alloc(4), 0, 4, 0, then('read', next)),
  (next) => fs.write(fd, 'more', then('write', next)),
  (next) =>
    fs.fstat(
      fd,
      then('fstat', next, (stat) => stat.size),
    ),
  (next) => fs.close(fd, then('close', next)),
  (next) =>
    fs.stat(
      file,
      then('stat', next, (stat) => stat.size),
    ),
  (next) => fs.readdir(path.dirname(file), then('readdir', next)),
  (next) =>
    fs.mkdir(
      path.join(path.dirname(file), 'a', 'b'),
      { recursive: true },
      then('mkdir', next, () => 'ok'),
    ),
  (next) => fs.exists(file, (exists) => then('exists', next)(null, exists)),
  (next) => fs.rename(file, `${file}2`, then('rename', next)),
  (next) => fs.rm(path.dirname(file), { recursive: true }, then('rm', next)),
);
// Bad arguments are refused at once.
try {
  fs.readFile(file, 'utf8');
} catch (error) {
  note(error.code);
}
