// Which calls of fs are made at once, and which may wait: decided here and nowhere else. A decision gives the number of the mount that
// the call works on, by which it is timed (`atOnce` in `fs-place.ts`), or 0 when its fiber has to park for it.
import fs from 'node:fs';
import { look, lookAt, mountOf, patient, place } from './place';

type Decision = (args: readonly unknown[], self: unknown) => number;
export type FsOptions = Record<string, unknown> | null | undefined;

/** What is read or written in one call is copied in about 0.2 ms. */
export const MOST_BYTES = 1 << 20;
/** To free the blocks of larger files takes a while. */
const MOST_FREED = 64 << 20;
/** A folder of this size has some thousand entries. */
const MOST_FOLDER_BYTES = 256 * 1024;

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK, O_CREAT, O_TRUNC } = fs.constants;
const { O_SYNC = 0, O_DSYNC = 0, O_DIRECT = 0 } = fs.constants as Partial<typeof fs.constants>;
const WAITING = O_SYNC | O_DSYNC | O_DIRECT;

const typeOf = (mode: number) => mode & S_IFMT;
const isRegular = () => typeOf(place.mode) === S_IFREG;
const isFolder = () => typeOf(place.mode) === S_IFDIR;
/** The system has an error to tell: nothing is there, no permission. */
const isError = () => place.mode === 0;
/** A link that leads nowhere, after it was followed. */
const isLink = () => typeOf(place.mode) === S_IFLNK;
const isShort = () => patient || !isRegular() || place.size <= MOST_FREED;
const allOrNothing = (fine: boolean) => (fine ? place.mount : 0);

/** May wait, whatever it is called with. */
const waits: Decision = () => (patient ? -1 : 0);

/** Works on what a path leads to. */
const followed: Decision = ([path]) => mountOf(path, true);
/** Works on what is there, be it a link. */
const entry: Decision = ([path]) => mountOf(path, false);
/** Makes an entry. */
const made: (at: number) => Decision = (at) => (args) => allOrNothing(look(args[at], false));

const mkdtemp: Decision = ([prefix]) => (typeof prefix === 'string' ? allOrNothing(look(`${prefix}XXXXXX`, false)) : 0);

/** Works on an open file. */
const opened: Decision = ([fd]) => allOrNothing(lookAt(fd));

/** Whether flags of `open` make a file, and whether they cut it off. */
function effectsOf(flags: unknown): { makes: boolean; cuts: boolean } {
  if (typeof flags === 'string') return { makes: flags[0] !== 'r', cuts: flags[0] === 'w' };
  const bits = Number.isInteger(flags) ? (flags as number) : 0;
  return { makes: (bits & O_CREAT) !== 0, cuts: (bits & O_TRUNC) !== 0 };
}

/** Opening anything else than a file or a folder may wait, or have effects. */
const open: Decision = ([path, flags]) => {
  if (!look(path, true)) return 0;
  const { makes, cuts } = effectsOf(flags);
  const plain = isError() || isRegular() || isFolder() || (isLink() && !makes);
  return allOrNothing(plain && (!cuts || isShort()));
};

const close: Decision = ([fd]) =>
  allOrNothing(lookAt(fd) && (isError() || isRegular() || isFolder()) && (place.names > 0 || isShort()));

const folder: Decision = ([path, options]) =>
  allOrNothing(
    look(path, true) && (patient || ((options as FsOptions)?.recursive !== true && place.size <= MOST_FOLDER_BYTES)),
  );

const openedFolder: Decision = (_, self) => mountOf((self as { path?: unknown }).path, true);

const removed: Decision = ([path]) => allOrNothing(look(path, false) && (place.names > 1 || isShort()));

/** A folder's content may be much, and between its attempts the original waits. */
const removedWithContent: Decision = (args) => {
  const options = args[1] as FsOptions;
  if (Number(options?.maxRetries ?? 0) > 0) return waits(args, undefined);
  const mount = removed(args, undefined);
  return patient || !isFolder() || options?.recursive !== true ? mount : 0;
};

const removedFolder: Decision = (args) =>
  (args[1] as FsOptions)?.recursive === true ? waits(args, undefined) : made(0)(args, undefined);

const renamed: Decision = ([from, to]) => allOrNothing(look(from, false) && look(to, false) && isShort());
const linked: Decision = ([from, to]) => allOrNothing(look(from, false) && look(to, false));

const isSmall = () => patient || place.size <= MOST_BYTES;

const copied: Decision = ([from, to]) => {
  if (!look(from, true) || !(isError() || isLink() || isFolder() || (isRegular() && place.cached && isSmall())))
    return 0;
  return allOrNothing(look(to, true) && (isError() || isFolder() || (isRegular() && isShort())));
};

const cut: Decision = ([file]) => {
  if (!(typeof file === 'number' ? lookAt(file) : look(file, true))) return 0;
  return allOrNothing((isRegular() && isShort()) || isError() || isFolder());
};

/** Whether so many bytes are written into memory first, if they go to a file. */
function isLittle(data: unknown): boolean {
  if (patient) return true;
  if (typeof data === 'string') return data.length * 3 <= MOST_BYTES || Buffer.byteLength(data) <= MOST_BYTES;
  return ArrayBuffer.isView(data) && data.byteLength <= MOST_BYTES;
}

const intoOpened = (fd: unknown): number =>
  allOrNothing(
    lookAt(fd) && (isError() || (isRegular() && place.cached && (patient || (place.flags & WAITING) === 0))),
  );

/** `writeFileSync` and `appendFileSync`. */
const contentWritten: (usualFlag: string) => Decision = (usualFlag) => (args) => {
  const [file, data, given] = args;
  const options = typeof given === 'object' ? (given as FsOptions) : undefined;
  const flag = options?.flag ?? usualFlag;
  if (!isLittle(data) || (!patient && (typeof flag !== 'string' || /s/.test(flag) || options?.flush === true)))
    return 0;
  if (typeof file === 'number') return intoOpened(file);
  if (!look(file, true)) return 0;
  return allOrNothing(place.cached && (isError() || isFolder() || (isRegular() && isShort())));
};

/** `readFileSync`, where it has an error to tell. Where not, only the caches know whether it takes waiting. */
const contentRead: Decision = ([file, given]) => {
  const flag = typeof given === 'object' ? ((given as FsOptions)?.flag ?? 'r') : 'r';
  if (flag !== 'r') return 0;
  if (!(typeof file === 'number' ? lookAt(file) : look(file, true))) return 0;
  return allOrNothing(isError() || isLink() || isFolder() || (patient && isRegular()));
};

/**
 * Whether bytes can be written into an open file at once.
 * @returns the mount, or 0
 */
export const writesAtOnce = (fd: unknown, bytes: number): number =>
  bytes <= MOST_BYTES || patient ? intoOpened(fd) : 0;

/** Whether an open file is to be read at once, whatever is cached. */
export const readsAtOnce = (fd: unknown): number => (patient ? allOrNothing(lookAt(fd) && isRegular()) : 0);

/** One decision per function. Those of `readSync`, `readvSync`, `writeSync` and `writevSync` are above. */
export const decisions: Readonly<Record<string, Decision>> = {
  'Dir.prototype.closeSync': openedFolder,
  'Dir.prototype.readSync': openedFolder,
  accessSync: followed,
  appendFileSync: contentWritten('a'),
  chmodSync: followed,
  chownSync: followed,
  closeSync: close,
  copyFileSync: copied,
  cpSync: waits,
  existsSync: followed,
  fchmodSync: opened,
  fchownSync: opened,
  fdatasyncSync: waits,
  fstatSync: opened,
  fsyncSync: waits,
  ftruncateSync: cut,
  futimesSync: opened,
  globSync: waits,
  lchmodSync: entry,
  lchownSync: entry,
  linkSync: linked,
  lstatSync: entry,
  lutimesSync: entry,
  mkdirSync: made(0),
  mkdtempSync: mkdtemp,
  openSync: open,
  opendirSync: folder,
  readFileSync: contentRead,
  readdirSync: folder,
  readlinkSync: entry,
  realpathSync: followed,
  'realpathSync.native': followed,
  renameSync: renamed,
  rmSync: removedWithContent,
  rmdirSync: removedFolder,
  statSync: followed,
  statfsSync: followed,
  symlinkSync: made(1),
  truncateSync: cut,
  unlinkSync: removed,
  utimesSync: followed,
  writeFileSync: contentWritten('w'),
};
