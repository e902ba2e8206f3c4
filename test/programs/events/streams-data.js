// it: listeners of 'data' and 'readable' block truly, so that the content of a stream keeps its order, wherever it comes from
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { PassThrough, Readable } = require('node:stream');
const zlib = require('node:zlib');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { folder, parks } = require('../patch/support/kit');

const chunks = Array.from({ length: 40 }, (_, n) => `chunk ${n}; `);
const text = chunks.join('');
const file = `${folder()}/file`;
fs.writeFileSync(file, text);
const cell = new Int32Array(new SharedArrayBuffer(4));
/** Blocks as no other code should notice it: neither jobs nor ticks nor the loop come in between. */
function block(what) {
  let others = false;
  queueMicrotask(() => (others = true));
  process.nextTick(() => (others = true));
  assert.strictEqual(
    parks(() => Atomics.wait(cell, 0, 0, 1)),
    false,
    what,
  );
  assert.strictEqual(others, false, what);
}

/** Writes with turns of the loop in between, so that several events come. */
function dribble(writable) {
  const left = [...chunks];
  setTimeout(function next() {
    writable.write(left.shift());
    if (left.length > 0) setTimeout(next, left.length % 2);
    else writable.end();
  }, 1);
}
const sources = {
  'a socket': (use) => net.createServer(use).listen(0, '127.0.0.1', connecting),
  'the body of a request': (use) =>
    http.createServer((request, response) => use(request, response)).listen(0, '127.0.0.1', posting),
  'a file': (use) => use(fs.createReadStream(file, { highWaterMark: 16 })),
  'a child': (use) => use(spawn('sh', ['-c', `cat ${file}`]).stdout),
  'an array': (use) => use(Readable.from(chunks)),
  'a generator': (use) =>
    use(
      Readable.from(
        (async function* () {
          for (const chunk of chunks) yield await chunk;
        })(),
      ),
    ),
  'a pass-through': (use) => {
    const stream = new PassThrough();
    use(stream);
    dribble(stream);
  },
  'a stream of zlib': (use) =>
    use(
      fs
        .createReadStream(file, { highWaterMark: 16 })
        .pipe(zlib.createGzip())
        .pipe(zlib.createGunzip({ chunkSize: 64 })),
    ),
  'a pushing stream': (use) => {
    const left = [...chunks];
    use(new Readable({ read() { setImmediate(() => this.push(left.shift() ?? null)) } })); // prettier-ignore
  },
};
function connecting() {
  dribble(net.connect(this.address().port, '127.0.0.1').resume().on('close', () => this.close())); // prettier-ignore
}
function posting() {
  const request = http.request({ port: this.address().port, host: '127.0.0.1', method: 'POST', agent: false });
  request.on('response', (response) => response.resume().on('close', () => this.close()));
  dribble(request);
}

for (const [name, source] of Object.entries(sources)) {
  for (const event of ['data', 'readable']) {
    let all = '';
    const inside = { now: 0, most: 0 };
    wait(
      new Promise((resolve, reject) => {
        source((stream, response) => {
          const take = (chunk) => {
            inside.most = Math.max(inside.most, ++inside.now);
            block(`${event} of ${name}`);
            all += chunk;
            inside.now--;
          };
          if (event === 'data') stream.on('data', take);
          else {
            stream.on('readable', () => {
              for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) take(chunk);
            });
          }
          stream.on('end', () => (response?.end(), resolve())).on('error', reject);
        });
      }),
    );
    assert.strictEqual(all, text, `${event} of ${name}`);
    assert.strictEqual(inside.most, 1);
  }
}
console.log('ok');
