import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OWN_CODE } from '../../base/package-root';
import { standIn } from '../../patch';

/** Each adapter that has stand-ins for packages that need not be installed keeps them in a folder `absent`. */
const FOLDER = path.join(OWN_CODE, 'compat', 'adapters');
/** Where copies of `fibers` leave their one `Fiber`, and look for it before they load their addon. */
const FIBER_LIB = 'fiberLib';

const folderOf = (library: string): string => path.join(FOLDER, library, 'absent');

/** By library: its files, by what a program names. */
const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fibers: {
    fibers: path.join(folderOf('fibers'), 'fibers', 'index.js'),
    'fibers/future': path.join(folderOf('fibers'), 'fibers', 'future.js'),
  },
  'pg-native': { 'pg-native': path.join(folderOf('pg-native'), 'pg-native', 'index.js') },
};

const { _initPaths: initPaths } = Module as unknown as { _initPaths?(this: void): void };
let on: readonly string[] = [];

/**
 * Makes `require` and `import` give ours where the program has no such package, or a copy in a place of its own.
 * @param wanted says of a library whether its adapter is on
 */
export function answerAbsent(wanted: (library: string) => boolean): void {
  const libraries = Object.keys(FILES).filter(wanted);
  if (libraries.join() === on.join()) return;
  const hadFibers = on.includes('fibers');
  on = libraries;
  searchStandIns(libraries.map(folderOf));
  standIn(libraries.length > 0 ? findStandIn : null);
  const hasFibers = libraries.includes('fibers');
  if (hasFibers && !hadFibers) offerFiber();
  else if (hadFibers && !hasFibers) delete (process as { [FIBER_LIB]?: unknown })[FIBER_LIB];
}

function findStandIn(name: string): string | undefined {
  const files = FILES[on.find((library) => Object.hasOwn(FILES[library]!, name)) ?? ''];
  return files === undefined ? undefined : pathToFileURL(files[name]!).href;
}

/** Node looks into the folders of NODE_PATH last. The variable itself stays as it is. */
function searchStandIns(folders: readonly string[]): void {
  const { NODE_PATH: before } = process.env;
  const all = [...(before ? [before] : []), ...folders].join(path.delimiter);
  if (all !== '') process.env.NODE_PATH = all;
  try {
    initPaths?.();
  } finally {
    if (before !== undefined) process.env.NODE_PATH = before;
    else delete process.env.NODE_PATH;
  }
}

function offerFiber(): void {
  if (FIBER_LIB in process) return; // a real one works here
  Object.defineProperty(process, FIBER_LIB, {
    configurable: true,
    enumerable: false,
    get: () => {
      const value: unknown = require(FILES.fibers!.fibers!);
      Object.defineProperty(process, FIBER_LIB, { value, configurable: true, enumerable: false, writable: true });
      return value;
    },
    set(value: unknown) {
      Object.defineProperty(process, FIBER_LIB, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
