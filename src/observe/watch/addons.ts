import { realpathSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../base/package-root';
import type { Anything } from '../../patch';
import { type Listener, timed } from './calls';

/** Node's own, as it is before anything is patched. */
const realpath = realpathSync.native;

/** Tells of native addons that are loaded, and of calls of what they export that take long. */
export function watchAddons(listener: Listener, loaded: (file: string) => void): void {
  const { dlopen } = process as unknown as { dlopen: Anything };
  const seen = new Set<string>();
  (process as unknown as { dlopen: Anything }).dlopen = {
    dlopen(this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(dlopen, this, args) as unknown;
      const file = real(String(args[1]));
      if (isOurs(file)) return result;
      if (!seen.has(file)) loaded(file);
      seen.add(file);
      watchExports(listener, path.basename(file), args[0] as { exports?: unknown });
      return result;
    },
  }.dlopen;
}

function real(file: string): string {
  try {
    return realpath(file);
  } catch {
    return file;
  }
}

const OURS = ['prebuilds', 'build'].map((folder) => path.join(real(PACKAGE_ROOT), folder) + path.sep);
const isOurs = (file: string) => OURS.some((folder) => file.startsWith(folder));

/** Functions, and methods of classes. What lies deeper is not seen. */
function watchExports(listener: Listener, addon: string, module: { exports?: unknown }): void {
  const { exports } = module;
  if ((typeof exports !== 'object' || exports === null) && typeof exports !== 'function') return;
  for (const [key, fn] of functionsOf(exports)) {
    const methods = functionsOf((fn as { prototype?: object }).prototype);
    for (const [name, method] of methods)
      put(listener, `${addon} ${key}.${name}`, fn.prototype as object, name, method);
    if (methods.length === 0) put(listener, `${addon} ${key}`, exports, key, fn);
  }
}

function functionsOf(object: object | undefined): [string, Anything][] {
  if (object === undefined || object === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name, { value }]) => [name, value as Anything]);
}

function put(listener: Listener, what: string, holder: object, key: string, fn: Anything): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key)!;
  if (!descriptor.writable && !descriptor.configurable) return;
  Object.defineProperty(holder, key, { ...descriptor, value: timed(listener, what, 'long', fn) });
}
