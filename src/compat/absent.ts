import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OWN_CODE } from '../base/package-root';
import { standIn } from '../patch';

/** Holds stand-ins for packages that need not be installed. */
const FOLDER = path.join(OWN_CODE, 'compat', 'absent');
/** Where copies of `fibers` leave their one `Fiber`, and look for it before they load their addon. */
const FIBER_LIB = 'fiberLib';

/** By what a program names. */
const FILES: Readonly<Record<string, string>> = {
  fibers: path.join(FOLDER, 'fibers', 'index.js'),
  'fibers/future': path.join(FOLDER, 'fibers', 'future.js'),
  'pg-native': path.join(FOLDER, 'pg-native', 'index.js'),
};

const { _initPaths: initPaths } = Module as unknown as { _initPaths?(this: void): void };
let on = false;

/** Makes `require('fibers')` and `import 'fibers'` give ours where the program has no such package, or a copy in a place of its own. */
export function answerAbsent(wanted: boolean): void {
  if (wanted === on) return;
  on = wanted;
  searchStandIns(wanted);
  standIn(wanted ? findStandIn : null);
  if (wanted) offerFiber();
  else delete (process as { [FIBER_LIB]?: unknown })[FIBER_LIB];
}

const findStandIn = (name: string): string | undefined =>
  Object.hasOwn(FILES, name) ? pathToFileURL(FILES[name]!).href : undefined;

/** Node looks into the folders of NODE_PATH last. The variable itself stays as it is. */
function searchStandIns(wanted: boolean): void {
  const { NODE_PATH: before } = process.env;
  if (wanted) process.env.NODE_PATH = before ? `${before}${path.delimiter}${FOLDER}` : FOLDER;
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
      const value: unknown = require(FILES.fibers!);
      Object.defineProperty(process, FIBER_LIB, { value, configurable: true, enumerable: false, writable: true });
      return value;
    },
    set(value: unknown) {
      Object.defineProperty(process, FIBER_LIB, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
