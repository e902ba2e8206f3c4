import { isBuiltin } from 'node:module';
import { isLoaded } from '../../base/builtin';
import { closureOf } from '../../fiber';
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

/**
 * Tells when Node loads a module of its own for the first time, before the program gets it. What no program asks for need not be
 * loaded only to be patched: that would cost each of them 10 ms.
 */
class FirstLoads {
  #waiting: { modules: readonly string[]; then: () => void }[] = [];
  #loaded: NodesModule[] = [];
  #depth = 0;
  #loading: Loading | null | undefined;
  #original: Anything | undefined;

  /** Calls `then` as soon as one of the modules is loaded: at once if one is, or if it cannot be known when it will be. */
  on(modules: readonly string[], then: () => void): void {
    if (modules.some(isLoaded) || !this.#watch()) return then();
    this.#waiting.push({ modules, then });
  }

  /** Whether it can be told when they are loaded, or one of them is. */
  watching(modules: readonly string[]): boolean {
    return modules.some(isLoaded) || this.#watch();
  }

  cancel(then: () => void): void {
    this.#waiting = this.#waiting.filter((one) => one.then !== then);
  }

  #watch(): boolean {
    const loading = (this.#loading ??= findLoading());
    if (loading === null) return false;
    if (this.#original !== undefined) return true;
    const original = (this.#original = loading.compileForInternalLoader);
    const begin = () => this.#depth++;
    const end = (module: NodesModule) => this.#end(module);
    // One frame of ours for each module that Node loads: an error keeps ten, the program's own among them.
    loading.compileForInternalLoader = function compileForInternalLoader(this: NodesModule, ...args: unknown[]) {
      if (this.loaded) return Reflect.apply(original, this, args) as unknown;
      begin();
      try {
        return Reflect.apply(original, this, args) as unknown;
      } finally {
        end(this);
      }
    };
    return true;
  }

  /** One module loads others, some of which load it. Who waits may ask for any of them, so they hear of it when all are loaded. */
  #end(module: NodesModule): void {
    this.#loaded.push(module);
    if (--this.#depth === 0) this.#tell(this.#loaded.splice(0).filter(({ loaded }) => loaded));
  }

  #tell(arrived: readonly NodesModule[]): void {
    const due = this.#waiting.filter(({ modules }) => arrived.some(({ id }) => modules.includes(id)));
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { then } of due) then();
    if (this.#waiting.length > 0 || this.#original === undefined) return;
    this.#loading!.compileForInternalLoader = this.#original;
    this.#original = undefined;
  }
}

export const firstLoads = new FirstLoads();
