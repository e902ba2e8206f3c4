// it: callbacks of asynchronous functions of fs park where they block: 20 of each kind overlap, with the answers of plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const kit = require('../jobs/support/kit');
const { folder } = require('../patch/support/kit');

const box = folder();
const file = (n) => `${box}/${n}`;
for (let n = 0; n < 20; n++) fs.writeFileSync(file(n), `text ${n}`);
const descriptors = Array.from({ length: 20 }, (_, n) => fs.openSync(file(n)));
const buffer = () => Buffer.alloc(10);

const kinds = {
  readFile: [(n, callback) => fs.readFile(file(n), 'utf8', callback), (n) => [null, `text ${n}`]],
  stat: [(n, callback) => fs.stat(file(n), (error, stats) => callback(stats.isFile())), () => [true]],
  lstat: [(n, callback) => fs.lstat(file(n), (error, stats) => callback(stats.size)), (n) => [`text ${n}`.length]],
  fstat: [(n, callback) => fs.fstat(descriptors[n], (error, stats) => callback(stats.size)), (n) => [n < 10 ? 6 : 7]],
  read: [
    (n, callback) =>
      fs.read(descriptors[n], buffer(), 0, 5, 0, (e, count, got) => callback(e, count, `${got}`.slice(0, 5))),
    () => [null, 5, 'text '],
  ],
  exists: [(n, callback) => fs.exists(n % 2 ? file(n) : '/no/such', callback), (n) => [n % 2 === 1]],
  access: [(n, callback) => fs.access(file(n), callback), () => [null]],
  'an error': [
    (n, callback) => fs.readFile(`/no/such/${n}`, (e) => callback(e.code, e.path)),
    (n) => ['ENOENT', `/no/such/${n}`],
  ],
  writeFile: [(n, callback) => fs.writeFile(`${file(n)}.new`, `${n}`, callback), () => [null]],
  appendFile: [(n, callback) => fs.appendFile(`${file(n)}.new`, '!', callback), () => [null]],
  copyFile: [(n, callback) => fs.copyFile(file(n), `${file(n)}.copy`, callback), () => [null]],
  rename: [(n, callback) => fs.rename(`${file(n)}.copy`, `${file(n)}.moved`, callback), () => [null]],
  unlink: [(n, callback) => fs.unlink(`${file(n)}.moved`, callback), () => [null]],
  readdir: [(n, callback) => fs.readdir(box, (error, names) => callback(names.includes(`${n}`))), () => [true]],
  mkdir: [(n, callback) => fs.mkdir(`${box}/d${n}`, callback), () => [null]],
  mkdtemp: [
    (n, callback) => fs.mkdtemp(`${box}/t`, (error, made) => callback(made.length)),
    () => [`${box}/t`.length + 6],
  ],
  rm: [(n, callback) => fs.rm(`${box}/d${n}`, { recursive: true }, callback), () => [null]],
  realpath: [(n, callback) => fs.realpath(file(n), callback), (n) => [null, file(n)]],
  'realpath.native': [(n, callback) => fs.realpath.native(file(n), callback), (n) => [null, file(n)]],
  open: [(n, callback) => fs.open(file(n), (error, fd) => (fs.closeSync(fd), callback(typeof fd))), () => ['number']],
  close: [(n, callback) => fs.close(descriptors[n], callback), () => [null]],
};
for (const [name, [call, expected]] of Object.entries(kinds)) {
  kit.overlap(name, call).forEach((args, n) => {
    // Some functions give no value at all, some give undefined: that is Node's affair.
    assert.deepStrictEqual(args.slice(0, expected(n).length), expected(n), `${name} ${n}`);
  });
}
assert.strictEqual(fs.readFileSync(`${file(7)}.new`, 'utf8'), '7!');
console.log('ok');
