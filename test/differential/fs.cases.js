'use strict';
// Every blocking function of fs with good and bad input.
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** Makes the same files anew. */
function fixture(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'tree', 'deep', 'deeper'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'empty'));
  fs.writeFileSync(path.join(folder, 'text'), 'Grüße\nline 2\n');
  fs.writeFileSync(path.join(folder, 'big'), Buffer.alloc(600_000, 'abc'));
  fs.writeFileSync(path.join(folder, 'secret'), 'x', { mode: 0o600 });
  for (const name of ['a', 'b', 'deep/c', 'deep/deeper/d']) fs.writeFileSync(path.join(folder, 'tree', name), name);
  fs.symlinkSync('text', path.join(folder, 'link'));
  fs.symlinkSync('nowhere', path.join(folder, 'dangling'));
  fs.symlinkSync('loop', path.join(folder, 'loop'));
}

/** What a Stats says that is the same in two runs. */
function stats(value) {
  if (value === undefined) return value;
  const { constructor, mode, size, nlink, uid, gid } = value;
  return {
    class: constructor.name,
    mode,
    size,
    nlink,
    uid,
    gid,
    directory: value.isDirectory(),
    keys: Object.keys(value),
  };
}

const names = (entries) =>
  entries.map((entry) => [entry.constructor.name, entry.name, entry.parentPath, entry.isFile()]);

/** Values that no path, descriptor or option is, and some that look like one. */
const WRONG = [undefined, null, 12.5, -1, 2 ** 40, NaN, true, {}, [], 'nul\0byte', '', () => {}, 10n];
// Node 20 aborts over a symbol, with or without us.
if (!process.version.startsWith('v20.')) WRONG.push(Symbol.iterator);

module.exports = function cases(folder) {
  fixture(folder);
  const at = (name) => path.join(folder, name);
  const open = (name, flags = 'r+') => fs.openSync(at(name), flags);
  /** Opens, does something, closes. */
  const opened = (name, flags, use) => {
    const fd = open(name, flags);
    try {
      return use(fd);
    } finally {
      fs.closeSync(fd);
    }
  };
  const list = [];
  const add = (label, run) => list.push([label, run]);
  const text = () => fs.readFileSync(at('out'), 'latin1');

  // Reading by path.
  add('readFileSync buffer', () => fs.readFileSync(at('text')));
  add('readFileSync utf8', () => fs.readFileSync(at('text'), 'utf8'));
  add('readFileSync options', () => fs.readFileSync(at('text'), { encoding: 'hex', flag: 'r' }));
  add('readFileSync null options', () => fs.readFileSync(at('text'), null));
  add('readFileSync with more arguments', () => fs.readFileSync(at('text'), 'utf8', 1, 2));
  add('readFileSync with a function', () => fs.readFileSync(at('text'), () => {}));
  add('readFileSync ignores signal', () =>
    fs.readFileSync(at('text'), { encoding: 'utf8', signal: AbortSignal.abort() }),
  );
  add('readFileSync big', () => fs.readFileSync(at('big'), 'latin1').length);
  add('readFileSync Buffer path', () => fs.readFileSync(Buffer.from(at('text')), 'utf8'));
  add('readFileSync URL', () => fs.readFileSync(pathToFileURL(at('text')), 'utf8'));
  add('readFileSync fd', () => opened('text', 'r', (fd) => [fs.readFileSync(fd, 'utf8'), fs.readFileSync(fd, 'utf8')]));
  add('readFileSync folder', () => fs.readFileSync(at('tree')));
  add('readFileSync missing', () => fs.readFileSync(at('missing')));
  add('readFileSync through a file', () => fs.readFileSync(at('text/x')));
  add('readFileSync loop', () => fs.readFileSync(at('loop')));
  add('readFileSync proc', () => fs.readFileSync('/proc/self/stat', 'utf8').length > 0);
  add('readFileSync bad encoding', () => fs.readFileSync(at('text'), 'nope'));
  add('readFileSync bad flag', () => fs.readFileSync(at('text'), { flag: 'zz' }));
  add('readFileSync closed fd', () => fs.readFileSync(9999));
  add('readFileSync name too long', () => fs.readFileSync(at('x'.repeat(300))));

  // Whether and what.
  for (const name of ['text', 'tree', 'missing', 'dangling', 'loop', 'text/x', 'link']) {
    add(`existsSync ${name}`, () => fs.existsSync(at(name)));
    add(`accessSync ${name}`, () => fs.accessSync(at(name)));
    add(`accessSync ${name} R_OK`, () => fs.accessSync(at(name), fs.constants.R_OK));
    add(`accessSync ${name} X_OK`, () => fs.accessSync(at(name), fs.constants.X_OK));
    for (const fn of ['statSync', 'lstatSync']) {
      add(`${fn} ${name}`, () => stats(fs[fn](at(name))));
      add(`${fn} ${name} bigint`, () => stats(fs[fn](at(name), { bigint: true })).class);
      add(`${fn} ${name} throwIfNoEntry`, () => stats(fs[fn](at(name), { throwIfNoEntry: false })));
    }
    for (const fn of ['readlinkSync', 'realpathSync', 'readdirSync', 'statfsSync']) {
      add(`${fn} ${name}`, () => (fn === 'statfsSync' ? fs[fn](at(name)).constructor.name : fs[fn](at(name))));
      if (fn !== 'statfsSync') add(`${fn} ${name} buffer`, () => fs[fn](at(name), 'buffer'));
    }
    add(`realpathSync.native ${name}`, () => fs.realpathSync.native(at(name)));
  }
  add('existsSync nothing', () => fs.existsSync());
  add('accessSync bad mode', () => fs.accessSync(at('text'), 99));
  add('statSync null options', () => stats(fs.statSync(at('text'), null)));
  add('statfsSync bigint', () => typeof fs.statfsSync(at('text'), { bigint: true }).bsize);
  add('readdirSync withFileTypes', () => names(fs.readdirSync(at('tree'), { withFileTypes: true })));
  add('readdirSync recursive', () => fs.readdirSync(at('tree'), { recursive: true }));
  add('readdirSync recursive withFileTypes', () =>
    names(fs.readdirSync(at('tree'), { recursive: true, withFileTypes: true })),
  );
  add('readdirSync recursive missing', () => fs.readdirSync(at('missing'), { recursive: true }));
  add('readdirSync bad option', () => fs.readdirSync(at('tree'), { recursive: 'yes' }));

  // Descriptors.
  for (const flags of ['r', 'w', 'wx', 'a+', 'r+', 'zz', 0, undefined, null]) {
    add(`openSync ${flags}`, () => fs.closeSync(fs.openSync(at('text'), flags)));
  }
  fixtureStep(add, folder);
  add('openSync missing', () => fs.openSync(at('missing'), 'r'));
  add('openSync mode', () => {
    fs.closeSync(fs.openSync(at('made'), 'w', 0o640));
    return stats(fs.statSync(at('made')));
  });
  add('openSync bad mode', () => fs.openSync(at('made'), 'w', 'rw'));
  add('openSync folder for writing', () => fs.openSync(at('tree'), 'w'));
  add('closeSync', () => fs.closeSync(open('text')));
  add('closeSync closed', () => fs.closeSync(9999));
  add('fstatSync', () => opened('text', 'r', (fd) => stats(fs.fstatSync(fd))));
  add('fstatSync bigint', () => opened('text', 'r', (fd) => stats(fs.fstatSync(fd, { bigint: true })).class));
  add('fstatSync closed', () => fs.fstatSync(9999));
  for (const fn of ['fsyncSync', 'fdatasyncSync', 'ftruncateSync']) {
    add(fn, () => opened('out', 'w', (fd) => fs[fn](fd)));
    add(`${fn} closed`, () => fs[fn](9999));
  }
  add('ftruncateSync length', () => opened('out', 'w', (fd) => [fs.ftruncateSync(fd, 5), fs.fstatSync(fd).size]));
  add('ftruncateSync bad length', () => opened('out', 'w', (fd) => fs.ftruncateSync(fd, 'x')));
  add('fchmodSync', () => opened('out', 'w', (fd) => [fs.fchmodSync(fd, 0o600), fs.fstatSync(fd).mode]));
  add('fchmodSync bad mode', () => opened('out', 'w', (fd) => fs.fchmodSync(fd, 'zzz')));
  add('fchownSync', () => opened('out', 'w', (fd) => fs.fchownSync(fd, process.getuid(), process.getgid())));
  add('fchownSync bad', () => opened('out', 'w', (fd) => fs.fchownSync(fd, 'x', 1)));
  add('futimesSync', () => opened('out', 'w', (fd) => [fs.futimesSync(fd, 1, 2.5), fs.fstatSync(fd).mtimeMs]));
  add('futimesSync bad', () => opened('out', 'w', (fd) => fs.futimesSync(fd, 'x', {})));

  // Reading and writing descriptors.
  const read = (...args) => {
    const buffer = Buffer.alloc(8, '.');
    return opened('text', 'r', (fd) => [fs.readSync(fd, buffer, ...args), buffer.toString('latin1')]);
  };
  const READS = [
    [],
    [0],
    [2],
    [2, 3],
    [0, 8, 3],
    [0, 8, 3n],
    [0, 8, null],
    [0, 8, -1],
    [0, 9],
    [9, 1],
    [-1],
    [0, 0],
    [1.5],
    ['x'],
  ];
  const READ_OPTIONS = [
    [{}],
    [{ offset: 1, length: 2, position: 3 }],
    [null],
    [undefined],
    [{ offset: 9 }],
    [{ length: 99 }],
    [{ position: 'x' }],
  ];
  for (const args of [
    ...READS,
    ...READ_OPTIONS,
    [0, 8, 'x'],
    [0, 8, 1.5],
    [0, '4', 0],
    [0, undefined, 0],
    [0, null, 0],
    [undefined, 4, 0],
  ]) {
    add(`readSync ${show(args)}`, () => read(...args));
  }
  add('readSync to the end', () =>
    opened('text', 'r', (fd) => {
      const got = [];
      for (let n; (n = fs.readSync(fd, Buffer.alloc(6))) > 0;) got.push(n);
      return got;
    }),
  );
  add('readSync DataView', () =>
    opened('text', 'r', (fd) => {
      const view = new DataView(new ArrayBuffer(12), 4, 4);
      return [fs.readSync(fd, view), new Uint8Array(view.buffer)];
    }),
  );
  add('readSync Uint16Array', () =>
    opened('text', 'r', (fd) => {
      const view = new Uint16Array(4);
      return [fs.readSync(fd, view, 2, 4), view];
    }),
  );
  add('readSync empty buffer', () => opened('text', 'r', (fd) => fs.readSync(fd, Buffer.alloc(0))));
  add('readSync no buffer', () => opened('text', 'r', (fd) => fs.readSync(fd)));
  add('readSync folder', () => opened('tree', 'r', (fd) => fs.readSync(fd, Buffer.alloc(4))));
  add('readSync closed', () => fs.readSync(9999, Buffer.alloc(4)));
  add('readSync write-only', () => opened('out', 'w', (fd) => fs.readSync(fd, Buffer.alloc(4))));
  const write = (...args) => opened('out', 'w', (fd) => [fs.writeSync(fd, ...args), text()]);
  const WRITES = [
    ['hello'],
    ['hello', 2],
    ['héllo', 0, 'latin1'],
    ['68656c', null, 'hex'],
    ['x', undefined, undefined],
    ['x', null, 'nope'],
    ['x', 'y'],
    [''],
  ];
  const bytes = () => Buffer.from('buffer');
  const BYTES = [
    [],
    [1],
    [1, 2],
    [1, 2, 3],
    [{ offset: 2 }],
    [{ length: 3, position: 1 }],
    [null],
    [0, 7],
    [7],
    [-1],
    [1.5],
    [0, 6, 'x'],
    [0, 0],
    ['x'],
    [0, 'x'],
    [{ offset: 'x' }],
  ];
  for (const args of WRITES) add(`writeSync ${show(args)}`, () => write(...args));
  for (const args of BYTES) add(`writeSync buffer ${show(args)}`, () => write(bytes(), ...args));
  for (const wrong of WRONG) add(`writeSync of ${show([wrong])}`, () => write(wrong));
  add('writeSync closed', () => fs.writeSync(9999, 'x'));
  add('writeSync read-only', () => opened('text', 'r', (fd) => fs.writeSync(fd, 'x')));
  add('writeSync Float64Array', () => write(new Float64Array([1, 2])));
  for (const position of [undefined, null, 2, 'x']) {
    add(`readvSync ${position}`, () =>
      opened('text', 'r', (fd) => {
        const buffers = [Buffer.alloc(3), new Uint8Array(2), Buffer.alloc(20)];
        return [fs.readvSync(fd, buffers, position), buffers];
      }),
    );
    add(`writevSync ${position}`, () =>
      opened('out', 'w', (fd) => [fs.writevSync(fd, [bytes(), new Uint8Array([65, 66])], position), text()]),
    );
  }
  for (const wrong of [[], ['x'], 'x', undefined, [Buffer.alloc(0)]]) {
    add(`readvSync of ${show([wrong])}`, () => opened('text', 'r', (fd) => fs.readvSync(fd, wrong)));
    add(`writevSync of ${show([wrong])}`, () => opened('out', 'w', (fd) => fs.writevSync(fd, wrong)));
  }

  // Writing by path.
  for (const fn of ['writeFileSync', 'appendFileSync']) {
    const out = (...args) => [fs[fn](at('out'), ...args), text()];
    add(fn, () => out('hello'));
    add(`${fn} buffer`, () => out(bytes()));
    add(`${fn} encoding`, () => out('caf\xe9', 'latin1'));
    add(`${fn} options`, () => out('6162', { encoding: 'hex', mode: 0o644 }));
    add(`${fn} flag`, () => out('more', { flag: 'a' }));
    add(`${fn} flush`, () => out('flushed', { flush: true }));
    add(`${fn} wx`, () => out('never', { flag: 'wx' }));
    add(`${fn} ignores signal`, () => out('x', { signal: AbortSignal.abort() }));
    add(`${fn} DataView`, () => out(new DataView(new ArrayBuffer(3))));
    add(`${fn} fd`, () => opened('out', 'w', (fd) => [fs[fn](fd, 'one'), fs[fn](fd, 'two'), text()]));
    add(`${fn} folder`, () => fs[fn](at('tree'), 'x'));
    add(`${fn} missing folder`, () => fs[fn](at('missing/x'), 'x'));
    add(`${fn} read-only fd`, () => opened('text', 'r', (fd) => fs[fn](fd, 'x')));
    add(`${fn} bad encoding`, () => out('x', 'nope'));
    add(`${fn} bad flush`, () => out('x', { flush: 1 }));
    for (const wrong of WRONG) add(`${fn} of ${show([wrong])}`, () => out(wrong));
  }

  // Making, moving, removing.
  add('mkdirSync', () => fs.mkdirSync(at('new')));
  add('mkdirSync again', () => fs.mkdirSync(at('new')));
  add('mkdirSync mode', () => [fs.mkdirSync(at('new2'), 0o700), fs.statSync(at('new2')).mode]);
  add('mkdirSync recursive', () => fs.mkdirSync(at('p/q/r'), { recursive: true }));
  add('mkdirSync recursive again', () => fs.mkdirSync(at('p/q/r'), { recursive: true }));
  add('mkdirSync recursive over a file', () => fs.mkdirSync(at('text/q'), { recursive: true }));
  add('mkdirSync missing parent', () => fs.mkdirSync(at('missing/x')));
  add('mkdirSync bad option', () => fs.mkdirSync(at('x'), { recursive: 'x' }));
  add('mkdtempSync', () => path.dirname(fs.mkdtempSync(at('tmp-'))));
  add('mkdtempSync buffer', () => fs.mkdtempSync(at('tmp-'), 'buffer').constructor.name);
  add('mkdtempSync missing', () => fs.mkdtempSync(at('missing/tmp-')));
  add('rmdirSync', () => fs.rmdirSync(at('new')));
  add('rmdirSync not empty', () => fs.rmdirSync(at('tree')));
  add('rmdirSync file', () => fs.rmdirSync(at('text')));
  add('rmdirSync missing', () => fs.rmdirSync(at('missing')));
  add('renameSync', () => fs.renameSync(at('new2'), at('new3')));
  add('renameSync missing', () => fs.renameSync(at('missing'), at('x')));
  add('renameSync onto a folder', () => fs.renameSync(at('text'), at('tree')));
  add('linkSync', () => fs.linkSync(at('text'), at('hard')));
  add('linkSync again', () => fs.linkSync(at('text'), at('hard')));
  add('linkSync missing', () => fs.linkSync(at('missing'), at('hard2')));
  add('symlinkSync', () => [fs.symlinkSync('text', at('soft')), fs.readlinkSync(at('soft'))]);
  add('symlinkSync type', () => fs.symlinkSync('tree', at('softdir'), 'dir'));
  add('symlinkSync bad type', () => fs.symlinkSync('tree', at('softbad'), 'nope'));
  add('symlinkSync again', () => fs.symlinkSync('text', at('soft')));
  add('unlinkSync', () => fs.unlinkSync(at('soft')));
  add('unlinkSync missing', () => fs.unlinkSync(at('soft')));
  add('unlinkSync folder', () => fs.unlinkSync(at('tree')));
  add('copyFileSync', () => [fs.copyFileSync(at('text'), at('copy')), fs.readFileSync(at('copy'), 'utf8')]);
  add('copyFileSync EXCL', () => fs.copyFileSync(at('text'), at('copy'), fs.constants.COPYFILE_EXCL));
  add('copyFileSync bad mode', () => fs.copyFileSync(at('text'), at('copy'), 'x'));
  add('copyFileSync missing', () => fs.copyFileSync(at('missing'), at('copy')));
  add('copyFileSync folder', () => fs.copyFileSync(at('tree'), at('copy')));
  add('truncateSync', () => [fs.truncateSync(at('copy'), 4), fs.readFileSync(at('copy'))]);
  add('truncateSync all', () => [fs.truncateSync(at('copy')), fs.readFileSync(at('copy'))]);
  add('truncateSync missing', () => fs.truncateSync(at('missing')));
  add('truncateSync bad length', () => fs.truncateSync(at('copy'), 'x'));
  add('chmodSync', () => [fs.chmodSync(at('copy'), '640'), fs.statSync(at('copy')).mode]);
  add('chmodSync missing', () => fs.chmodSync(at('missing'), 0o600));
  add('chmodSync bad', () => fs.chmodSync(at('copy'), 'zzz'));
  for (const fn of ['chownSync', 'lchownSync']) {
    add(fn, () => fs[fn](at('copy'), process.getuid(), process.getgid()));
    add(`${fn} missing`, () => fs[fn](at('missing'), 0, 0));
    add(`${fn} bad`, () => fs[fn](at('copy'), -5, 'x'));
  }
  for (const fn of ['utimesSync', 'lutimesSync']) {
    add(fn, () => [fs[fn](at('copy'), new Date(5000), '7'), fs.statSync(at('copy')).mtimeMs]);
    add(`${fn} missing`, () => fs[fn](at('missing'), 1, 1));
    add(`${fn} bad`, () => fs[fn](at('copy'), 'x', NaN));
  }
  add('rmSync file', () => fs.rmSync(at('copy')));
  add('rmSync missing', () => fs.rmSync(at('copy')));
  add('rmSync force', () => fs.rmSync(at('copy'), { force: true }));
  add('rmSync folder', () => fs.rmSync(at('p')));
  add('rmSync recursive', () => [fs.rmSync(at('p'), { recursive: true }), fs.existsSync(at('p'))]);
  add('rmSync recursive missing', () => fs.rmSync(at('p'), { recursive: true }));
  add('rmSync recursive link', () => [fs.rmSync(at('softdir'), { recursive: true }), fs.existsSync(at('tree'))]);
  add('rmSync bad option', () => fs.rmSync(at('p'), { recursive: 1 }));
  add('rmSync bad retries', () => fs.rmSync(at('p'), { maxRetries: -1 }));
  if (typeof fs.cpSync === 'function') {
    add('cpSync', () => [
      fs.cpSync(at('tree'), at('tree2'), { recursive: true }),
      fs.readdirSync(at('tree2'), { recursive: true }),
    ]);
    add('cpSync file', () => [fs.cpSync(at('text'), at('text2')), fs.readFileSync(at('text2'), 'utf8')]);
    add('cpSync folder without recursive', () => fs.cpSync(at('tree'), at('tree3')));
    add('cpSync missing', () => fs.cpSync(at('missing'), at('tree3')));
    add('cpSync into itself', () => fs.cpSync(at('tree'), at('tree/sub'), { recursive: true }));
    add('cpSync onto itself', () => fs.cpSync(at('tree'), at('tree'), { recursive: true }));
    add('cpSync folder onto a file', () => fs.cpSync(at('tree'), at('text2'), { recursive: true }));
    add('cpSync file onto a folder', () => fs.cpSync(at('text'), at('tree2')));
    add('cpSync errorOnExist', () => fs.cpSync(at('text'), at('text2'), { errorOnExist: true, force: false }));
    add('cpSync bad option', () => fs.cpSync(at('text'), at('text2'), { force: 'x' }));
    add('cpSync filter', () => {
      fs.cpSync(at('tree'), at('tree4'), { recursive: true, filter: (from) => !from.endsWith('b') });
      return fs.readdirSync(at('tree4'), { recursive: true });
    });
    add('cpSync link', () => [fs.cpSync(at('link'), at('link2')), fs.readlinkSync(at('link2'))]);
    add('cpSync dereference', () => [
      fs.cpSync(at('link'), at('link3'), { dereference: true }),
      stats(fs.lstatSync(at('link3'))).size,
    ]);
  }
  if (typeof fs.globSync === 'function') {
    add('globSync', () => fs.globSync('**/*', { cwd: at('tree') }));
    add('globSync list', () => fs.globSync(['a', '*/c'], { cwd: at('tree') }));
    add('globSync exclude', () =>
      fs.globSync('**/*', { cwd: at('tree'), exclude: (name) => String(name).includes('deep') }),
    );
    add('globSync none', () => fs.globSync('none*', { cwd: at('tree') }));
    add('globSync bad', () => fs.globSync(1));
  }
  add('opendirSync', () => {
    const dir = fs.opendirSync(at('tree'));
    const found = [];
    for (let entry; (entry = dir.readSync()) !== null;) found.push(entry.name);
    return [dir.constructor.name, dir.path, found.sort(), dir.closeSync()];
  });
  add('opendirSync missing', () => fs.opendirSync(at('missing')));
  add('opendirSync bad option', () => fs.opendirSync(at('tree'), { bufferSize: 0 }));
  for (const fn of ['readSync', 'closeSync']) {
    add(`Dir ${fn} closed`, () => {
      const dir = fs.opendirSync(at('tree'));
      dir.closeSync();
      return dir[fn]();
    });
  }

  // Arguments that are none.
  const functions = Object.keys(fs).filter((name) => name.endsWith('Sync') && typeof fs[name] === 'function');
  for (const name of functions) {
    for (const wrong of WRONG) add(`${name}(${show([wrong])})`, () => wrongly(name, wrong));
    add(`${name} with a wrong second argument`, () => wrongly(name, at('missing'), -1.5));
    add(`${name} with a wrong third argument`, () => wrongly(name, at('missing'), at('missing2'), -1.5));
  }
  return list;
};

/** Paths may be relative here: nothing may be left behind, and nothing found. */
function wrongly(name, ...args) {
  const value = fs[name](...args);
  return value === undefined || typeof value === 'boolean' ? value : typeof value;
}

function fixtureStep(add, folder) {
  add('(files made anew)', () => fixture(folder));
}

function show(args) {
  return args
    .map((arg) =>
      typeof arg === 'function'
        ? 'function'
        : typeof arg === 'bigint'
          ? `${arg}n`
          : (JSON.stringify(arg) ?? String(arg)),
    )
    .join(', ');
}
