import Module from 'node:module';
import { controlsOf, type Fiber, runningFiber, WaitList } from '../../../hub';

/** A module of Node's CommonJS loader. */
export interface LoadedModule {
  filename: string | null;
  loaded: boolean;
}

/** A module that a fiber is loading: reading, compiling, evaluating. */
interface Load {
  readonly module: LoadedModule;
  readonly fiber: Fiber;
  /** The loader has read the file. */
  read: boolean;
  /** Those who require the module meanwhile. Most loads have none. */
  line: WaitList | null;
}

/** By file name, as `require` finds them. */
type Cache = Readonly<Record<string, LoadedModule | undefined>>;

/** What fibers are loading, and which of them wait for what. */
class Loads {
  /** Each fiber's loads, the innermost last. Ended ones are taken off at the next look. */
  readonly #stacks = new Map<Fiber, Load[]>();
  /** What each fiber that is parked here waits for. */
  readonly #awaited = new Map<Fiber, Load>();

  /** Others may replace it. */
  get cache(): Cache {
    return (Module as unknown as { _cache: Cache })._cache;
  }

  /** Notes that the running fiber begins to load a module. The hub's loads end without others having run. */
  begin(module: LoadedModule): void {
    const fiber = runningFiber();
    if (fiber === null) return;
    const stack = this.#stackOf(fiber);
    stack.push({ module, fiber, read: false, line: null });
    this.#stacks.set(fiber, stack);
  }

  /** Whether the running fiber's loader is about to read this file, which it does once and through the public fs. */
  isReading(path: unknown): boolean {
    if (this.#stacks.size === 0) return false;
    const load = this.#stacks.get(runningFiber()!)?.at(-1);
    if (load === undefined || load.read || load.module.filename !== path) return false;
    return (load.read = true);
  }

  /** Whether any fiber but this one is loading something. */
  othersThan(fiber: Fiber): boolean {
    if (this.#stacks.size === 0) return false;
    for (const other of this.#stacks.keys()) {
      if (other !== fiber && this.#stackOf(other).length > 0) return true;
    }
    return false;
  }

  /**
   * Parks the running fiber while another one loads the file (invariant 11). Where that one, directly or through others, waits for
   * a module that this fiber is loading, neither would ever go on: then it returns at once, and the caller sees the module
   * half-filled, as in any cycle of modules.
   */
  wait(filename: string): void {
    const fiber = runningFiber()!;
    for (;;) {
      const load = this.#find(this.cache[filename]);
      if (load === undefined || load.fiber === fiber || this.#leadsTo(load, fiber)) return;
      this.#park(load, fiber);
    }
  }

  /** The loads of a fiber that have not ended. */
  #stackOf(fiber: Fiber): Load[] {
    const stack = this.#stacks.get(fiber) ?? [];
    while (stack.length > 0 && this.#ended(stack.at(-1)!)) stack.pop();
    if (stack.length === 0) this.#stacks.delete(fiber);
    return stack;
  }

  /** A module whose evaluation fails leaves the cache. */
  #ended({ module, fiber }: Load): boolean {
    return module.loaded || fiber.finished || (module.filename !== null && this.cache[module.filename] !== module);
  }

  #find(module: LoadedModule | undefined): Load | undefined {
    if (module === undefined || module.loaded) return undefined;
    for (const fiber of this.#stacks.keys()) {
      const load = this.#stackOf(fiber).find((entry) => entry.module === module);
      if (load !== undefined) return load;
    }
    return undefined;
  }

  #leadsTo(load: Load, fiber: Fiber): boolean {
    for (let next: Load | undefined = load; next !== undefined; next = this.#awaited.get(next.fiber)) {
      if (next.fiber === fiber) return true;
    }
    return false;
  }

  #park(load: Load, fiber: Fiber): void {
    if (load.line === null) {
      const what = `require of ${load.module.filename}, which fiber ${load.fiber.id} (${load.fiber.name}) is loading`;
      load.line = new WaitList({ what, owners: () => [load.fiber] });
      this.#watch(load, load.line);
    }
    this.#awaited.set(fiber, load);
    try {
      load.line.wait({}, undefined);
    } finally {
      this.#awaited.delete(fiber);
    }
  }

  /** Looks after each step of the loading fiber, which is parked now, whether the load has ended. */
  #watch(load: Load, line: WaitList): void {
    controlsOf(load.fiber).whenRun(() => {
      if (this.#ended(load)) line.resolveAll();
      else if (line.empty) load.line = null;
      else this.#watch(load, line);
    });
  }
}

export const loads = new Loads();
