'use strict';
// Calls of child_process for spawn-at-once.js: [name, call, whether Node's binding has to be asked].
const cp = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const utf8 = { encoding: 'utf8' };
const sh = (command, options) => cp.spawnSync('/bin/sh', ['-c', command], { ...utf8, ...options });
const MANY = Array.from({ length: 3000 }, (_, i) => `argument ${i}`);
const BIG = Buffer.alloc(10_000_000, 'x');

function programs(add, folder) {
  const made = (name, text, mode = 0o755) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text, { mode });
    return path.join(folder, name);
  };
  made('a/tool', 'echo not for execution', 0o644);
  made('b/tool', '#!/bin/sh\necho tool of b "$@"');
  made('b/only', '#!/bin/sh\necho only "$@"');
  made('file', 'x', 0o644);
  const files = {
    'missing name': 'no-such-program',
    'missing folder': '/no/such/program',
    folder: folder,
    'in a file': path.join(folder, 'file/x'),
    'not executable': path.join(folder, 'a/tool'),
    'text without interpreter': made('bare', 'echo bare $0 "$1" "$2"'),
    'missing interpreter': made('lost', '#!/no/such/interpreter\n'),
    'empty file': made('empty', ''),
    'no program at all': made('binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0])),
    'long path': `/${'x/'.repeat(3000)}`,
    'letters that are none': 'a\ud800b',
  };
  for (const [name, file] of Object.entries(files)) add(name, () => cp.spawnSync(file, ['one', ''], utf8));
  add('text without interpreter, no arguments', () => cp.spawnSync(files['text without interpreter'], utf8));
  add('text without interpreter, by PATH', () => cp.spawnSync('bare', ['x'], { ...utf8, env: { PATH: folder } }));
  add('name of 300 letters', () => cp.spawnSync('x'.repeat(300)), true);
  add('execFileSync of what is missing', () => cp.execFileSync('no-such-program', { stdio: 'pipe' }));

  const places = {
    a: path.join(folder, 'a'),
    b: path.join(folder, 'b'),
    none: '/no/such',
    file: path.join(folder, 'file'),
  };
  const paths = {
    'the second': [places.none, places.b],
    'first not executable': [places.a, places.b],
    'only not executable': [places.a, places.none],
    'not executable before missing': [places.a, places.none, places.file],
    'a file': [places.file],
    'here at the end': [places.none, ''],
    'here in the middle': ['', places.none],
    relative: ['b'],
    'with a slash at the end': [`${places.b}/`],
  };
  for (const [name, list] of Object.entries(paths))
    add(`PATH: ${name}`, () => cp.spawnSync('tool', ['x'], { ...utf8, cwd: folder, env: { PATH: list.join(':') } }));
  add('PATH: empty', () => cp.spawnSync('only', { ...utf8, cwd: places.b, env: { PATH: '' } }));
  add('PATH: none', () => cp.spawnSync('sh', ['-c', 'echo $0'], { ...utf8, env: {} }));
  add('PATH: none, missing program', () => cp.spawnSync('no-such-program', { env: {} }));
  add(
    'PATH: 5000 letters',
    () => cp.spawnSync('only', { ...utf8, env: { PATH: `${'/x'.repeat(2500)}:${places.b}` } }),
    true,
  );
  add('relative file and cwd', () => cp.spawnSync('./only', { ...utf8, cwd: places.b }));
  add('relative file without it', () => cp.spawnSync('b/only', ['x'], utf8));
  for (const cwd of ['/', '/no/such/folder', places.file, 'x'.repeat(5000)])
    add(`cwd ${cwd.slice(0, 20)}`, () => sh('pwd', { cwd }));
}

function inputs(add, folder) {
  const lists = {
    none: [],
    empty: ['', '', ''],
    many: MANY,
    letters: ['grüße', '\u{1f600}', 'a\ud800b', '\udc00'],
    'too long': ['x'.repeat(131_072)],
    'too many': Array.from({ length: 40 }, () => 'x'.repeat(100_000)),
    'zero in it': ['a\0b'],
  };
  for (const [name, args] of Object.entries(lists))
    add(`arguments: ${name}`, () =>
      cp.spawnSync('printf', ['[%s]', ...args], { ...utf8, env: { PATH: process.env.PATH } }),
    );
  add('argv0', () => sh('echo $0', { argv0: 'another' }));
  add('env: empty', () => cp.spawnSync('/usr/bin/env', { ...utf8, env: {} }));
  add('env: letters', () => cp.spawnSync('/usr/bin/env', { ...utf8, env: { Ä: 'ß', B: '\ud800', C: '' } }));
  add('env: too long', () => sh('true', { env: { A: 'x'.repeat(131_072) } }));
  add('input: text', () => cp.spawnSync('cat', { ...utf8, input: 'grüße' }));
  add('input: numbers', () => cp.spawnSync('cat', { input: new Uint16Array([1, 2, 3]) }));
  add('input: nothing', () => cp.spawnSync('cat', { input: Buffer.alloc(0) }));
  add('input: much, all comes back', () => {
    const { stdout, ...rest } = cp.spawnSync('cat', { input: BIG, maxBuffer: Infinity });
    return { ...rest, output: null, same: stdout.equals(BIG) };
  });
  add('input: much, the child ends', () => cp.spawnSync('true', { input: BIG }));
  add('input: much, the child reads a little', () => cp.spawnSync('head', ['-c', '5'], { input: BIG }));
  add('input: much, the child closes it', () => sh('exec <&-; sleep 0.05; echo x', { input: BIG }));
  add('input: little, what is missing', () => cp.spawnSync('no-such-program', { input: 'x' }));
  add('execSync with input', () => cp.execSync('cat; echo error >&2; exit 3', { input: 'in', stdio: 'pipe' }));
  add('shell', () => cp.spawnSync('echo $((1 + 2))', { ...utf8, shell: true }));
  add('stdio file', () => {
    const fd = fs.openSync(path.join(folder, 'out'), 'w+');
    const result = sh('echo to a file; echo error >&2', { stdio: ['ignore', fd, fd] });
    fs.closeSync(fd);
    return { ...result, text: fs.readFileSync(path.join(folder, 'out'), 'utf8') };
  });
}

function descriptors(add, folder) {
  const [a, b] = ['a-file', 'b-file'].map((name) => fs.openSync(path.join(folder, name), 'w+'));
  /** What the child has at each number. */
  const names = (...numbers) =>
    `for i in ${numbers.join(' ')}; do basename "$(readlink /proc/$$/fd/$i)"; done | sed 's/\\[.*//'`;
  const kinds = 'for i in 0 1 2; do stat -L -c %F /proc/$$/fd/$i; grep flags /proc/$$/fdinfo/$i; done';
  add('stdio: swapped', () => sh(names(a, b), { stdio: at({ [a]: b, [b]: a }) }));
  add('stdio: round', () => sh(names(3, 4, 5), { stdio: ['ignore', 'pipe', 'pipe', b, 'ignore', a] }));
  add('stdio: the same three times', () => sh(names(3, 4, 5), { stdio: ['ignore', 'pipe', 'pipe', a, a, a] }));
  add('stdio: error and output swapped', () =>
    sh('echo out; echo error >&2', { stdio: ['pipe', 'pipe', 'pipe', 1, 2] }),
  );
  add('stdio: 1, 0, 2', () => cp.spawnSync('true', { stdio: [1, 0, 2] }));
  add('stdio: output where input is', () => cp.spawnSync('true', { stdio: [1, 1, 1] }));
  add('stdio: inherit', () => cp.spawnSync('true', { stdio: 'inherit' }));
  add('stdio: ignore', () => cp.spawnSync('sh', ['-c', 'echo x; exit 7'], { stdio: 'ignore' }));
  add('stdio: kinds', () => sh(kinds));
  add('stdio: kinds, ignored', () => sh(kinds, { stdio: ['ignore', 'pipe', 'ignore'] }));
  add('stdio: one that does not block', () => {
    const fd = fs.openSync('/dev/null', fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
    const flags = sh('grep flags /proc/$$/fdinfo/0; grep flags /proc/$$/fdinfo/3', { stdio: [fd, 'pipe', 'pipe', fd] });
    fs.closeSync(fd);
    return flags;
  });
  add('stdio: only one', () => cp.spawnSync('sh', ['-c', 'cat'], { stdio: ['pipe'], input: 'x' }));
  add('stdio: pipes beyond', () =>
    sh('echo 3 >&3; echo 5 >&5', { stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'ignore', 'pipe'] }),
  );
  add('stdio: twelve pipes', () => sh('echo x >&11 || echo no', { stdio: Array(12).fill('pipe') }));
  add('stdio: closed', () => cp.spawnSync('true', { stdio: ['ignore', 'pipe', 987] }));
  add('stdio: closed, beyond', () => cp.spawnSync('true', { stdio: ['ignore', 'pipe', 'pipe', 987] }));
  add('stdio: nothing of ours is there', () => cp.spawnSync('ls', ['/proc/self/fd'], utf8));
  add('how much a pipe holds', () => {
    const program = 'use Socket; for (STDIN, STDOUT) { print unpack("i", getsockopt($_, SOL_SOCKET, SO_SNDBUF)), " " }';
    return cp.spawnSync('perl', ['-e', program], utf8);
  });
}

/** stdio with some descriptors at some places, and pipes for output. */
function at(places) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  for (const place of Object.keys(places)) {
    while (stdio.length <= place) stdio.push('ignore');
    stdio[place] = places[place];
  }
  return stdio;
}

function ends(add) {
  for (const status of [0, 1, 127, 255]) add(`exit ${status}`, () => sh(`echo x; exit ${status}`));
  for (const signal of [1, 6, 9, 15, 34, 64]) add(`ended by ${signal}`, () => sh(`ulimit -c 0; kill -${signal} $$`));
  add('timeout', () => cp.spawnSync('sleep', ['9'], { timeout: 30 }));
  add('timeout with SIGKILL', () => sh("trap '' TERM; exec sleep 9", { timeout: 100, killSignal: 'SIGKILL' }));
  add('timeout that is ignored', () => sh("trap '' TERM; echo x; sleep 1.3; exit 4", { timeout: 1000 }));
  add('timeout with a signal that ends nothing', () =>
    cp.spawnSync('sleep', ['0.2'], { timeout: 30, killSignal: 'SIGCONT' }),
  );
  add('timeout with input that nobody reads', () => cp.spawnSync('sleep', ['9'], { timeout: 30, input: BIG }));
  add('timeout of what is missing', () => cp.spawnSync('no-such-program', { timeout: 30 }));
  add('timeout of a grandchild', () => sh('echo x; sleep 1.3 & exit 3', { timeout: 1000 }));
  add('no timeout', () => cp.spawnSync('true', { timeout: 2 ** 40 }));
  add('grandchild that writes later', () => sh('(sleep 0.05; echo late) & echo early'));
  add('grandchild that holds nothing', () => sh('(sleep 0.5 >&- 2>&-) & echo early'));
  add('output closed early', () => sh('exec >&- 2>&-; sleep 0.05; exit 5'));
  const chatty = 'printf 123456; printf abcdef >&2; exec sleep 9';
  add('maxBuffer: output', () => sh('printf 123456; exec sleep 9', { maxBuffer: 3 }));
  add('maxBuffer: error', () => sh('printf 123456 >&2; exec sleep 9', { maxBuffer: 3 }));
  add('maxBuffer: both', () => sh(chatty, { maxBuffer: 11 }).error.code);
  add('maxBuffer: exactly', () => sh('printf 123456', { maxBuffer: 6 }));
  add('maxBuffer: 0', () => sh('printf 123456', { maxBuffer: 0 }));
  add(
    'maxBuffer: Infinity',
    () => cp.spawnSync('head', ['-c', '3000000', '/dev/zero'], { maxBuffer: Infinity }).stdout.length,
  );
  add('maxBuffer: a flood', () => {
    const { stdout, error, signal } = cp.spawnSync('cat', ['/dev/zero'], { maxBuffer: 100_000, killSignal: 'SIGKILL' });
    return { code: error.code, signal, more: stdout.length > 100_000 };
  });
  add('detached', () => sh('test $(cut -d" " -f6 /proc/$$/stat) = $$ && echo leader', { detached: true }));
  add('not detached', () => sh('test $(cut -d" " -f6 /proc/$$/stat) = $$ || echo no leader'));
  add('signals are as they were', () => sh('grep -E "^S(ig|hd)(Pnd|Blk|Ign|Cgt)" /proc/self/status'));
}

function others(add) {
  add('uid', () => sh('id -u', { uid: 65534 }), true);
  add('gid', () => sh('id -g', { gid: 65534 }), true);
  add('an option that is unknown', () => sh('echo x', { umask: 0 }), true);
  add('options of Windows', () => sh('echo x', { windowsHide: true, windowsVerbatimArguments: true }));
  add('options that are inherited', () => sh('echo x', Object.create({ umask: 0 })));
  for (const wrong of [
    { timeout: -1 },
    { maxBuffer: 'x' },
    { killSignal: 'SIGNOPE' },
    { stdio: ['what'] },
    { uid: 'x' },
  ])
    add(`refused: ${JSON.stringify(wrong)}`, () => sh('true', wrong));
  const { spawn } = process.binding('spawn_sync');
  const direct = { file: '/bin/echo', args: ['echo', 'x'], envPairs: [], stdio: [{ type: 'pipe', writable: true }] };
  add('binding', () => spawn(direct));
  const odd = {
    'numbers among the arguments': { args: ['echo', 1] },
    'no environment': { envPairs: null },
    'a descriptor below zero': { stdio: [{ type: 'fd', fd: -1 }] },
    'no array': { args: {} },
  };
  for (const [name, some] of Object.entries(odd)) add(`binding: ${name}`, () => spawn({ ...direct, ...some }), true);
  add('binding: a getter', () => spawn({ ...direct, get file() { return '/bin/echo'; } }), true); // prettier-ignore
  add('binding: a proxy', () => spawn(new Proxy(direct, {})), true);
}

module.exports = function cases(folder) {
  const list = [];
  const add = (name, call, binding = false) => list.push([name, call, binding]);
  for (const part of [programs, inputs, descriptors, ends, others]) part(add, folder);
  return list;
};
