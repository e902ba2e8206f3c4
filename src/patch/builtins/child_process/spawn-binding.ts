import { runningFiber, type Fiber } from '../../../hub';
import type { Anything } from '../../core/define';
import { alone, mayPark } from '../../core/policy';
import { undeprecated } from '../../core/undeprecated';
import { type ChildOptions, type SpawnResult, canSpawn, spawnAndPark } from './spawn-park';

interface SpawnSyncBinding {
  spawn(options: ChildOptions): SpawnResult;
}

/** Fibers inside a patched function of child_process. */
const armed = new Set<Fiber<unknown>>();
let hooked: boolean | undefined;

function hook(): boolean {
  try {
    const { binding: get } = process as unknown as { binding(this: void, name: string): SpawnSyncBinding };
    const binding = undeprecated(() => get('spawn_sync'));
    const { spawn } = binding;
    binding.spawn = (options) =>
      armed.has(runningFiber()!) && mayPark() && canSpawn(options) && !alone()
        ? spawnAndPark(options)
        : Reflect.apply(spawn, binding, [options]);
    return true;
  } catch {
    return false; // the permission model forbids it
  }
}

/**
 * Makes Node's own function park where it would start the child process and wait for it. All it does before, such as checking
 * and completing its arguments, and after, such as making errors, stays Node's.
 * @returns null where the place cannot be reached
 */
export function parkingInSpawn(original: Anything): Anything | null {
  if (!(hooked ??= hook())) return null;
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
