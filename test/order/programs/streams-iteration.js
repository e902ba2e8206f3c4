// it: for await over streams, stream promises, readline, and web streams
'use strict';
const fs = require('node:fs');
const readline = require('node:readline');
const { Readable, PassThrough } = require('node:stream');
const { pipeline, finished } = require('node:stream/promises');
const { note, listen } = require('../kit');

async function main() {
  for await (const chunk of listen(Readable.from(['a', 'b', 'c']), 'from', ['end', 'close'])) note(`chunk ${chunk}`);
  note('after from');

  const early = listen(Readable.from([1, 2, 3]), 'early', ['end', 'close']);
  for await (const chunk of early) {
    note(`early ${chunk}`);
    break;
  }
  note('after early');

  const through = listen(new PassThrough({ objectMode: true }), 'through', ['end', 'finish', 'close']);
  process.nextTick(() => through.write('tick'));
  setImmediate(() => through.end('immediate'));
  for await (const chunk of through) note(`through ${chunk}`);
  note('after through');

  await pipeline(
    Readable.from(['x', 'y']),
    async function* (source) {
      for await (const chunk of source) {
        note(`piped ${chunk}`);
        yield chunk;
      }
    },
    async (source) => {
      for await (const chunk of source) note(`last ${chunk}`);
    },
  );
  note('after pipeline');

  for await (const line of readline.createInterface({ input: Readable.from(['1\n2\n', '3']) })) note(`line ${line}`);
  note('after readline');

  let bytes = 0;
  const file = listen(fs.createReadStream(__filename, { highWaterMark: 1 << 20 }), 'file', [
    'open',
    'ready',
    'end',
    'close',
  ]);
  file.on('data', (chunk) => (bytes += chunk.length));
  await finished(file);
  note(`file ${bytes > 0}`);

  const web = new ReadableStream({
    start: (controller) => controller.enqueue('start'),
    pull(controller) {
      note('pull');
      controller.enqueue('pulled');
      controller.close();
    },
  });
  const upper = new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()) });
  for await (const chunk of web.pipeThrough(upper)) note(`web ${chunk}`);
  note('after web');

  const mapped = Readable.from([1, 2, 3, 4])
    .filter((n) => n % 2 === 0)
    .map(async (n) => (note(`map ${n}`), n * 2));
  note(`operators ${await mapped.toArray()}`);
}
main().then(() => note('end'));
