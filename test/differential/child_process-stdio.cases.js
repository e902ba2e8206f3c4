'use strict';
// execSync, execFileSync and spawnSync: every form of stdio, input of every type and size, output of every size and encoding.
const cp = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, failing, inEachForm } = require('./spawn-kit');

const ENCODINGS = ['utf8', 'latin1', 'hex', 'base64', 'base64url', 'utf16le', 'ascii', 'binary', 'ucs2', 'buffer'];
const KINDS = ['pipe', 'ignore', 'fd', 'stream', 'null'];
/** Around the size of a piece of input or output, and of what a pipe holds. */
const SIZES = [0, 1, 4095, 4096, 65535, 65536, 65537, 131072, 212991, 212992, 212993, 500_000, 1_048_575, 1_048_576];

/** Views on the same eight bytes. */
function inputs() {
  const bytes = Uint8Array.from([0x61, 0xc3, 0xbc, 0x00, 0xff, 0x41, 0x0a, 0x7a]);
  const shared = new SharedArrayBuffer(8);
  new Uint8Array(shared).set(bytes);
  const types = [Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array, Uint32Array, Int32Array];
  types.push(Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView);
  return [
    ...types.map((Type) => [Type.name, new Type(bytes.buffer)]),
    ['part of a view', bytes.subarray(2, 6)],
    ['view on shared memory', new Uint8Array(shared)],
    ['view on memory that can be resized', new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))],
    ['Buffer of the pool', Buffer.from('pool')],
    ['empty Buffer', Buffer.alloc(0)],
    ['detached view', detached()],
    ['text', 'grüße \u{1f600}'],
    ['text of digits', '616263'],
    ['half a surrogate pair', 'a\ud800b'],
    ['empty text', ''],
  ];
}

function detached() {
  const view = new Uint8Array(8);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

function stdioCases(add, folder) {
  const file = (at) => path.join(folder, `stdio-${at}`);
  for (const kinds of KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.map((c) => [a, b, c])))) {
    const run = (how) => {
      fs.writeFileSync(file(0), 'from a file\n');
      const fds = [fs.openSync(file(0), 'r'), fs.openSync(file(1), 'w'), fs.openSync(file(2), 'w')];
      const stdio = kinds.map((kind, at) => ({ fd: fds[at], stream: { fd: fds[at] }, null: null })[kind] ?? kind);
      if (kinds.includes('null')) stdio[kinds.indexOf('null')] = null;
      try {
        return [how({ stdio }), fs.readFileSync(file(1), 'latin1'), fs.readFileSync(file(2), 'latin1')];
      } finally {
        fds.forEach((fd) => fs.closeSync(fd));
      }
    };
    const command = 'cat; echo out; echo err >&2; exit 3';
    add(`stdio ${kinds}`, () => run((options) => spawn('/bin/sh', ['-c', command], options)));
    if (kinds[0] === kinds[1]) {
      add(`stdio ${kinds} execSync`, () => run((options) => cp.execSync('cat; echo out; echo err >&2', options)));
      add(`stdio ${kinds} execSync fails`, () => run((options) => cp.execSync(command, options)));
      add(`stdio ${kinds} input`, () =>
        run((options) => spawn('/bin/sh', ['-c', command], { ...options, input: 'fed', encoding: 'utf8' })),
      );
    }
  }
  const more = ['pipe', 'ignore', 'null'];
  for (const kinds of more.flatMap((a) => more.flatMap((b) => more.map((c) => [a, b, c])))) {
    const stdio = ['pipe', 'pipe', 'pipe', ...kinds.map((kind) => (kind === 'null' ? null : kind))];
    add(`more stdio ${kinds}`, () =>
      spawn('/bin/sh', ['-c', 'echo 3 >&3; echo 4 >&4; echo 5 >&5; echo 1'], { stdio, encoding: 'utf8' }),
    );
  }
  add('descriptor that both write to', () => {
    const fd = fs.openSync(file(1), 'w');
    fs.writeSync(fd, 'before\n');
    const result = spawn('/bin/sh', ['-c', 'echo out; echo err >&2'], { stdio: ['ignore', fd, fd] });
    fs.writeSync(fd, 'after\n');
    fs.closeSync(fd);
    return [result, fs.readFileSync(file(1), 'utf8')];
  });
  add('descriptors swapped', () => {
    const fds = ['r', 'w'].map((flag, at) => fs.openSync(file(at), flag));
    const result = spawn('/bin/sh', ['-c', 'cat <&4; echo x >&3'], { stdio: ['pipe', 'pipe', 'pipe', fds[1], fds[0]] });
    fds.forEach((fd) => fs.closeSync(fd));
    return result;
  });
  for (const fd of [999, -1, -5, 2 ** 31, 1.5, NaN, Infinity]) {
    add(`descriptor ${fd}`, () => spawn('/bin/true', [], { stdio: ['pipe', 'pipe', fd] }));
    add(`descriptor of a stream ${fd}`, () => spawn('/bin/true', [], { stdio: ['pipe', { fd }, 'pipe'] }));
  }
  const standard = [process.stdin, process.stdout, process.stderr];
  add('streams of this process', () => spawn('/bin/true', [], { stdio: standard }));
  add('inherit', () => spawn('/bin/true', [], { stdio: 'inherit' }));
  const wrong = [
    'nope',
    'ipc',
    5,
    true,
    {},
    () => {},
    ['ipc'],
    [{}],
    [true],
    ['pipe', 'ipc'],
    [Symbol('x')],
    [{ fd: '1' }],
  ];
  for (const [at, stdio] of wrong.entries()) inEachForm(add, `wrong stdio ${at}`, 'true', { stdio });
  for (const length of [0, 1, 2, 4]) {
    const given = Array.from({ length }, () => 'pipe');
    add(`stdio of ${length}`, () => [spawn('/bin/echo', ['x'], { stdio: given }), given]);
  }
}

function inputCases(add) {
  for (const [name, input] of inputs())
    for (const encoding of [undefined, ...ENCODINGS])
      add(`input ${name} as ${encoding}`, () => spawn('/bin/cat', { input, encoding }));
  for (const size of [...SIZES, 5_000_000]) {
    const input = Buffer.alloc(size, 'abc');
    add(`input of ${size} bytes`, () => spawn('/usr/bin/wc', ['-c'], { input, encoding: 'utf8' }));
    add(`input of ${size} bytes comes back`, () =>
      cp.execFileSync('/bin/cat', { input, maxBuffer: Infinity }).equals(input),
    );
    // It waits for the first byte: then what a pipe holds has been written.
    add(`input of ${size} bytes is hardly read`, () => spawn('/bin/dd', ['bs=1', 'count=1', 'status=none'], { input }));
    if (size > 212_993) {
      add(`input of ${size} bytes is read in part`, () => spawn('/usr/bin/head', ['-c', '10'], { input }));
      add(`input of ${size} bytes, closed`, () => spawn('/bin/sh', ['-c', 'exec <&-; echo x'], { input }));
      inEachForm(add, `input of ${size} bytes is not read to the end`, 'head -c 5; exit 3', { input });
    }
  }
  for (const input of [1, {}, true, [], 1n, Symbol('x'), () => {}, new ArrayBuffer(3), new Date(0), null, 0, NaN])
    inEachForm(add, `wrong input ${String(input)}`, 'cat', { input });
}

function outputCases(add) {
  const command = "printf 'gr\\303\\274\\303\\237e \\377\\001'; printf 'err\\303' >&2";
  for (const encoding of [undefined, null, ...ENCODINGS, 'nope', 'UTF-8', 'Utf8', '', 1, {}, true])
    inEachForm(add, `encoding ${String(encoding)}`, command, { encoding });
  for (const size of SIZES) {
    const flood = `head -c ${size} /dev/zero`;
    for (const maxBuffer of [undefined, size, size + 1, Infinity, 0])
      add(
        `output of ${size} bytes, limit ${maxBuffer}`,
        () => spawn('/bin/sh', ['-c', flood], { maxBuffer }).stdout.length,
      );
    add(`output of ${size} bytes of both`, () => {
      const { stdout, stderr, status } = spawn('/bin/sh', ['-c', `${flood}; ${flood} >&2; exit 4`], { maxBuffer: 1e9 });
      return [stdout.length, stderr.length, status];
    });
  }
  for (const maxBuffer of [1, 4, 7, 0.5, 7.5, 1e-9]) {
    inEachForm(add, `limit ${maxBuffer}`, 'printf 12345678; exec sleep 9', { maxBuffer });
    inEachForm(add, `limit ${maxBuffer} of stderr`, 'printf 12345678 >&2; exec sleep 9', { maxBuffer });
  }
  inEachForm(add, 'limit of all pipes together', 'printf 12345; sleep 0.03; printf 678 >&2; exec sleep 9', {
    maxBuffer: 7,
  });
  inEachForm(add, 'limit, and the signal is caught', "trap 'exit 5' TERM; printf 12345; sleep 9 & wait", {
    maxBuffer: 3,
  });
  add(
    '64 MiB',
    () => cp.execFileSync('/usr/bin/head', ['-c', String(64 << 20), '/dev/zero'], { maxBuffer: Infinity }).length,
  );
  add('64 MiB there and back', () => {
    const input = Buffer.alloc(64 << 20, 'x');
    return cp.execFileSync('/bin/cat', { input, maxBuffer: Infinity }).equals(input);
  });
}

module.exports = function cases(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const list = [];
  const add = (label, run) => list.push([label, () => failing(run)]);
  stdioCases(add, folder);
  inputCases(add);
  outputCases(add);
  return list;
};
