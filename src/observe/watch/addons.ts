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

/** Functions, and methods of classes where they can be replaced. What lies deeper is not seen. */
function watchExports(listener: Listener, addon: string, module: { exports?: unknown }): void {
  const { exports } = module;
  if ((typeof exports !== 'object' || exports === null) && typeof exports !== 'function') return;
  const functions = functionsOf(exports).filter(([key, fn]) => {
    const methods = functionsOf((fn as { prototype?: object }).prototype);
    for (const [name, method] of methods)
      put(listener, `${addon} ${key}.${name}`, fn.prototype as object, name, method);
    return methods.length === 0;
  });
  const fixed = functions.some(([key]) => isFixed(exports, key));
  const holder = fixed && typeof exports === 'object' ? (module.exports = copyOf(exports)) : exports;
  for (const [key, fn] of functions) put(listener, `${addon} ${key}`, holder, key, fn);
}

function functionsOf(object: object | undefined): [string, Anything][] {
  if (object === undefined || object === null) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name, { value }]) => [name, value as Anything]);
}

function isFixed(holder: object, key: string): boolean {
  const { writable, configurable } = Object.getOwnPropertyDescriptor(holder, key)!;
  return !writable && !configurable;
}

/** Addons often define functions that cannot be replaced. */
function copyOf(exports: object): object {
  const properties = Object.getOwnPropertyDescriptors(exports) as Record<PropertyKey, PropertyDescriptor>;
  for (const key of Reflect.ownKeys(properties)) properties[key]!.configurable = true;
  return Object.create(Object.getPrototypeOf(exports) as object, properties) as object;
}

function put(listener: Listener, what: string, holder: object, key: string, fn: Anything): void {
  if (isFixed(holder, key)) return;
  const descriptor = Object.getOwnPropertyDescriptor(holder, key)!;
  Object.defineProperty(holder, key, { ...descriptor, value: timed(listener, what, 'addon', fn) });
}
