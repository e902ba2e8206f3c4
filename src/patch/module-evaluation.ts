import Module from 'node:module';
import { types } from 'node:util';
import { closureOf, fulfilledWith } from '../fiber';
import { type Fiber, inFiber, park, runningFiber, type Waker } from '../hub';
import type { Anything, SharedPlace } from './define';
import { directly, parkable } from './policy';
import { withChangedSource } from './module-sources';
import { RESOLVING, resolveWithStandIns } from './module-stand-ins';

/** Node's own object of an ES module. */
interface ModuleWrap {
  getStatus(): number;
}

type Methods = Record<string, Anything | undefined>;

interface Classes {
  ModuleWrap: { prototype: Methods };
  ModuleLoader: { prototype: Methods };
  /** Makes a module of what has been read, by the module's format. */
  translators: Map<string, Anything>;
}

interface Found extends Partial<Classes> {
  getTranslators?: () => Map<string, Anything>;
}

/** Null where Node's own classes cannot be reached: without inspector, or without module.register. */
function findClasses(): Classes | null {
  try {
    const { register } = Module as unknown as { register: Anything };
    const names = ['ModuleWrap', 'ModuleLoader', 'translators', 'getTranslators'];
    const { ModuleWrap, ModuleLoader, translators, getTranslators }: Found = closureOf(register, names);
    const formats = translators ?? getTranslators?.();
    if (typeof ModuleWrap !== 'function' || typeof ModuleLoader !== 'function' || !types.isMap(formats)) return null;
    return { ModuleWrap, ModuleLoader, translators: formats };
  } catch {
    return null;
  }
}

/** V8's state of a module that has been evaluated; one that failed has a higher one. */
const EVALUATED = 4;
/**
 * Methods of the loader that find, read and compile modules, or wait for the thread in which `module.register` runs hooks (Node 20 takes
 * the public Atomics.wait for that). They must not park: Node takes it that nobody runs meanwhile.
 */
const LOADING =
  /^(getModuleJob|getOrCreateModuleJob|load|resolve|defaultResolve|createModuleWrap|register|forceLoadHooks|waitFor)/;

/** An evaluation under way: V8 is in the midst of the graph of `root`. */
interface Turn {
  readonly fiber: Fiber;
  readonly root: ModuleWrap;
}

/**
 * V8 evaluates a graph of ES modules in one go. While a fiber is parked in there, nobody else may have V8 evaluate a module of
 * that graph: it would end the process, or hand out modules that are half-filled. So the others wait (invariant 11). A module
 * that waits at an `await` of its own has had its turn.
 */
class Evaluation implements SharedPlace {
  on = false;
  readonly original = undefined;
  #classes: Classes | null | undefined;
  #undo: (() => void)[] = [];
  #turns: Turn[] = [];
  #waiting: Waker<void>[] = [];
  readonly #imports = new WeakMap<ModuleWrap, unknown[]>();

  turnOn(): void {
    if (this.on) return;
    const classes = (this.#classes ??= findClasses());
    if (classes === null) return;
    this.on = true;
    const wrap = classes.ModuleWrap.prototype;
    const loader = classes.ModuleLoader.prototype;
    this.#replace(wrap, 'link', (link, module, args) => {
      this.#note(module as ModuleWrap, args);
      return Reflect.apply(link, module, args) as unknown;
    });
    for (const name of ['evaluate', 'evaluateSync']) {
      this.#replace(wrap, name, (evaluate, module, args) =>
        this.#take(module as ModuleWrap, () => parkable(evaluate, module, args)),
      );
    }
    for (const name of Object.getOwnPropertyNames(loader))
      if (LOADING.test(name)) this.#replace(loader, name, RESOLVING.has(name) ? resolveWithStandIns : directly);
    this.#translateDirectly(classes.translators);
  }

  turnOff(): void {
    this.on = false;
    for (const undo of this.#undo.splice(0)) undo();
  }

  #translateDirectly(translators: Map<string, Anything>): void {
    for (const [format, translate] of [...Map.prototype.entries.call(translators)] as [string, Anything][]) {
      const replacement = function (this: unknown, ...args: unknown[]): unknown {
        return directly(translate, this, format === 'module' ? withChangedSource(args) : args);
      };
      translators.set(format, replacement);
      this.#undo.push(() => void translators.set(format, translate));
    }
  }

  #replace(
    methods: Methods,
    name: string,
    instead: (original: Anything, self: unknown, args: unknown[]) => unknown,
  ): void {
    const original = methods[name];
    if (typeof original !== 'function') return;
    methods[name] = {
      [name](this: unknown, ...args: unknown[]): unknown {
        return instead(original, this, args);
      },
    }[name];
    this.#undo.push(() => (methods[name] = original));
  }

  /** Notes what a module imports: among the arguments there is a list of modules, or of promises of them. */
  #note(module: ModuleWrap, args: unknown[]): void {
    const lists = args.filter((arg) => Array.isArray(arg)) as unknown[][];
    this.#imports.set(
      module,
      lists.flatMap((list) => Array.from({ length: list.length }, (_, i) => list[i])),
    );
  }

  #importsOf(module: ModuleWrap): ModuleWrap[] {
    const noted = this.#imports.get(module) ?? [];
    // Asking V8 is slow, but adds no promise job that would change the order of the program's own.
    const imports = noted.map((one) => (types.isPromise(one) ? fulfilledWith(one) : one));
    return imports.filter(
      (one) => typeof (one as Partial<ModuleWrap> | null)?.getStatus === 'function',
    ) as ModuleWrap[];
  }

  /** The module and all that it imports, as far as it has not been evaluated. */
  #graph(root: ModuleWrap): Set<ModuleWrap> {
    const graph = new Set<ModuleWrap>();
    const open = [root];
    for (let module = open.pop(); module !== undefined; module = open.pop()) {
      if (graph.has(module) || module.getStatus() >= EVALUATED) continue;
      graph.add(module);
      open.push(...this.#importsOf(module));
    }
    return graph;
  }

  #take(module: ModuleWrap, evaluate: () => unknown): unknown {
    const fiber = runningFiber();
    if (fiber === null) return evaluate();
    while (inFiber()) {
      const others = this.#turns.filter((turn) => turn.fiber !== fiber);
      const graph = others.length === 0 ? null : this.#graph(module);
      const other = others.find((turn) => meet(this.#graph(turn.root), graph!));
      if (other === undefined) break;
      this.#wait(other.fiber);
    }
    const turn: Turn = { fiber, root: module };
    this.#turns.push(turn);
    try {
      return evaluate();
    } finally {
      this.#turns = this.#turns.filter((one) => one !== turn);
      for (const waker of this.#waiting.splice(0)) waker.resolve();
    }
  }

  #wait({ id, name }: Fiber): void {
    park<void>({
      what: `evaluation of an ES module that fiber ${id} (${name}) is evaluating`,
      start: (waker) => void this.#waiting.push(waker),
    });
  }
}

function meet(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}

export const evaluation: SharedPlace = new Evaluation();
