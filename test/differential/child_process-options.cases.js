'use strict';
// execSync, execFileSync and spawnSync: programs, arguments, folders, environments, users, signals, times.
const cp = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn, failing, inEachForm } = require('./spawn-kit');

/** Signals that a process does not mind. */
const ENDS_NOTHING = new Set(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH']);

const thrower = (what) => ({
  toString() {
    throw what;
  },
});

function programCases(add, folder) {
  const made = (name, text, mode) => {
    fs.writeFileSync(path.join(folder, name), text, { mode });
    return path.join(folder, name);
  };
  const loop = path.join(folder, 'loop');
  fs.rmSync(loop, { force: true });
  fs.symlinkSync(loop, loop);
  const programs = {
    missing: 'no-such-program',
    'missing folder': '/no/such/program',
    'in a file': '/etc/passwd/x',
    folder: '/tmp',
    'not executable': made('plain', 'echo x', 0o644),
    'without interpreter': made('bare', 'echo bare $1', 0o755),
    'with a missing interpreter': made('lost', '#!/no/such/interpreter\n', 0o755),
    empty: made('empty', '', 0o755),
    script: made('script', '#!/bin/sh\necho script $0 $1', 0o755),
    grüße: made('grüße', '#!/bin/sh\necho ü $1', 0o755),
    'link to itself': loop,
    'long name': 'x'.repeat(300),
    'long path': `/${'x/'.repeat(3000)}`,
    'half a surrogate pair': 'a\ud800b',
  };
  for (const [name, file] of Object.entries(programs)) {
    add(`program ${name}`, () => spawn(file, ['one', 'two']));
    add(`program ${name}: execFileSync`, () => cp.execFileSync(file, ['one', 'two'], { stdio: 'pipe' }));
    add(`program ${name}: no arguments`, () => spawn(file));
    add(`program ${name}: shell`, () => spawn(file, { shell: true, encoding: 'utf8' }));
    add(`program ${name}: as shell`, () => cp.execSync('echo x', { shell: file, stdio: 'pipe' }));
    add(`program ${name}: stdio ignore`, () => spawn(file, ['x'], { stdio: 'ignore' }));
    add(`program ${name}: relative`, () => spawn(`./${path.basename(file)}`, ['x'], { cwd: folder, encoding: 'utf8' }));
  }
  for (const file of [Buffer.from('/bin/true'), new URL('file:///bin/true'), ['/bin/true'], 1n, Symbol('x'), NaN])
    for (const name of ['spawnSync', 'execFileSync', 'execSync'])
      add(`${name} program ${typeof file} ${String(file)}`, () => void cp[name](file, { stdio: 'pipe' }));
}

function argumentCases(add) {
  const lists = {
    none: [],
    empty: [''],
    texts: ['a b', '"c"', "d'e", '$f', '*', '\n', '\\'],
    letters: ['grüße', '\u{1f600}', 'a\ud800b', '\u0001'],
    numbers: [1, -0, 1.5, NaN, 2n],
    others: [null, undefined, true, {}, [1, 2], new Date(0), /x/, () => 1],
    symbol: ['a', Symbol('x')],
    throws: ['a', thrower(new RangeError('mine'))],
    zero: ['a\0b'],
    many: Array.from({ length: 2000 }, (_, i) => `arg${i}`),
    long: ['x'.repeat(130_000)],
    'too long': ['x'.repeat(131_072)],
    'too many': Array.from({ length: 30 }, () => 'x'.repeat(100_000)),
    sparse: [, 'x'], // eslint-disable-line no-sparse-arrays
    frozen: Object.freeze(['a']),
  };
  for (const [name, args] of Object.entries(lists)) {
    add(`arguments ${name}`, () => spawn('/usr/bin/printf', ['[%s]', ...args], { encoding: 'utf8' }));
    add(`arguments ${name}: given`, () => [spawn('/bin/echo', args).status, args.length]);
    add(`arguments ${name}: execFileSync`, () => cp.execFileSync('/bin/echo', args, { stdio: 'pipe' }).length);
    add(`arguments ${name}: fails`, () => cp.execFileSync('/bin/false', args, { stdio: 'pipe' }));
    add(`arguments ${name}: missing program`, () => spawn('no-such-program', args));
    if (name.startsWith('t') || name === 'many') continue; // a shell of its own
    add(`arguments ${name}: shell`, () => spawn('echo', args, { shell: true, encoding: 'utf8' }));
  }
  for (const argv0 of ['zero', '', 'grüße', 'a b', 'a\0b', 1, null, undefined, {}]) {
    add(`argv0 ${String(argv0)}`, () => spawn('/bin/sh', ['-c', 'echo "$0"'], { argv0, encoding: 'utf8' }));
    add(`argv0 ${String(argv0)} fails`, () => cp.execFileSync('/bin/false', ['x'], { argv0, stdio: 'pipe' }));
    add(`argv0 ${String(argv0)} of cat`, () => spawn('/bin/cat', ['/no/such/file'], { argv0, encoding: 'utf8' }));
  }
}

function placeCases(add, folder) {
  const places = [
    '',
    '/',
    '.',
    '..',
    folder,
    '/no/such/folder',
    '/etc/passwd',
    '/etc/passwd/',
    'a\0b',
    null,
    undefined,
  ];
  places.push(
    new URL('file:///'),
    new URL('http://host/'),
    Buffer.from('/'),
    1,
    {},
    'x'.repeat(5000),
    new URL('file:///a%2Fb'),
  );
  for (const cwd of places) {
    inEachForm(add, `cwd ${String(cwd).slice(0, 20)}`, 'pwd', { cwd, encoding: 'utf8' });
    add(`cwd ${String(cwd).slice(0, 20)} and a missing program`, () => spawn('no-such-program', ['x'], { cwd }));
    add(`cwd ${String(cwd).slice(0, 20)} as shell`, () => spawn('pwd', { cwd, shell: true, encoding: 'utf8' }));
  }
  const environments = {
    empty: {},
    some: { A: '1', B: 'zwei', C: '' },
    values: { A: 1, B: null, C: undefined, D: true, E: 2n },
    letters: { Ä: 'grüße', B: '\ud800' },
    equals: { 'A=B': 'c' },
    zero: { A: 'b\0c' },
    'zero in the name': { 'A\0B': 'c' },
    symbol: { A: Symbol('x') },
    throws: { A: thrower(new RangeError('mine')) },
    inherited: Object.create({ A: 'from above' }),
    null: null,
    undefined: undefined,
    text: 'x',
    number: 1,
    array: ['a', 'b'],
    path: { PATH: '/no/such/folder' },
    'too long': { A: 'x'.repeat(131_072) },
  };
  for (const [name, env] of Object.entries(environments)) {
    const own = name === 'null' || name === 'undefined' || name === 'text' || name === 'number';
    add(`env ${name}`, () => {
      const { stdout, ...others } = spawn('/usr/bin/env', [], { env, encoding: 'utf8' });
      return own ? others : [stdout, others];
    });
    inEachForm(add, `env ${name}`, 'echo $A', { env });
    add(`env ${name} and a name without path`, () => spawn('true', [], { env }));
  }
}

function userCases(add) {
  const ids = [0, 65534, -1, 1.5, '0', NaN, null, undefined, {}, 2 ** 31 - 1, 2 ** 31, -(2 ** 31)];
  for (const id of ids) {
    for (const option of ['uid', 'gid']) {
      inEachForm(add, `${option} ${String(id)}`, 'id -u; id -g', { [option]: id });
      add(`${option} ${String(id)}, missing program`, () => spawn('no-such-program', { [option]: id }));
    }
    add(`uid and gid ${String(id)}`, () => spawn('/usr/bin/id', ['-u'], { uid: id, gid: id, encoding: 'utf8' }));
  }
  for (const detached of [true, false, undefined, null, 1, 'x'])
    inEachForm(add, `detached ${String(detached)}`, 'test $(ps -o pgid= -p $$) = $$', { detached });
  add('detached has a group of its own', () =>
    spawn('/bin/sh', ['-c', 'kill -TERM 0; sleep 5'], { detached: true, encoding: 'utf8' }),
  );
}

function endCases(add) {
  for (const status of [0, 1, 2, 77, 126, 127, 128, 129, 137, 200, 255, 256])
    inEachForm(add, `exit ${status}`, `echo out; echo err >&2; exit ${status}`, { encoding: 'utf8' });
  const stopping = ['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'];
  const signals = Object.entries(os.constants.signals).filter(([name]) => !stopping.includes(name));
  for (const [name, number] of signals)
    inEachForm(add, `ended by ${name}`, `ulimit -c 0; echo out; kill -${number} $$`, { encoding: 'utf8' });
  for (const number of [32, 33, 34, 35, 50, 64])
    inEachForm(add, `ended by signal ${number}`, `echo out; kill -${number} $$; sleep 0.01`, { encoding: 'utf8' });
  for (const [name, number] of signals) {
    const time = ENDS_NOTHING.has(name) ? '0.1' : '9';
    add(`killSignal ${name}`, () => spawn('/bin/sleep', [time], { timeout: 15, killSignal: name }));
    if (number % 4 === 0)
      add(`killSignal ${number}`, () => spawn('/bin/sleep', [time], { timeout: 15, killSignal: number }));
  }
  for (const killSignal of [
    'sigterm',
    'SigKill',
    'TERM',
    '',
    'SIGNOPE',
    0,
    -1,
    999,
    1.5,
    NaN,
    null,
    undefined,
    {},
    [],
    true,
    34,
  ])
    inEachForm(add, `killSignal ${String(killSignal)}`, 'exit 3', { killSignal });
  inEachForm(add, 'timeout with SIGKILL', 'exec sleep 9', { timeout: 30, killSignal: 'SIGKILL' });
  inEachForm(add, 'timeout of one that is stopped', 'kill -STOP $$', { timeout: 50, killSignal: 'SIGKILL' });
  add('timeout of one that ignores the signal', () =>
    spawn('/bin/sh', ['-c', "trap '' TERM; echo x; sleep 1.2; exit 4"], { timeout: 900 }),
  );
  add('timeout of a grandchild', () => spawn('/bin/sh', ['-c', 'sleep 1.2 & echo x'], { timeout: 900 }));
  inEachForm(add, 'timeout with input that nobody reads', 'exec sleep 9', {
    timeout: 50,
    input: Buffer.alloc(1_000_000),
  });
  inEachForm(add, 'grandchild writes later', '(sleep 0.02; echo late) & echo early', {});
  inEachForm(add, 'grandchild that holds nothing', '(sleep 0.5 >&- 2>&-) & echo early', {});
  inEachForm(add, 'child closes its output early', 'exec >&- 2>&-; sleep 0.03; exit 5', {});
  inEachForm(add, 'timeout after the output is closed', 'exec >&- 2>&-; exec sleep 9', { timeout: 50 });
  for (const timeout of [
    0,
    60_000,
    2 ** 31,
    2 ** 32 + 5,
    Number.MAX_SAFE_INTEGER,
    null,
    undefined,
    -1,
    1.5,
    NaN,
    '5',
    {},
    1n,
  ])
    inEachForm(add, `timeout ${String(timeout)}`, 'exit 3', { timeout });
  for (const maxBuffer of [-1, NaN, '5', null, undefined, {}, 1n, Number.MAX_SAFE_INTEGER, 1e300])
    inEachForm(add, `maxBuffer ${String(maxBuffer)}`, 'echo x; exit 3', { maxBuffer });
  for (const shell of [true, false, '', '/bin/sh', '/no/such/shell', 'sh', 1, null, undefined, {}, 'a\0b'])
    for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
      const how = { spawnSync: spawn }[name] ?? cp[name];
      add(`${name} shell ${String(shell)}`, () => how('exit 3', { shell, stdio: 'pipe' }));
    }
}

function objectCases(add) {
  const odd = {
    frozen: Object.freeze({ encoding: 'utf8' }),
    'without prototype': Object.assign(Object.create(null), { encoding: 'utf8' }),
    inherited: Object.create({ encoding: 'utf8', stdio: 'ignore' }),
    getters: {
      get encoding() {
        return 'utf8';
      },
    },
    'getter that throws': {
      get cwd() {
        throw new RangeError('mine');
      },
    },
    'getter that runs another': {
      get cwd() {
        return cp.execSync('printf /', { encoding: 'utf8' });
      },
      encoding: 'utf8',
    },
  };
  for (const [name, options] of Object.entries(odd)) {
    inEachForm(add, `options ${name}`, 'echo x; pwd', options);
    add(`options ${name}: given as they are`, () => spawn('/bin/echo', ['x'], options));
    add(`options ${name}: execSync`, () => cp.execSync('echo x', options));
  }
  add('options are left as they were', () => {
    const options = { input: 'x', stdio: ['pipe', 'pipe'], env: {}, killSignal: 'SIGINT', timeout: 1000 };
    return [spawn('/bin/cat', options), options];
  });
  add('functions keep their names and lengths', () =>
    ['spawnSync', 'execFileSync', 'execSync'].map((name) => [cp[name].name, cp[name].length]),
  );
}

module.exports = function cases(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const list = [];
  const add = (label, run) => list.push([label, () => failing(run)]);
  programCases(add, folder);
  argumentCases(add);
  placeCases(add, folder);
  userCases(add);
  endCases(add);
  objectCases(add);
  return list;
};
