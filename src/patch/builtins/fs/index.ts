import fs from 'node:fs';
import { callSites } from '../../../base/call-sites';
import { blocking } from '../../core/blocking';
import { callingBack } from '../../core/callbacks';
import { type Anything, definePatch, type Maker } from '../../core/define';
import { closeLater } from './orphans';
import { reading } from './read';
import { callsReplaced } from './replaced';
import { type FsTwin, viaTwin } from './twin';
import { readFileNow } from './warm';
import { openPipe } from './input';
import { readInputFile } from './input-file';
import type { FsOptions } from './policy';
import { writing } from './write';
import { directly } from '../../core/policy';
import { loads } from '../module/loads';

const { close, lstatSync, rmdir } = fs;
const ignore = () => {};

/** The blocking call says nothing about an entry that is not there; its twin may. The original knows which errors mean that. */
function absentEntry(optionsAt: number): FsTwin['onError'] {
  return (error, self, args, original) => {
    const { code } = error as NodeJS.ErrnoException;
    const options = args[optionsAt] as FsOptions;
    if (options?.throwIfNoEntry === false && (code === 'ENOENT' || code === 'ENOTDIR'))
      return directly(original, self, args);
    throw error;
  };
}

/** Its twin words errors differently. Asked again, the original fails in the same way, and changes nothing. */
const askOriginal: FsTwin['onError'] = (_error, self, args, original) => directly(original, self, args);

function readFileError(error: unknown, self: unknown, args: unknown[], original: Anything): unknown {
  const { code } = error as NodeJS.ErrnoException;
  // Its twin names the folder in some lines; about a closed descriptor it says that an internal list is none.
  if (code === 'EISDIR' || code === 'ERR_INVALID_ARG_TYPE') return directly(original, self, args);
  throw error;
}

/** The twin reads into no buffer of the caller's, and does not look at the flag when the file is open. */
function isSpecialRead([file, given]: unknown[]): boolean {
  const options = given as FsOptions;
  return options?.buffer !== undefined || (typeof file === 'number' && (options?.flag ?? 'r') !== 'r');
}

/** Copies that the twin makes in another way, or that the original could not fail at for a second time. */
function isSpecialCopy(args: unknown[]): boolean {
  const options = args[2] as FsOptions;
  return Boolean(options?.dereference) || Boolean(options?.errorOnExist);
}

/** Node's own cpSync looks through a link that it is given, its twin copies it. */
function isLink(path: unknown): boolean {
  try {
    const look = callsReplaced('cpSync') ? lstatSync : fs.lstatSync; // a replaced one would be called once too often
    return look(path as string, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false; // the copying has something to say about it
  }
}

/**
 * Of several entries that cannot be removed the twin names any, and some lines remove natively, with errors of their own; to some, with
 * `force`, a path through a file is as good as removed. What there was to wait for, the twin has waited for.
 */
const notRemoved: FsTwin['onError'] = (error, self, [path, options], original) => {
  if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  const once = typeof options === 'object' && options !== null ? { ...options, maxRetries: 0 } : options;
  return directly(original, self, [path, once]);
};

/** What is written is what the buffer held when the call was made. */
function copyData(args: unknown[]): void {
  const data = args[1];
  if (ArrayBuffer.isView(data)) {
    args[1] = Buffer.from(Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
  }
}

/** Node's module loader passes a cache under a symbol of its own. Resolving must not become a place where others run. */
const isLoaderRealpath = (options: unknown) =>
  typeof options === 'object' && options !== null && Object.getOwnPropertySymbols(options).length > 0;
const nullOptions = (args: unknown[]) => args[1] === null;
const isFunctionIn = (args: unknown[], at: number, name: string) =>
  typeof (args[at] as FsOptions)?.[name] === 'function';
const isText = (value: unknown) => typeof value === 'string' || Buffer.isBuffer(value) || value instanceof URL;
/** The frames between Node's cache of source maps and our look at them. */
const SOURCE_MAP_FRAMES = 16;

/** Node reads source maps through the public fs, in the midst of `require` and of making an error. No other code may run there. */
function isSourceMapRead(): boolean {
  if (!(process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled) return false;
  const sites = callSites(SOURCE_MAP_FRAMES, isSourceMapRead);
  return sites.some((site) => site.getFileName()?.startsWith('node:internal/source_map/'));
}

/** Its twin looks at some bad descriptors when it is too late to say no. */
const isFile = (file: unknown) => typeof file !== 'number' || (Number.isInteger(file) && file >= 0 && file < 2 ** 31);
const isBufferSize = (size: unknown) => size === undefined || (Number.isInteger(size) && (size as number) > 0);
const isOutput = (args: unknown[]) => args[0] === 1 || args[0] === 2;
const isNoData = (args: unknown[]) => typeof args[1] !== 'string' && !ArrayBuffer.isView(args[1]);

/** Every blocking function with a twin of the same name, one for one. */
const TWINS: Record<string, FsTwin> = {
  'Dir.prototype.closeSync': { arity: 0 },
  'Dir.prototype.readSync': { arity: 0 },
  accessSync: { arity: 2 },
  appendFileSync: { arity: 3, optionsAt: 2, prepare: copyData, unless: (args) => isOutput(args) || isNoData(args) },
  chmodSync: { arity: 2 },
  chownSync: { arity: 3 },
  copyFileSync: { arity: 3 },
  // The twin would call the filter on the hub.
  cpSync: {
    arity: 3,
    unless: (args) => isSpecialCopy(args) || isLink(args[0]),
    callsBack: (args) => isFunctionIn(args, 2, 'filter'),
    onError: askOriginal,
  },
  // Its twin is deprecated. It never throws, whatever the path is.
  existsSync: {
    arity: 1,
    name: 'access',
    unless: (args) => !isText(args[0]),
    result: () => true,
    onError: () => false,
  },
  fchmodSync: { arity: 2 },
  fchownSync: { arity: 3 },
  fdatasyncSync: { arity: 1 },
  fstatSync: { arity: 2, optionsAt: 1, unless: nullOptions },
  fsyncSync: { arity: 1 },
  ftruncateSync: { arity: 2 },
  futimesSync: { arity: 3 },
  globSync: { arity: 2, optionsAt: 1, callsBack: (args) => isFunctionIn(args, 1, 'exclude') },
  lchmodSync: { arity: 2 },
  lchownSync: { arity: 3 },
  linkSync: { arity: 2 },
  lstatSync: { arity: 2, optionsAt: 1, unless: nullOptions, onError: absentEntry(1) },
  lutimesSync: { arity: 3 },
  mkdirSync: { arity: 2 },
  mkdtempSync: { arity: 2, onError: askOriginal, late: (folder: string) => rmdir(folder, ignore) },
  openSync: {
    arity: 3,
    input: (args) => openPipe(args, (fd) => close(fd, ignore)),
    late: (fd: number) => close(fd, ignore),
  },
  // Its twin looks at bufferSize when it is too late to say no.
  opendirSync: {
    arity: 2,
    unless: (args) => !isBufferSize((args[1] as FsOptions)?.bufferSize),
    onError: askOriginal,
    late: (dir: fs.Dir) => dir.close(ignore),
  },
  readFileSync: {
    arity: 2,
    optionsAt: 1,
    unless: (args) => loads.isReading(args[0]) || !isFile(args[0]) || isSpecialRead(args) || isSourceMapRead(),
    answer: readFileNow,
    input: readInputFile,
    onError: readFileError,
  },
  readdirSync: { arity: 2 },
  readlinkSync: { arity: 2 },
  realpathSync: { arity: 2, unless: (args) => isLoaderRealpath(args[1]) },
  'realpathSync.native': { arity: 2 },
  renameSync: { arity: 2 },
  rmSync: { arity: 2, onError: notRemoved },
  rmdirSync: { arity: 2 },
  statSync: { arity: 2, optionsAt: 1, unless: nullOptions, onError: absentEntry(1) },
  statfsSync: { arity: 2, optionsAt: 1, unless: nullOptions },
  symlinkSync: { arity: 3 },
  truncateSync: { arity: 2 },
  unlinkSync: { arity: 1 },
  utimesSync: { arity: 3 },
  writeFileSync: { arity: 3, optionsAt: 2, prepare: copyData, unless: (args) => isOutput(args) || isNoData(args) },
};

/** Functions whose callback is an entry point. */
const ASYNCHRONOUS = [
  'access',
  'appendFile',
  'chmod',
  'chown',
  'close',
  'copyFile',
  'cp',
  'exists',
  'fchmod',
  'fchown',
  'fdatasync',
  'fstat',
  'fsync',
  'ftruncate',
  'futimes',
  'glob',
  'lchmod',
  'lchown',
  'link',
  'lstat',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'open',
  'opendir',
  'read',
  'readFile',
  'readdir',
  'readlink',
  'readv',
  'realpath',
  'realpath.native',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'statfs',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'write',
  'writeFile',
  'writev',
];

const closeSync: Maker = blocking((original, slot) => {
  const parking = viaTwin('closeSync', { arity: 1 })(original, slot);
  if (parking === null) return null;
  return function closing(this: unknown, ...args: unknown[]): unknown {
    return closeLater(args[0], close) ? undefined : Reflect.apply(parking, this, args);
  };
});

export default definePatch({
  module: 'fs',
  implements: {
    ...Object.fromEntries(Object.entries(TWINS).map(([name, twin]) => [name, viaTwin(name, twin)])),
    closeSync,
    readSync: reading('readSync'),
    readvSync: reading('readvSync'),
    writeSync: writing('writeSync'),
    writevSync: writing('writevSync'),
    ...Object.fromEntries(ASYNCHRONOUS.map((name) => [name, callingBack(`fs.${name}`)])),
  },
  passThrough: [
    'Dirent',
    'F_OK',
    'FileReadStream',
    'FileWriteStream',
    'R_OK',
    'ReadStream',
    'Stats',
    'Utf8Stream',
    'Utf8Stream.prototype.flushSync', // made of calls of writeSync
    'W_OK',
    'WriteStream',
    'X_OK',
    '_toUnixTimestamp',
    'constants',
    'createReadStream',
    'createWriteStream',
    'openAsBlob',
    'promises',
    'unwatchFile',
    'watch',
    'watchFile',
  ],
  refuses: {
    mkdtempDisposableSync: 'Its only twin, in fs.promises, makes an object that removes the folder asynchronously.',
    openAsBlobSync: 'Node opens the file in the same blocking way in openAsBlob.',
  },
});
