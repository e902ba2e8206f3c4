'use strict';
// Functions of fs with every combination of paths and options from lists, good and bad. What changes files also says what is there after.
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

function fixture(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'dir', 'sub'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'file'), 'Grüße\nline 2\n');
  fs.writeFileSync(path.join(folder, 'empty'), '');
  fs.writeFileSync(path.join(folder, 'bytes'), Buffer.from([0xff, 0xfe, 0x41, 0, 0xc3, 0x28, 0xef, 0xbb, 0xbf]));
  fs.writeFileSync(path.join(folder, 'dir', 'inner'), 'inner');
  fs.symlinkSync('file', path.join(folder, 'link'));
  fs.symlinkSync('dir', path.join(folder, 'dirlink'));
  fs.symlinkSync('nowhere', path.join(folder, 'dangling'));
  fs.symlinkSync('loop', path.join(folder, 'loop'));
}

/** All that is in a folder: names, kinds, contents. */
function state(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .sort()
    .map((name) => {
      const entry = path.join(folder, name);
      const stats = fs.lstatSync(entry);
      if (stats.isSymbolicLink()) return [name, 'link', fs.readlinkSync(entry)];
      return [name, stats.mode.toString(8), stats.isFile() ? fs.readFileSync(entry, 'latin1') : null];
    });
}

const NAMES = [
  'file',
  'empty',
  'bytes',
  'dir',
  'dir/inner',
  'link',
  'dirlink',
  'dirlink/inner',
  'dangling',
  'loop',
  'missing',
  'missing/x',
  'file/x',
  'dir/../file',
  'dir/',
  'file/',
  './/file',
  'x'.repeat(256),
  '',
];

/** What a result says that is the same in two runs. */
function plain(value) {
  if (value instanceof fs.Stats || value?.constructor?.name === 'BigIntStats') {
    const { mode, size, nlink, uid, gid } = value;
    return {
      class: value.constructor.name,
      mode,
      size: value.isDirectory() ? 0 : size,
      nlink,
      uid,
      gid,
      keys: Object.keys(value),
    };
  }
  if (value?.constructor?.name === 'StatFs') return Object.keys(value);
  return value;
}

const OPTIONS = {
  stat: [
    undefined,
    {},
    { bigint: true },
    { throwIfNoEntry: false },
    { bigint: true, throwIfNoEntry: false },
    { bigint: 1 },
    'x',
    5,
    true,
  ],
  read: [
    undefined,
    null,
    'utf8',
    'UTF-8',
    'utf-8',
    'latin1',
    'hex',
    'base64',
    'base64url',
    'ucs2',
    'utf16le',
    'binary',
    'ascii',
    'buffer',
    'nope',
    '',
    {},
    { encoding: 'utf8' },
    { encoding: null },
    { encoding: 'nope' },
    { encoding: 7 },
    { encoding: { encoding: 'utf8' } },
    { encoding: 'buffer' },
    { flag: 'r' },
    { flag: 'rs' },
    { flag: 'r+' },
    { flag: 'rs+' },
    { flag: 'zz' },
    { flag: 0 },
    { flag: null },
    { encoding: 'utf8', flag: 'r' },
    { encoding: 'utf8', flag: 'zz' },
    5,
    true,
    () => {},
    Object.create({ encoding: 'hex' }),
  ],
  mode: [undefined, null, 0, 1, 2, 4, 5, 6, 7, 8, -1, 1.5, 'r', {}, '4'],
  flags: [
    undefined,
    null,
    'r',
    'rs',
    'r+',
    'rs+',
    'sr',
    'zz',
    '',
    0,
    fs.constants.O_RDONLY | fs.constants.O_DIRECTORY,
    fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW,
    fs.constants.O_NONBLOCK,
    -1,
    1.5,
    {},
    true,
  ],
  name: [
    undefined,
    null,
    'utf8',
    'buffer',
    'hex',
    'nope',
    {},
    { encoding: 'buffer' },
    { encoding: 'latin1' },
    { encoding: 'nope' },
    5,
  ],
  entries: [
    undefined,
    null,
    'buffer',
    {},
    { withFileTypes: true },
    { encoding: 'buffer' },
    { recursive: true },
    { recursive: true, withFileTypes: true },
    { recursive: 1 },
    { withFileTypes: 1 },
    'nope',
    5,
  ],
};

/** By function: which list its second argument comes from. */
const LOOKING = {
  statSync: 'stat',
  lstatSync: 'stat',
  statfsSync: 'stat',
  readFileSync: 'read',
  accessSync: 'mode',
  realpathSync: 'name',
  'realpathSync.native': 'name',
  readlinkSync: 'name',
  readdirSync: 'entries',
  existsSync: null,
};

/** Functions that change something: lists of what comes behind the path. A function of the folder where a path is wanted. */
const CHANGING = {
  writeFileSync: [
    [],
    ['x'],
    ['x', 'hex'],
    ['6162', 'hex'],
    ['x', { flag: 'a' }],
    ['x', { flag: 'wx' }],
    ['x', { mode: 0o600 }],
    ['x', { flag: 'r' }],
    ['x', { flag: 'zz' }],
    ['x', { mode: 'q' }],
    [Buffer.from('b')],
    [new Uint16Array([65])],
    [5],
    [{}],
    [null],
  ],
  appendFileSync: [
    [],
    ['x'],
    ['x', 'hex'],
    [Buffer.from('b')],
    ['x', { mode: 0o600 }],
    ['x', { flag: 'w' }],
    ['x', { flag: 'ax' }],
    [5],
  ],
  mkdirSync: [[], [0o700], [{ recursive: true }], [{ mode: 0o711 }], [{ mode: 'q' }], [{ recursive: 1 }], ['755']],
  rmdirSync: [[], [{}]],
  unlinkSync: [[]],
  rmSync: [
    [],
    [{ force: true }],
    [{ recursive: true }],
    [{ recursive: true, force: true }],
    [{ maxRetries: 1, retryDelay: 1 }],
    [{ maxRetries: -1 }],
    [{ recursive: 'x' }],
    [{ force: 1 }],
    [5],
  ],
  truncateSync: [[], [0], [3], [20], [-1], [1.5], ['x'], [null]],
  chmodSync: [[], [0o600], ['640'], [-1], ['zz'], [null], [2 ** 33]],
  utimesSync: [[], [1, 2], [1.5, '7'], [new Date(0), new Date(1)], ['x', 1], [null, 1]],
  lutimesSync: [[], [1, 2], ['x', 1]],
  renameSync: [
    [],
    (at) => [at('new')],
    (at) => [at('empty')],
    (at) => [at('dir')],
    (at) => [at('missing/x')],
    (at) => [at('file')],
    [5],
  ],
  linkSync: [[], (at) => [at('new')], (at) => [at('empty')], (at) => [at('missing/x')], [5]],
  symlinkSync: [
    [],
    (at) => [at('new')],
    (at) => [at('empty')],
    (at) => [at('new'), 'dir'],
    (at) => [at('new'), 'nope'],
    [5],
  ],
  copyFileSync: [
    [],
    (at) => [at('new')],
    (at) => [at('empty')],
    (at) => [at('dir')],
    (at) => [at('missing/x')],
    (at) => [at('empty'), 1],
    (at) => [at('new'), 99],
    [5],
  ],
  cpSync: [
    [],
    (at) => [at('new')],
    (at) => [at('new'), { recursive: true }],
    (at) => [at('empty'), { force: false }],
    (at) => [at('empty'), { force: false, errorOnExist: true }],
    (at) => [at('dir'), { recursive: true }],
    (at) => [at('dir/sub/new'), { recursive: true }],
    (at) => [at('new'), { recursive: true, dereference: true }],
    (at) => [at('new'), { recursive: true, verbatimSymlinks: true }],
    (at) => [at('new'), { recursive: true, preserveTimestamps: true }],
    (at) => [at('new'), { mode: 99 }],
    (at) => [at('new'), { recursive: 1 }],
  ],
};

module.exports = function cases(folder) {
  fixture(folder);
  const at = (name) => (name === '' ? '' : `${folder}/${name}`);
  const list = [];
  const add = (label, run) => list.push([label, run]);
  const found = (name) => name.split('.').reduce((holder, key) => holder?.[key], fs);

  for (const [fn, options] of Object.entries(LOOKING)) {
    for (const name of NAMES) {
      for (const [i, option] of (options === null ? [undefined] : OPTIONS[options]).entries()) {
        const args = option === undefined ? [at(name)] : [at(name), option];
        add(`${fn} ${name.slice(0, 20)} option ${i}`, () => plain(found(fn)(...args)));
      }
    }
    for (const name of ['file', 'dir', 'link', 'missing', 'file/x']) {
      add(`${fn} URL ${name}`, () => plain(found(fn)(pathToFileURL(at(name)))));
      add(`${fn} Buffer ${name}`, () => plain(found(fn)(Buffer.from(at(name)))));
      add(`${fn} twice ${name}`, () => [plain(found(fn)(at(name))), plain(found(fn)(at(name)))]);
      add(`${fn} relative ${name}`, () => plain(found(fn)(path.relative(process.cwd(), at(name)))));
    }
    for (const [i, wrong] of [
      new URL('http://host/file'),
      new URL('file:///a%2fb'),
      Buffer.from('a\0b'),
      at('file\0'),
      Buffer.alloc(0),
      new Uint8Array(Buffer.from(at('file'))),
      new String(at('file')),
      '\ud800',
    ].entries()) {
      add(`${fn} odd path ${i}`, () => plain(found(fn)(wrong)));
    }
    for (const name of [
      '/',
      '/proc/self',
      '/proc/self/stat',
      '/proc/version/x',
      '/proc/version',
      '/dev/null',
      '/proc/nothing',
      '/sys',
      '/dev',
    ]) {
      const changing =
        fn === 'readFileSync' ||
        fn === 'readdirSync' ||
        fn === 'statfsSync' ||
        fn.startsWith('realpath') ||
        fn === 'readlinkSync';
      add(`${fn} of the system: ${name}`, () => (found(fn)(name), changing ? 'done' : plain(fs.existsSync(name))));
    }
  }

  for (const name of NAMES) {
    for (const [i, flags] of OPTIONS.flags.entries()) {
      add(`openSync ${name.slice(0, 20)} flags ${i}`, () => {
        const fd = fs.openSync(at(name), flags);
        try {
          return plain(fs.fstatSync(fd));
        } finally {
          fs.closeSync(fd);
        }
      });
    }
  }
  descriptors(add, at);

  for (const [fn, all] of Object.entries(CHANGING)) {
    if (typeof fs[fn] !== 'function') continue;
    for (const name of ['file', 'dir', 'link', 'dirlink', 'dangling', 'loop', 'missing', 'missing/x', 'file/x', '']) {
      for (const [i, rest] of all.entries()) {
        add(`${fn} ${name} with ${i}`, () =>
          changed(folder, () => fs[fn](at(name), ...(typeof rest === 'function' ? rest(at) : rest))),
        );
      }
    }
  }
  return list;
};

/** The outcome of something that may change files, and what is there after; then the files are made anew if need be. */
function changed(folder, run) {
  let outcome;
  try {
    outcome = { value: plain(run()) };
  } catch (error) {
    outcome = { error };
  }
  const after = state(folder);
  fixture(folder);
  return { ...outcome, after };
}

/** Positions, ends and changes of open files. */
function descriptors(add, at) {
  const opened = (name, flags, use) => {
    const fd = fs.openSync(at(name), flags);
    try {
      return use(fd);
    } finally {
      fs.closeSync(fd);
    }
  };
  const rest = (fd) => {
    const buffer = Buffer.alloc(4);
    return [fs.readSync(fd, buffer), buffer.toString('latin1')];
  };
  for (const name of ['file', 'empty', 'bytes', 'dir', '/dev/null', '/dev/zero', '/proc/version']) {
    const where = (use) => () => (name[0] === '/' ? openedThere(name, use) : opened(name, 'r', use));
    for (const skip of [0, 3, 9, 100]) {
      for (const length of [0, 1, 4, 64]) {
        for (const position of [null, 0, 2, 8, 9, 1000, -1, 5n, 2 ** 53, -2, 1.5]) {
          add(
            `readSync ${name} after ${skip}, ${length} at ${position}`,
            where((fd) => {
              if (skip > 0) fs.readSync(fd, Buffer.alloc(skip));
              const buffer = Buffer.alloc(70, '.');
              return [
                fs.readSync(fd, buffer, 1, length, position),
                buffer.toString('latin1'),
                name[0] === '/' ? null : rest(fd),
              ];
            }),
          );
        }
      }
      if (name === '/dev/zero') continue;
      for (const [i, options] of OPTIONS.read.entries()) {
        add(
          `readFileSync of an open ${name} after ${skip}, option ${i}`,
          where((fd) => {
            if (skip > 0) fs.readSync(fd, Buffer.alloc(skip));
            return [fs.readFileSync(fd, options), rest(fd), fs.readFileSync(fd, options)];
          }),
        );
      }
      for (const sizes of [[1], [3, 3], [0, 5], [64], [4, 0, 64]]) {
        for (const position of [undefined, null, 0, 5, 1000, -1]) {
          add(
            `readvSync ${name} after ${skip} into ${sizes} at ${position}`,
            where((fd) => {
              if (skip > 0) fs.readSync(fd, Buffer.alloc(skip));
              const views = sizes.map((size) => Buffer.alloc(size, '.'));
              return [fs.readvSync(fd, views, position), views, name[0] === '/' ? null : rest(fd)];
            }),
          );
        }
      }
    }
  }
  add('a file that grows and shrinks while open', () =>
    opened('file', 'r+', (fd) => {
      const got = [fs.readFileSync(fd, 'latin1')];
      fs.writeSync(fd, 'more');
      got.push(fs.readFileSync(fd, 'latin1'), fs.readSync(fd, Buffer.alloc(4), 0, 4, 13));
      fs.ftruncateSync(fd, 2);
      got.push(fs.readFileSync(fd, 'latin1'), fs.readSync(fd, Buffer.alloc(9), 0, 9, 0), fs.fstatSync(fd).size);
      return [...got, fs.readFileSync(at('file'), 'latin1')];
    }),
  );
  add('a file larger than what is read at once', () => {
    fs.writeFileSync(at('large'), Buffer.alloc(3 << 20, 'large'));
    const content = [fs.readFileSync(at('large')), fs.readFileSync(at('large'), 'latin1')];
    const buffer = Buffer.alloc(2 << 20);
    const bytes = opened('large', 'r', (fd) => [
      fs.readSync(fd, buffer),
      fs.readSync(fd, buffer),
      fs.readSync(fd, buffer),
    ]);
    fs.unlinkSync(at('large'));
    return [content.map((one) => one.length), String(content[0]) === content[1], bytes];
  });
  for (const size of [1, 4095, 4096, 4097, 65535, 65536, 65537, 1 << 20, (1 << 20) + 1]) {
    add(`a file of ${size} bytes`, () => {
      const text = Buffer.alloc(size, 'Grüße ').toString();
      fs.writeFileSync(at('sized'), text);
      const back = fs.readFileSync(at('sized'));
      const same = [fs.readFileSync(at('sized'), 'utf8') === text, back.equals(Buffer.from(text)), back.length];
      fs.unlinkSync(at('sized'));
      return same;
    });
  }
  add('a deleted file', () => {
    fs.writeFileSync(at('deleted'), 'still here');
    return opened('deleted', 'r', (fd) => {
      fs.unlinkSync(at('deleted'));
      return [fs.existsSync(at('deleted')), fs.readFileSync(fd, 'utf8'), fs.fstatSync(fd).nlink];
    });
  });
  add('a path that changes between calls', () => {
    const got = [];
    for (const text of ['one', 'two', 'three']) {
      fs.writeFileSync(at('changing'), text);
      got.push(
        fs.existsSync(at('changing')),
        fs.statSync(at('changing')).size,
        fs.readFileSync(at('changing'), 'utf8'),
      );
      fs.unlinkSync(at('changing'));
      got.push(fs.existsSync(at('changing')), fs.statSync(at('changing'), { throwIfNoEntry: false }));
      fs.mkdirSync(at('changing'));
      got.push(fs.statSync(at('changing')).isDirectory(), fs.realpathSync(at('changing')) === at('changing'));
      fs.rmdirSync(at('changing'));
    }
    return got;
  });
  add('a relative path after a change of folder', () => {
    const before = process.cwd();
    const seen = [];
    for (const name of ['', 'dir', '']) {
      process.chdir(name === '' ? path.dirname(at('x')) : at(name));
      seen.push(fs.existsSync('inner'), fs.existsSync('file'), fs.statSync('inner', { throwIfNoEntry: false })?.size);
    }
    process.chdir(before);
    return seen;
  });
}

function openedThere(name, use) {
  const fd = fs.openSync(name, 'r');
  try {
    return use(fd);
  } finally {
    fs.closeSync(fd);
  }
}
