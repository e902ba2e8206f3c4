import Module from 'node:module';
import { inFiber, mainHasBegun, runMain, runningFiber, startup } from '../../../hub';
import { type Instead, preceded } from '../../core/before';
import { type Anything, definePatch, type Maker, type SharedPlace } from '../../core/define';
import { directly, parkable } from '../../core/policy';
import { type CreatedModule, moduleCreated } from './created';
import { evaluation } from './evaluation';
import { type LoadedModule, loads } from './loads';

/** What Node's CommonJS loader calls of its own through public properties. */
interface CommonJsLoader {
  _resolveFilename(request: unknown, parent: unknown, isMain: unknown): string;
  readonly _cache: Record<string, LoadedModule>;
  readonly prototype: object;
}
const loader = Module as unknown as CommonJsLoader;
const { isBuiltin } = Module;

/** The loader makes an object for a module and then loads it. */
let newest: LoadedModule | null = null;
/** Hooks of the program's own take part in loading, before a module is in the cache. */
let hooked = false;

const call: Instead = (original, self, args) => Reflect.apply(original, self, args) as unknown;

/**
 * The main module gets the main fiber here, and not in Module.runMain, because that one also hands the main module over to the
 * loader of ES modules, which comes back here if the module turns out to be CommonJS.
 */
const mainLoad: Instead = (original, self, args) =>
  args[2] === true ? runMain(() => call(original, self, args)) : call(original, self, args);

/** The file that is asked for; undefined when there is none, about which the loader itself will have something to say. */
function resolved([request, parent, isMain]: unknown[]): string | undefined {
  if (typeof request !== 'string' || isBuiltin(request)) return undefined;
  try {
    return directly(loader._resolveFilename, loader, [request, parent, isMain]) as string;
  } catch {
    return undefined;
  }
}

/** Waits while another fiber is loading what is asked for. */
const waitingLoad: Instead = (original, self, args) => {
  const filename = inFiber() ? resolved(args) : undefined;
  if (filename !== undefined) loads.wait(filename);
  // A hook that parked before the module is in the cache would make two fibers load it.
  return hooked ? directly(original, self, args) : call(original, self, args);
};

const _load: Maker = (original, slot) =>
  preceded(original, () => {
    if (!slot.active) return undefined;
    const fiber = runningFiber();
    if (fiber === null) return mainHasBegun() ? undefined : mainLoad;
    return hooked || loads.othersThan(fiber) ? waitingLoad : undefined;
  });

const load: Maker = (original, slot) =>
  preceded(original, () => {
    if (!slot.active) return undefined;
    if (newest?.loaded === false) loads.begin(newest);
    newest = null;
    return hooked ? parkable : undefined;
  });

function created(module: LoadedModule): void {
  newest = module;
  moduleCreated(module as CreatedModule);
}

/** Learns of every module object when it is made: the constructor sets its `filename`. */
const filename: SharedPlace = {
  get on() {
    return Object.hasOwn(loader.prototype, 'filename');
  },
  original: undefined,
  turnOn() {
    Object.defineProperty(loader.prototype, 'filename', {
      configurable: true,
      enumerable: false,
      get: () => undefined,
      set(this: LoadedModule, value: unknown) {
        Object.defineProperty(this, 'filename', { value, configurable: true, enumerable: true, writable: true });
        created(this);
      },
    });
  },
  turnOff() {
    delete (loader.prototype as { filename?: unknown }).filename;
  },
};

/** The names that Node gives to the code which starts a script from the command line, from stdin, or from `new Worker`. */
const SCRIPT = /^\[(eval|stdin|worker eval)\]-wrapper$/;
/** Its result is printed when it returns, so it must not park. */
const printed = process.execArgv.some((flag) => /^(-p|-pe|--print)$/.test(flag));

const compileScript: Instead = (original, self, args) => {
  const start = call(original, self, args);
  if (!SCRIPT.test(String(args[1]))) return start;
  return (script: Anything) => runMain(() => (start as Anything)(script));
};

/** Whether a script is to come that is not in a file. */
function expectsScript(): boolean {
  const { _eval: text } = process as { _eval?: string };
  return !printed && (text !== undefined || process.argv[1] === undefined || process.argv[1] === '-');
}

/** A program from stdin is compiled in a tick, which is in a fiber already. */
const isMainYet = (): boolean => runningFiber() === null || !startup.over;

const _compile: Maker = (original, slot) =>
  preceded(original, () =>
    slot.active && !mainHasBegun() && isMainYet() && expectsScript() ? compileScript : undefined,
  );

const registerHooks: Maker = (original) =>
  preceded(original, () => {
    hooked = true;
    return undefined;
  });

export default definePatch({
  module: 'module',
  always: true,
  implements: {
    _load,
    'prototype.load': load,
    'prototype._compile': _compile,
    'prototype.filename': filename,
    registerHooks,
    'evaluation of ES modules': evaluation,
  },
  passThrough: [
    'Module',
    'SourceMap',
    '_cache',
    '_debug',
    '_extensions',
    '_findPath',
    '_initPaths',
    '_nodeModulePaths',
    '_pathCache',
    '_preloadModules',
    '_readPackage',
    '_resolveFilename',
    '_resolveLookupPaths',
    '_stat',
    'builtinModules',
    'constants',
    'createRequire',
    'enableCompileCache',
    'findPackageJSON',
    'findSourceMap',
    'flushCompileCache',
    'getCompileCacheDir',
    'getSourceMapsSupport',
    'globalPaths',
    'isBuiltin',
    'register',
    'runMain',
    'setSourceMapsSupport',
    'stripTypeScriptTypes',
    'syncBuiltinESMExports',
    'wrap',
    'wrapper',
  ],
  refuses: {},
});
