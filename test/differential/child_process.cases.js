'use strict';
// execSync, execFileSync and spawnSync with good and bad input.
const cp = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Two runs have different processes. */
function without({ pid, ...others }) {
  return { ...others, pid: typeof pid === 'number' && pid > 0 ? 'a pid' : pid };
}

/** Makes what is different in two runs of the same failure the same. */
function failing(run) {
  try {
    return run();
  } catch (error) {
    if (typeof error.pid === 'number' && error.pid > 0) error.pid = 1;
    throw error;
  }
}

/** What a function of ours writes to stderr while it runs. */
function echoed(run) {
  const { write } = process.stderr;
  const written = [];
  process.stderr.write = (chunk) => written.push(String(chunk)) > 0;
  try {
    return [run(), written];
  } catch (error) {
    return [error.message, written];
  } finally {
    process.stderr.write = write;
  }
}

const WRONG = [undefined, null, 1, true, {}, [], '', 'nul\0byte', () => {}];

module.exports = function cases(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const list = [];
  const add = (label, run) => list.push([label, () => failing(run)]);
  const spawn = (...args) => {
    const result = cp.spawnSync(...args);
    if (result.error) {
      delete result.error.stack;
      if (result.error.pid > 0) result.error.pid = 1;
    }
    return without(result);
  };
  const node = (code, options) => spawn(process.execPath, ['-e', code], { env: {}, ...options });

  add('spawnSync', () => spawn('echo', ['a', 'b']));
  add('spawnSync utf8', () => spawn('echo', ['grüße'], { encoding: 'utf8' }));
  add('spawnSync encoding buffer', () => spawn('echo', ['x'], { encoding: 'buffer' }));
  add('spawnSync bad encoding', () => spawn('echo', ['x'], { encoding: 'nope' }));
  add('spawnSync no args', () => spawn('true'));
  add('spawnSync options instead of args', () => spawn('pwd', { cwd: '/', encoding: 'utf8' }));
  add('spawnSync status', () => spawn('sh', ['-c', 'echo out; echo err >&2; exit 7'], { encoding: 'utf8' }));
  add('spawnSync signal', () => spawn('sh', ['-c', 'kill -9 $$']));
  add('spawnSync missing', () => spawn('no-such-program', ['x', 'y']));
  add('spawnSync not executable', () => spawn('/etc/passwd'));
  add('spawnSync folder', () => spawn('/tmp'));
  add('spawnSync missing cwd', () => spawn('true', [], { cwd: '/no/such/folder' }));
  add('spawnSync cwd URL', () => spawn('pwd', { cwd: new URL('file:///'), encoding: 'utf8' }));
  add('spawnSync env', () => spawn('/usr/bin/env', [], { env: { A: '1', B: 'zwei' }, encoding: 'utf8' }));
  add('spawnSync argv0', () => spawn('sh', ['-c', 'echo $0'], { argv0: 'zero', encoding: 'utf8' }));
  add('spawnSync shell', () => spawn('echo $((1 + 2)) && exit 4', { shell: true, encoding: 'utf8' }));
  add('spawnSync shell named', () => spawn('echo $0', { shell: '/bin/sh', encoding: 'utf8' }));
  add('spawnSync too long', () => spawn('true', ['x'.repeat(3_000_000)]));
  add('spawnSync windowsHide', () => spawn('true', [], { windowsHide: true }));
  add('spawnSync detached', () => spawn('true', [], { detached: true }));
  add('spawnSync uid', () => spawn('id', ['-u'], { uid: process.getuid(), gid: process.getgid(), encoding: 'utf8' }));

  add('input', () => spawn('cat', { input: 'hello', encoding: 'utf8' }));
  add('input buffer', () => spawn('cat', { input: Buffer.from('hello') }));
  add('input typed array', () => spawn('cat', { input: new Uint16Array([0x4142, 0x4344]) }));
  add('input DataView', () => spawn('cat', { input: new DataView(new ArrayBuffer(4)) }));
  add('input empty', () => spawn('cat', { input: '' }));
  add('input big', () => spawn('wc', ['-c'], { input: Buffer.alloc(3_000_000), encoding: 'utf8' }).stdout.trim());
  add('input in the encoding', () => spawn('cat', { input: '616263', encoding: 'hex' }));
  // One that ends at once may be gone before the input is written, with and without us.
  add('input that nobody reads', () => spawn('sleep', ['0.2'], { input: 'small' }));
  add('much input that nobody reads', () => spawn('true', { input: Buffer.alloc(3_000_000) }));
  add('much input that is read in part', () =>
    spawn('head', ['-c', '3'], { input: Buffer.alloc(3_000_000, 'x'), encoding: 'utf8' }),
  );
  add('no input ends at once', () => spawn('cat'));
  for (const wrong of [1, {}, true, []]) add(`input ${JSON.stringify(wrong)}`, () => spawn('cat', { input: wrong }));

  add('output big', () => spawn('head', ['-c', '900000', '/dev/zero']).stdout.length);
  add('output from both, in their own order', () => {
    const { stdout, stderr } = node('for (let i = 0; i < 500; i++) (i % 2 ? console.log : console.error)(i)', {
      encoding: 'utf8',
    });
    return [stdout, stderr];
  });
  add('stdio ignore', () => spawn('echo', ['x'], { stdio: 'ignore' }));
  add('stdio pipe', () => spawn('echo', ['x'], { stdio: 'pipe' }));
  add('stdio array', () => spawn('sh', ['-c', 'echo out; echo err >&2'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  add('stdio null', () => spawn('echo', ['x'], { stdio: [null, undefined, null] }));
  add('stdio fd', () => {
    const fd = fs.openSync(path.join(folder, 'out'), 'w');
    const result = spawn('echo', ['to a file'], { stdio: ['ignore', fd, 'pipe'] });
    fs.closeSync(fd);
    return [result, fs.readFileSync(path.join(folder, 'out'), 'utf8')];
  });
  add('stdio stream', () => {
    const fd = fs.openSync(path.join(folder, 'out'), 'w');
    const result = spawn('echo', ['x'], { stdio: ['ignore', { fd }, 'pipe'] });
    fs.closeSync(fd);
    return [result, fs.readFileSync(path.join(folder, 'out'), 'utf8')];
  });
  add('stdio more pipes', () =>
    spawn('sh', ['-c', 'echo three >&3; echo five >&5'], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'ignore', 'pipe'],
      encoding: 'utf8',
    }),
  );
  add('stdio inherit', () => spawn('true', { stdio: 'inherit' }));
  add('stdio inherit one', () => spawn('echo', ['x'], { stdio: ['inherit', 'pipe', 'inherit'], encoding: 'utf8' }));
  for (const wrong of ['nope', ['ipc'], [{}], 5, ['pipe', 'zz']]) {
    add(`stdio ${JSON.stringify(wrong)}`, () => spawn('true', { stdio: wrong }));
  }
  add('a grandchild keeps the pipe', () =>
    spawn('sh', ['-c', '(sleep 0.3; echo late) & echo early'], { encoding: 'utf8' }),
  );

  add('timeout', () => spawn('sleep', ['5'], { timeout: 60 }));
  add('timeout with output', () =>
    spawn('sh', ['-c', 'echo before; exec sleep 5'], { timeout: 800, encoding: 'utf8' }),
  );
  add('timeout killSignal', () => spawn('sleep', ['5'], { timeout: 60, killSignal: 'SIGKILL' }));
  add('timeout number', () => spawn('sleep', ['5'], { timeout: 60, killSignal: 2 }));
  add('timeout and a grandchild', () => spawn('sh', ['-c', 'sleep 2 & wait'], { timeout: 100 }));
  add('timeout that a trap answers', () =>
    spawn('sh', ['-c', 'trap "exit 9" TERM; while :; do sleep 0.05; done'], { timeout: 1000 }),
  );
  add('timeout after the end', () => spawn('sh', ['-c', 'sleep 3 & echo x'], { timeout: 800, encoding: 'utf8' }));
  add('timeout enough', () => spawn('true', { timeout: 60_000 }));
  for (const wrong of [-1, 1.5, 'x', NaN]) add(`timeout ${wrong}`, () => spawn('true', { timeout: wrong }));
  for (const wrong of ['SIGNOPE', 999, {}, -1])
    add(`killSignal ${String(wrong)}`, () => spawn('true', { killSignal: wrong }));
  // Children that write too much and stay: one that ends by itself may do so before it is killed.
  const chatty = 'echo 12345; exec sleep 5';
  add('maxBuffer', () => spawn('sh', ['-c', chatty], { maxBuffer: 3, encoding: 'utf8' }));
  add('maxBuffer flood', () => spawn('cat', ['/dev/zero'], { maxBuffer: 100_000 }).stdout.length > 100_000);
  add('maxBuffer exactly', () => spawn('head', ['-c', '1000', '/dev/zero'], { maxBuffer: 1000 }).stdout.length);
  add('maxBuffer of both', () =>
    spawn('sh', ['-c', 'printf 1234; sleep 0.1; printf 5678 >&2; exec sleep 5'], { maxBuffer: 6, encoding: 'utf8' }),
  );
  add('maxBuffer 0', () => spawn('echo', ['12345'], { maxBuffer: 0, encoding: 'utf8' }));
  add('maxBuffer Infinity', () => spawn('head', ['-c', '2000000', '/dev/zero'], { maxBuffer: Infinity }).stdout.length);
  add('maxBuffer default', () => spawn('head', ['-c', '1100000', '/dev/zero']).error?.code);
  for (const wrong of [-1, 'x', NaN, {}]) add(`maxBuffer ${String(wrong)}`, () => spawn('true', { maxBuffer: wrong }));

  add('execFileSync', () => cp.execFileSync('echo', ['a b']));
  add('execFileSync utf8', () => cp.execFileSync('echo', ['a b'], { encoding: 'utf8' }));
  add('execFileSync status', () => cp.execFileSync('sh', ['-c', 'echo out; exit 3']));
  add('execFileSync status and stderr', () => cp.execFileSync('sh', ['-c', 'echo err >&2; exit 3'], { stdio: 'pipe' }));
  add('execFileSync signal', () => cp.execFileSync('sh', ['-c', 'kill -15 $$']));
  add('execFileSync missing', () => cp.execFileSync('no-such-program', ['x']));
  add('execFileSync timeout', () => cp.execFileSync('sleep', ['5'], { timeout: 50 }));
  add('execFileSync input', () => cp.execFileSync('cat', { input: 'fed', encoding: 'utf8' }));
  add('execFileSync ignore', () => cp.execFileSync('echo', ['x'], { stdio: 'ignore' }));
  add('execFileSync inherit', () => cp.execFileSync('true', { stdio: 'inherit' }));
  add('execFileSync shell', () => cp.execFileSync('echo $HOME | wc -l', { shell: true, encoding: 'utf8' }));
  add('execFileSync echoes stderr', () =>
    echoed(() => cp.execFileSync('sh', ['-c', 'echo err >&2; echo out'], { encoding: 'utf8' })),
  );
  add('execFileSync maxBuffer', () => cp.execFileSync('sh', ['-c', chatty], { maxBuffer: 2 }));
  add('execSync', () => cp.execSync('echo "a  b"; echo $((2 * 3))'));
  add('execSync utf8', () => cp.execSync('echo grüße', { encoding: 'utf8' }));
  add('execSync status', () => cp.execSync('echo out; exit 3'));
  add('execSync stderr', () => cp.execSync('echo oops >&2; exit 3', { stdio: 'pipe', encoding: 'utf8' }));
  add('execSync not found', () => cp.execSync('no-such-command-at-all', { stdio: 'pipe', encoding: 'utf8' }));
  add('execSync signal', () => cp.execSync('kill -9 $$'));
  add('execSync timeout', () => cp.execSync('exec sleep 5', { timeout: 60 }));
  add('execSync shell', () => cp.execSync('echo $0', { shell: '/bin/sh', encoding: 'utf8' }));
  add('execSync missing shell', () => cp.execSync('echo', { shell: '/no/such/shell' }));
  add('execSync echoes stderr', () => echoed(() => cp.execSync('echo err >&2; echo out', { encoding: 'utf8' })));
  add('execSync echoes stderr of failures', () => echoed(() => cp.execSync('echo err >&2; exit 1')));
  add('execSync stdio pipe echoes nothing', () => echoed(() => cp.execSync('echo err >&2', { stdio: 'pipe' })));
  add('execSync maxBuffer', () => cp.execSync(chatty, { maxBuffer: 2 }));
  add('execSync callback', () => cp.execSync('echo x', () => {}));
  for (const name of ['execSync', 'execFileSync', 'spawnSync']) {
    for (const wrong of WRONG) {
      add(`${name}(${String(wrong)})`, () => void cp[name](wrong));
      add(`${name} args ${String(wrong)}`, () => void cp[name]('true', wrong));
      add(`${name} options ${String(wrong)}`, () => void cp[name]('true', [], wrong));
      for (const option of ['cwd', 'env', 'shell', 'uid', 'argv0', 'windowsHide', 'detached']) {
        add(`${name} ${option} ${String(wrong)}`, () => void cp[name]('true', { [option]: wrong, stdio: 'pipe' }));
      }
    }
  }
  return list;
};
