import { isBuiltin } from 'node:module';
import { closureOf } from '../fiber';
import type { Anything } from './define';

/** Node's own object of one of its modules. */
interface NodesModule {
  readonly id: string;
  readonly loaded: boolean;
}

interface Loading {
  compileForInternalLoader: Anything;
}

/** Null where Node's class cannot be reached, as in a Node without inspector. */
function findLoading(): Loading | null {
  try {
    const { BuiltinModule } = closureOf(isBuiltin, ['BuiltinModule']) as { BuiltinModule?: { prototype: Loading } };
    return typeof BuiltinModule?.prototype.compileForInternalLoader === 'function' ? BuiltinModule.prototype : null;
  } catch {
    return null;
  }
}

/** Whether Node has loaded one of its modules, for the program or for itself. */
const isLoaded = (module: string): boolean =>
  (process as unknown as { moduleLoadList: string[] }).moduleLoadList.includes(`NativeModule ${module}`);

/**
 * Tells when Node loads a module of its own for the first time, before the program gets it. What no program asks for need not be
 * loaded only to be patched: that would cost each of them 10 ms.
 */
class FirstLoads {
  readonly #waiting = new Map<string, () => void>();
  #loading: Loading | null | undefined;
  #original: Anything | undefined;

  /** Calls `then` as soon as the module is loaded: at once if it is, or if nobody can tell when it will be. */
  on(module: string, then: () => void): void {
    if (isLoaded(module) || !this.#watch()) return then();
    this.#waiting.set(module, then);
  }

  cancel(module: string): void {
    this.#waiting.delete(module);
  }

  #watch(): boolean {
    const loading = (this.#loading ??= findLoading());
    if (loading === null) return false;
    if (this.#original !== undefined) return true;
    const original = (this.#original = loading.compileForInternalLoader);
    const arrived = (module: NodesModule) => this.#arrived(module);
    loading.compileForInternalLoader = function compileForInternalLoader(this: NodesModule, ...args: unknown[]) {
      if (this.loaded) return Reflect.apply(original, this, args) as unknown;
      const exports = Reflect.apply(original, this, args) as unknown;
      arrived(this);
      return exports;
    };
    return true;
  }

  #arrived(module: NodesModule): void {
    const then = module.loaded ? this.#waiting.get(module.id) : undefined; // not when it is in a cycle
    if (then === undefined) return;
    this.#waiting.delete(module.id);
    then();
    if (this.#waiting.size > 0) return;
    this.#loading!.compileForInternalLoader = this.#original!;
    this.#original = undefined;
  }
}

export const firstLoads = new FirstLoads();
