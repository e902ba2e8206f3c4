// it: streams, events, questions and times are waited for in a straight line, and what is cancelled is taken back
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync, spawn: start } = require('node:child_process');
const events = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const stream = require('node:stream');
const timers = require('node:timers');
const { idle, killAll, spawn, withTimeout } = require('greenpatch');
const { folder } = require('./support/kit');

const box = folder();
const file = path.join(box, 'lines');
const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\n');
fs.writeFileSync(file, text);
const soon = (fn) => timers.setTimeout(fn, 1);

// readAllSync
assert.strictEqual(stream.readAllSync(fs.createReadStream(file), { encoding: 'utf8' }), text);
assert.ok(stream.readAllSync(fs.createReadStream(file)).equals(Buffer.from(text)));
assert.strictEqual(stream.readAllSync(fs.createReadStream(file, 'latin1')), text);
assert.deepStrictEqual(stream.readAllSync(stream.Readable.from([])), []);
assert.deepStrictEqual(stream.readAllSync(stream.Readable.from([1, { a: 2 }])), [1, { a: 2 }]);
assert.deepStrictEqual(
  stream.readAllSync(
    new stream.Readable({
      read() {
        this.push(null);
      },
    }),
  ),
  Buffer.alloc(0),
);
const tooMuch = fs.createReadStream(file);
assert.throws(() => stream.readAllSync(tooMuch, { maxBytes: 1000 }), { code: 'ERR_GREENPATCH_TOO_LARGE' });
assert.ok(tooMuch.destroyed);
assert.throws(() => stream.readAllSync(fs.createReadStream(`${file}.none`)), { code: 'ENOENT', syscall: 'open' });
for (const bad of [undefined, null, 5, {}, new stream.Writable()]) {
  assert.throws(() => stream.readAllSync(bad), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
}
assert.throws(() => stream.readAllSync(fs.createReadStream(file).pause(), { encoding: 'klingon' }), {
  code: 'ERR_INVALID_ARG_VALUE',
});
const endless = new stream.Readable({ read() {} });
const reader = spawn(() => stream.readAllSync(endless));
idle();
endless.push('x');
idle();
killAll([reader]);
assert.deepStrictEqual([reader.state, endless.destroyed], ['killed', true]);

// Lines of any stream.
const lines = fs.createReadStream(file, { highWaterMark: 100 });
for (let i = 0; i < 20_000; i++) assert.strictEqual(stream.readLineSync(lines), `line ${i}`);
assert.strictEqual(stream.readLineSync(lines), null);
assert.strictEqual(stream.readSync(stream.Readable.from(['a', 'b'])), 'a');

// pipelineSync
const copy = path.join(box, 'copy');
assert.strictEqual(stream.pipelineSync(fs.createReadStream(file), fs.createWriteStream(copy)), undefined);
assert.strictEqual(fs.readFileSync(copy, 'utf8'), text);
const count = async (source) => {
  let length = 0;
  for await (const chunk of source) length += chunk.length;
  return length;
};
assert.strictEqual(stream.pipelineSync(fs.createReadStream(file), new stream.PassThrough(), count), text.length);
assert.throws(() => stream.pipelineSync(fs.createReadStream(`${file}.none`), new stream.PassThrough().resume()), {
  code: 'ENOENT',
});
assert.throws(() => stream.pipelineSync(), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => stream.pipelineSync(new stream.PassThrough()), { code: 'ERR_MISSING_ARGS' });
const cancelled = (cancel, run) => {
  const [from, to] = [new stream.Readable({ read() {} }), new stream.PassThrough().resume()];
  const fiber = spawn(() => run(from, to));
  idle();
  cancel(fiber);
  assert.ok(fiber.finished || fiber.join() || true);
  idle();
  assert.ok(from.destroyed && to.destroyed);
  return fiber;
};
assert.strictEqual(
  cancelled(
    (fiber) => killAll([fiber]),
    (from, to) => stream.pipelineSync(from, to),
  ).state,
  'killed',
);
const controller = new AbortController();
const aborted = cancelled(
  () => controller.abort('why'),
  (from, to) => stream.pipelineSync(from, to, { signal: controller.signal }),
);
assert.throws(
  () => aborted.get(),
  (error) => error.name === 'AbortError' && error.code === 'ABORT_ERR' && error.cause === 'why',
);

// onceSync
const emitter = new events.EventEmitter();
soon(() => emitter.emit('it', 1, 2));
assert.deepStrictEqual(events.onceSync(emitter, 'it'), [1, 2]);
soon(() => emitter.emit('error', new Error('instead')));
(function straight() {
  try {
    events.onceSync(emitter, 'it');
    assert.fail();
  } catch (error) {
    assert.strictEqual(error.message, 'instead');
    assert.match(error.stack.split('\n')[1], /at straight /, error.stack);
  }
})();
const target = new EventTarget();
soon(() => target.dispatchEvent(new Event('it')));
assert.strictEqual(events.onceSync(target, 'it')[0].type, 'it');
assert.throws(() => events.onceSync(emitter, 'it', { timeout: 5 }), {
  code: 'ERR_GREENPATCH_TIMEOUT',
  message: /event it did not come/,
});
assert.throws(() => withTimeout(5, () => events.onceSync(emitter, 'it')), { code: 'ERR_GREENPATCH_TIMEOUT' });
const stopped = new AbortController();
soon(() => stopped.abort());
assert.throws(() => events.onceSync(emitter, 'it', { signal: stopped.signal }), {
  name: 'AbortError',
  code: 'ABORT_ERR',
});
assert.throws(() => events.onceSync(emitter, 'it', { signal: stopped.signal }), { name: 'AbortError' });
assert.throws(() => events.onceSync(emitter, 'it', { signal: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => events.onceSync({}, 'it'), { code: 'ERR_INVALID_ARG_TYPE' });
idle();
assert.deepStrictEqual([emitter.listenerCount('it'), emitter.listenerCount('error')], [0, 0]);
assert.strictEqual(events.getEventListeners(stopped.signal, 'abort').length, 0);

// sleepSync
const order = [];
const other = spawn(() => (timers.sleepSync(1), order.push('slept')));
timers.sleepSync(30);
order.push('slept longer');
assert.deepStrictEqual(order, ['slept', 'slept longer']);
let io = false;
fs.stat(file, () => (io = true));
while (!io) timers.sleepSync(0); // lets I/O come
for (const [bad, code] of [
  ['1', 'ERR_INVALID_ARG_TYPE'],
  [undefined, 'ERR_INVALID_ARG_TYPE'],
  [-1, 'ERR_OUT_OF_RANGE'],
  [NaN, 'ERR_OUT_OF_RANGE'],
  [Infinity, 'ERR_OUT_OF_RANGE'],
]) {
  assert.throws(() => timers.sleepSync(bad), { code });
}
assert.throws(() => withTimeout(5, () => timers.sleepSync(1e9)), { code: 'ERR_GREENPATCH_TIMEOUT' });
assert.ok(other.finished);

// questionSync, of streams and of a program's own stdin
const [input, output] = [new stream.PassThrough(), new stream.PassThrough()];
input.write('Ada\nGrace\r\n');
assert.strictEqual(readline.questionSync('Who? ', { input, output }), 'Ada');
assert.strictEqual(readline.questionSync('And? ', { input, output }), 'Grace');
assert.throws(() => withTimeout(5, () => readline.questionSync('Then? ', { input, output })), {
  code: 'ERR_GREENPATCH_TIMEOUT',
});
const gone = new AbortController();
soon(() => gone.abort());
assert.throws(() => readline.questionSync('', { input, output, signal: gone.signal }), { name: 'AbortError' });
input.end('last');
assert.deepStrictEqual(
  [1, 2].map(() => readline.questionSync('', { input, output })),
  ['last', null],
);
output.end();
assert.strictEqual(stream.readAllSync(output, { encoding: 'utf8' }), 'Who? And? Then? ');
assert.throws(() => readline.questionSync(5), { code: 'ERR_INVALID_ARG_TYPE' });

const asking = `const { questionSync } = require('node:readline'); const name = questionSync('Name? '); console.log('Hello ' + name + ', ' + questionSync('Age? '));`;
const asked = (typed) =>
  execFileSync(process.execPath, ['-r', 'greenpatch', '-e', asking], {
    input: typed,
    encoding: 'utf8',
    cwd: __dirname,
  });
assert.strictEqual(asked('Ada\n36\nmore\n'), 'Name? Age? Hello Ada, 36\n');
assert.strictEqual(asked('Ada'), 'Name? Age? Hello Ada, null\n');
// An open stdin that is not read any more does not keep the program.
const child = start(process.execPath, ['-r', 'greenpatch', '-e', asking], {
  cwd: __dirname,
  stdio: ['pipe', 'pipe', 'inherit'],
});
child.stdin.write('Ada\n36\n');
assert.strictEqual(stream.readAllSync(child.stdout, { encoding: 'utf8' }), 'Name? Age? Hello Ada, 36\n');
assert.deepStrictEqual(child.exitCode ?? events.onceSync(child, 'exit')[0], 0);
child.stdin.destroy();

// A tick after a child has ended Node makes its output flow. What has not been read yet is not lost by that.
const brief = start(process.execPath, ['-p', '"one\\ntwo\\nthree"']);
assert.strictEqual(stream.readLineSync(brief.stdout), 'one');
while (brief.exitCode === null) timers.sleepSync(1);
idle();
assert.strictEqual(stream.readAllSync(brief.stdout, { encoding: 'utf8' }), 'two\nthree\n');
// Nor what comes while a call reads: resume() has no effect then, as it has none on a stream with a listener of readable.
const late = new stream.PassThrough();
const both = spawn(() => stream.readLineSync(late) + stream.readLineSync(late));
idle();
late.resume();
late.write('a\n');
idle();
late.end('b\n');
assert.strictEqual(both.get(), 'ab');
console.log('ok');
