// it: what blocks after one of Node's own promises parks alone
// preload: greenpatch
'use strict';
const { exec } = require('node:child_process');
const { lookup } = require('node:dns/promises');
const events = require('node:events');
const fs = require('node:fs/promises');
const { finished } = require('node:stream/promises');
const { Readable } = require('node:stream');
const timers = require('node:timers/promises');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { checkForms } = require('./support/kit');

/** Blocks after the promise that `make` gives. */
const after = (make) => async (body) => {
  await make();
  return body('value');
};

checkForms({
  'fs.promises.readFile': after(() => fs.readFile(__filename)),
  'a rejection of fs.promises': (body) => fs.stat('/no/such').catch(() => body('value')),
  'a FileHandle': async (body) => {
    await using(await fs.open(__filename), (handle) => handle.read(Buffer.alloc(8), 0, 8, 0));
    return body('value');
  },
  'timers.setTimeout': async (body) => body(await timers.setTimeout(1, 'value')),
  'timers.setImmediate': async (body) => body(await timers.setImmediate('value')),
  'timers.setInterval': async (body) => {
    for await (const value of timers.setInterval(1, 'value')) return body(value);
  },
  'timers.scheduler': after(() => timers.scheduler.wait(1)),
  'a promisified exec': async (body) => body((await promisify(exec)('echo value')).stdout.trim()),
  'a promisified function of zlib': async (body) => body(String(await promisify(zlib.gunzip)(zlib.gzipSync('value')))),
  'dns.promises.lookup': after(() => lookup('127.0.0.1')),
  'events.once': async (body) => {
    const emitter = new events.EventEmitter();
    process.nextTick(() => emitter.emit('it', 'value'));
    return body((await events.once(emitter, 'it'))[0]);
  },
  'stream.finished': after(() => finished(Readable.from(['a']).resume())),
  'WebAssembly.compile': after(() => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
  'crypto.subtle': after(() => crypto.subtle.digest('SHA-256', Buffer.from('a'))),
  'a web stream': async (body) => {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue('value');
        controller.close();
      },
    });
    for await (const value of stream) return body(value);
  },
  'a source of a web stream': async (body) => {
    const pull = async (controller) => (await null, controller.enqueue(body('value')));
    return (await new ReadableStream({ pull }, { highWaterMark: 0 }).getReader().read()).value;
  },
  'Blob.text': async (body) => body(await new Blob(['value']).text()),
});
console.log('ok');

async function using(handle, use) {
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
