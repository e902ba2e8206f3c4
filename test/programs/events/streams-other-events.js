// it: listeners of 'finish', 'close', 'error' and 'drain' of streams, and callbacks of write and end, may park; the order stays
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { PassThrough, Readable, Writable, finished, pipeline } = require('node:stream');
const kit = require('../jobs/support/kit');
const { folder } = require('../patch/support/kit');

const box = folder();
const sink = () => new Writable({ write: (chunk, encoding, done) => setImmediate(done) });
const kinds = {
  finish: (n, then) => sink().on('finish', then).end('a'),
  close: (n, then) => fs.createReadStream(__filename).on('close', then).resume(),
  'close of a destroyed one': (n, then) => sink().on('close', then).destroy(),
  error: (n, then) => fs.createReadStream('/no/such').on('error', then),
  'end of a file': (n, then) => fs.createReadStream(__filename).on('end', then).resume(),
  drain: (n, then) =>
    new Writable({ highWaterMark: 1, write: (a, b, done) => setImmediate(done) }).once('drain', then).write('abc'),
  'callback of write': (n, then) => sink().write('a', then),
  'callback of end': (n, then) => sink().end(then),
  'callback of a file': (n, then) => fs.createWriteStream(`${box}/${n}`).end('text', then),
  finished: (n, then) => finished(Readable.from(['a']).resume(), then),
  pipeline: (n, then) => pipeline(Readable.from(['a', 'b']), new PassThrough(), sink(), then),
};
for (const [name, call] of Object.entries(kinds)) kit.overlap(name, call, 10);

// What a listener parks in, the ones after it see: they come after it, as they do in plain Node.
const log = [];
const stream = Readable.from(['a']).resume();
const door = kit.door();
stream.on('end', () => (log.push('first'), door.pass(), log.push('first goes on')));
stream.on('end', () => log.push('second'));
kit.until(() => door.waiting === 1);
assert.deepStrictEqual(log, ['first']);
kit.loop(door.open);
kit.until(() => log.length === 3);
assert.deepStrictEqual(log, ['first', 'first goes on', 'second']);
console.log('ok');
