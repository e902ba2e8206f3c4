import { children } from '../../../fiber';
import { runningFiber, type Fiber } from '../../../hub';
import type { Anything, Slot } from '../../core/define';
import { alone, mayPark } from '../../core/policy';
import { undeprecated } from '../../core/undeprecated';
import { type ChildOptions, type SpawnResult, canSpawn, spawnAndPark } from './spawn-park';

type Spawn = (options: ChildOptions) => SpawnResult;

/** Fibers inside a patched function of child_process. */
const armed = new Set<Fiber<unknown>>();
/** Of the functions that are patched, by name; none is active once the patch has been undone. */
const slots = new Map<string, Slot>();
let hooked: boolean | undefined;

function hook(): boolean {
  try {
    const { binding: get } = process as unknown as { binding(this: void, name: string): { spawn: Spawn } };
    const binding = undeprecated(() => get('spawn_sync'));
    const native = binding.spawn;
    const original: Spawn = (options) => Reflect.apply(native, binding, [options]);
    // One that other code has put in its place is called as it is.
    const block = isNative(native) && !traced ? blocking(original) : original;
    binding.spawn = (options) => {
      if (![...slots.values()].some(({ active }) => active)) return original(options);
      const parks = armed.has(runningFiber()!) && mayPark() && canSpawn(options) && !alone();
      return parks ? spawnAndPark(options) : block(options);
    };
    return true;
  } catch {
    return false; // the permission model forbids it
  }
}

const isNative = (fn: Spawn): boolean =>
  fn.name === 'spawn' && Function.prototype.toString.call(fn).endsWith('{ [native code] }');

/** With this option the binding prints where it is called. */
const traced = /(^|\s)--trace[-_]sync[-_]io(\s|$)/.test(
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' '),
);

/** Where no other code is to run meanwhile: without an event loop, and without a copy of this process (native/spawn_sync.h). */
const blocking =
  (original: Spawn): Spawn =>
  (options) =>
    (children.spawnSync(options) as SpawnResult | undefined) ?? original(options);

/**
 * Makes Node's own function park where it would start the child process and wait for it. All it does before, such as checking
 * and completing its arguments, and after, such as making errors, stays Node's.
 * @returns null where the place cannot be reached
 */
export function parkingInSpawn(original: Anything, slot: Slot): Anything | null {
  if (!(hooked ??= hook())) return null;
  slots.set(slot.label, slot);
  return function parking(this: unknown, ...args: unknown[]): unknown {
    const fiber = runningFiber()!;
    if (armed.has(fiber)) return Reflect.apply(original, this, args);
    armed.add(fiber);
    try {
      return Reflect.apply(original, this, args);
    } finally {
      armed.delete(fiber);
    }
  };
}
