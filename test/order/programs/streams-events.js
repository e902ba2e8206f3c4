// it: events of readable, writable, transform and duplex streams relative to ticks and promise jobs
'use strict';
const { Readable, Writable, Transform, PassThrough, Duplex, pipeline, finished } = require('node:stream');
const { log, note, listen, inTurn } = require('../kit');

const READABLE = ['readable', 'end', 'close', 'error', 'pause', 'resume'];
const WRITABLE = ['drain', 'finish', 'close', 'error', 'pipe', 'unpipe'];
const source = (...chunks) => {
  const stream = new Readable({ objectMode: true, read() {} });
  chunks.forEach((chunk) => stream.push(chunk));
  return stream;
};
const sink = (name, options) =>
  new Writable({
    write: (chunk, _encoding, callback) => (log(`${name} writes ${chunk}`), callback()),
    final: (callback) => (log(`${name} final`), callback()),
    ...options,
  });

inTurn(
  (next) => {
    const stream = listen(source('a', 'b'), 'flowing', ['end', 'close', 'resume']);
    stream.on('data', (chunk) => note(`flowing data ${chunk}`));
    process.nextTick(() => stream.push('c'));
    queueMicrotask(() => stream.push('d'));
    setImmediate(() => stream.push(null));
    stream.on('close', () => setImmediate(next));
  },
  (next) => {
    const stream = listen(source('a', 'b', null), 'paused', READABLE);
    stream.on('readable', () => {
      for (let chunk; (chunk = stream.read()) !== null;) note(`paused read ${chunk}`);
    });
    stream.on('close', () => setImmediate(next));
  },
  (next) => {
    const stream = listen(sink('sync', { highWaterMark: 2 }), 'sync', WRITABLE);
    log(stream.write('one', () => note('one written')));
    log(stream.write('two', () => note('two written')));
    stream.end('three', () => note('ended'));
    stream.on('close', () => setImmediate(next));
  },
  (next) => {
    const write = (_chunk, _encoding, callback) => process.nextTick(callback);
    const stream = listen(sink('slow', { highWaterMark: 2, write }), 'slow', WRITABLE);
    stream.cork();
    for (const text of ['one', 'two', 'three']) stream.write(text, () => note(`${text} written`));
    process.nextTick(() => stream.uncork());
    stream.once('drain', () => stream.end());
    stream.on('close', () => setImmediate(next));
  },
  (next) => {
    const upper = new Transform({
      transform: (chunk, _encoding, callback) => callback(null, String(chunk).toUpperCase()),
      flush: (callback) => (note('flush'), callback(null, 'flushed')),
    });
    listen(upper, 'transform', ['end', 'finish', 'close', 'pipe']);
    const end = listen(sink('end'), 'end', WRITABLE);
    pipeline(source('a', 'b', null), upper, new PassThrough(), end, (error) => {
      note(`pipeline ${error}`);
      setImmediate(next);
    });
  },
  (next) => {
    const duplex = listen(Duplex.from(['x', 'y']), 'from', ['end', 'close']);
    duplex.on('data', (chunk) => note(`from data ${chunk}`));
    finished(duplex, () => (note('finished'), setImmediate(next)));
  },
  (next) => {
    const stream = listen(source('a'), 'destroyed', ['end', 'close', 'error']);
    stream.on('data', (chunk) => {
      note(`destroyed data ${chunk}`);
      stream.destroy(new Error('broken'));
      note('after destroy');
    });
    finished(stream, (error) => (note(`finished ${error.message}`), setImmediate(next)));
  },
  () => note('end'),
);
