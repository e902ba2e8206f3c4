import { type Anything, firstLoads, patches } from '../../patch';
import { type Listener, type Manner, timed } from './calls';

type FunctionHolder = Record<string, unknown>;

/** Functions of builtins that block the thread, and that no patch can make yield. Files and locks: the caller waits. */
const WAITING: Readonly<Record<string, readonly string[]>> = {
  sqlite: [
    ...['open', 'close', 'exec', 'prepare', 'applyChangeset'].map((name) => `DatabaseSync.prototype.${name}`),
    ...['all', 'get', 'iterate', 'run'].map((name) => `StatementSync.prototype.${name}`),
    'DatabaseSync',
  ],
};

/** Those that compute on the calling thread: how long depends on what they are given. */
const COMPUTING: Readonly<Record<string, readonly string[]>> = {
  crypto: [
    ...['Hash', 'Hmac'].flatMap((name) => [`${name}.prototype.update`, `${name}.prototype.digest`]),
    ...['Cipheriv', 'Decipheriv'].flatMap((name) => [`${name}.prototype.update`, `${name}.prototype.final`]),
    ...['Sign.prototype.sign', 'Verify.prototype.verify'],
  ],
  v8: ['writeHeapSnapshot'],
};

/** Tells of calls of what greenpatch leaves blocking in Node's builtins, from when each is first loaded. */
export function watchUnyielding(listener: Listener): void {
  for (const [module, names] of Object.entries(WAITING)) watch(listener, module, names, 'blocks');
  for (const [module, names] of Object.entries(COMPUTING)) watch(listener, module, names, 'computes');
  for (const { module, refuses } of patches) {
    const functions = Object.keys(refuses).filter((name) => /^[a-z]/.test(name));
    if (functions.length > 0) watch(listener, module, functions, 'computes');
  }
}

function watch(listener: Listener, module: string, names: readonly string[], manner: Manner): void {
  firstLoads.on([module], () => {
    const exports = loaded(module);
    if (exports !== undefined) for (const name of names) replace(listener, module, exports, name, manner);
  });
}

/** A Node may lack a builtin, and a flag may forbid it. */
function loaded(module: string): FunctionHolder | undefined {
  try {
    return require(`node:${module}`) as FunctionHolder;
  } catch {
    return undefined;
  }
}

function replace(listener: Listener, module: string, exports: FunctionHolder, path: string, manner: Manner): void {
  const keys = path.split('.');
  const key = keys.pop()!;
  const holder = keys.reduce<any>((object, step) => object?.[step], exports) as FunctionHolder | undefined;
  const descriptor = holder && Object.getOwnPropertyDescriptor(holder, key);
  if (typeof descriptor?.value !== 'function' || !(descriptor.writable || descriptor.configurable)) return;
  const value = timed(listener, `${module}.${path.replace('.prototype', '')}`, manner, descriptor.value as Anything);
  // A class may have two names, and is the same under both.
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder!)))
    if (property.value === descriptor.value) Object.defineProperty(holder!, name, { ...property, value });
}
