// it: blocking calls about cached files, in every kind of callback: nothing comes between two of them, and what they stand between keeps its place
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { log, note, inTurn } = require('../kit');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-order-'));
const file = path.join(folder, 'file');
const CALLS = {
  write: () => fs.writeFileSync(file, 'content'),
  append: () => fs.appendFileSync(file, ' and more'),
  read: () => fs.readFileSync(file, 'utf8').length,
  stat: () => fs.statSync(file).size,
  exists: () => fs.existsSync(`${file}x`),
  none: () => {
    try {
      return fs.readFileSync(`${file}x`);
    } catch (error) {
      return error.code;
    }
  },
  copy: () => fs.copyFileSync(file, `${file}2`),
  rename: () => fs.renameSync(`${file}2`, `${file}3`),
  unlink: () => fs.unlinkSync(`${file}3`),
  names: () => fs.readdirSync(folder).join(),
  descriptor: () => {
    const fd = fs.openSync(file, 'r+');
    const bytes = fs.writeSync(fd, 'some') + fs.readSync(fd, Buffer.alloc(4), 0, 4, 0);
    fs.closeSync(fd);
    return bytes;
  },
};

/** Schedules before each call; all of that comes behind the last call. */
function calls(where) {
  for (const [name, call] of Object.entries(CALLS)) {
    process.nextTick(log, `${where}: tick before ${name}`);
    queueMicrotask(() => log(`${where}: job before ${name}`));
    setImmediate(note, `${where}: immediate before ${name}`);
    log(`${where}: ${name} ${call()}`);
  }
  note(`${where}: end`);
}

/** Each in its kind of callback, behind all that the one before has scheduled. */
const kinds = {
  'an immediate': (run) => setImmediate(run),
  'a tick': (run) => process.nextTick(run),
  'a job': (run) => queueMicrotask(run),
  'behind an await': async (run) => run(await null),
  'a timer': (run) => setTimeout(run, 1),
  'a callback of fs': (run) => fs.stat(folder, () => run()),
  'a promise of fs': (run) => fs.promises.stat(folder).then(() => run()),
};

calls('the main module');
inTurn(
  ...Object.entries(kinds).map(
    ([kind, enter]) =>
      (next) =>
        setImmediate(() =>
          setImmediate(() =>
            enter(() => {
              calls(kind);
              setImmediate(next);
            }),
          ),
        ),
  ),
  () => fs.rmSync(folder, { recursive: true }),
);
