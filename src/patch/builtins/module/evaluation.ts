import Module from 'node:module';
import { types } from 'node:util';
import { closureOf } from '../../../fiber';
import { begin, type Fiber, inFiber, live, park, runningFiber, startup, WaitList, withoutParking } from '../../../hub';
import type { Anything, SharedPlace } from '../../core/define';
import { awaits, halfRun, hasAwaited, type ModuleWrap, noteImports, notEvaluated } from './graph';
import { directly, parkable } from '../../core/policy';
import { Required, type EvaluationTurn } from './required';
import { withChangedSource } from './sources';
import { RESOLVING, resolveWithStandIns } from './stand-ins';

type LoaderMethods = Record<string, Anything | undefined>;

interface LoaderClasses {
  ModuleWrap: { prototype: LoaderMethods };
  ModuleLoader: { prototype: LoaderMethods };
  /** Makes a module of what has been read, by the module's format. */
  translators: Map<string, Anything>;
}

interface FoundClasses extends Partial<LoaderClasses> {
  getTranslators?: () => Map<string, Anything>;
}

/** Null where Node's own classes cannot be reached: without inspector, or without module.register. */
function findClasses(): LoaderClasses | null {
  try {
    const { register } = Module as unknown as { register: Anything };
    const names = ['ModuleWrap', 'ModuleLoader', 'translators', 'getTranslators'];
    const { ModuleWrap, ModuleLoader, translators, getTranslators }: FoundClasses = closureOf(register, names);
    const formats = translators ?? getTranslators?.();
    if (typeof ModuleWrap !== 'function' || typeof ModuleLoader !== 'function' || !types.isMap(formats)) return null;
    return { ModuleWrap, ModuleLoader, translators: formats };
  } catch {
    return null;
  }
}

/**
 * Methods of the loader that find, read and compile modules, or wait for the thread in which `module.register` runs hooks (Node
 * 20 takes the public Atomics.wait for that). They must not park: Node takes it that no other code runs meanwhile.
 */
const LOADING =
  /^(getModuleJob|getOrCreateModuleJob|load|resolve|defaultResolve|createModuleWrap|register|forceLoadHooks|waitFor)/;

const EVALUATION = 'evaluation of an ES module';

/**
 * V8 evaluates a graph of ES modules in one go. While a fiber is parked in there, no other code may have V8 evaluate a module of
 * that graph: it would end the process, or hand out modules that are half-filled. So the others wait (invariant 11). A module
 * that waits at an `await` of its own has had its turn.
 * Where modules wait for one with a top-level await, nothing parks at all (`#run`).
 */
class Evaluation implements SharedPlace {
  on = false;
  readonly original = undefined;
  #classes: LoaderClasses | null | undefined;
  #undo: (() => void)[] = [];
  #turns: EvaluationTurn[] = [];
  /** All of them look again after each turn. */
  readonly #line = new WaitList({ what: EVALUATION });
  #depth = 0;
  readonly #required = new Required((fiber) => this.#othersThan(fiber), this.#line);
  /** The promise of the end of a module that has been evaluated: to evaluate it once more only asks V8 for that. */
  #endOf!: (module: ModuleWrap) => Promise<unknown>;

  turnOn(): void {
    if (this.on) return;
    const classes = (this.#classes ??= findClasses());
    if (classes === null) return;
    this.on = true;
    const wrap = classes.ModuleWrap.prototype;
    const loader = classes.ModuleLoader.prototype;
    this.#replace(wrap, 'link', (link, module, args) => {
      noteImports(module as ModuleWrap, args);
      return Reflect.apply(link, module, args) as unknown;
    });
    const { evaluate } = wrap;
    this.#endOf = (module) => Reflect.apply(evaluate!, module, [-1, false]) as Promise<unknown>;
    for (const name of ['evaluate', 'evaluateSync'])
      this.#replace(wrap, name, (run, module, args) => this.#take(module as ModuleWrap, run, args));
    this.#replace(loader, 'importSyncForRequire', (bring, self, args) =>
      this.#required.bring(() => Reflect.apply(bring, self, args) as unknown),
    );
    for (const name of ['import', 'eval']) {
      this.#replace(loader, name, (bring, self, args) => {
        if (!startup.over) noteStartup(name, args[1]);
        return Reflect.apply(bring, self, args) as unknown;
      });
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
    methods: LoaderMethods,
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

  #take(module: ModuleWrap, evaluate: Anything, args: unknown[]): unknown {
    const fiber = runningFiber();
    if (fiber === null) return this.#run(module, evaluate, args);
    while (inFiber() && live.size > 1 && this.#waits(module, fiber));
    this.#required.evaluates(fiber);
    const turn: EvaluationTurn = { fiber, root: module };
    this.#turns.push(turn);
    try {
      return this.#run(module, evaluate, args);
    } finally {
      this.#turns = this.#turns.filter((one) => one !== turn);
      this.#line.resolveAll();
    }
  }

  /**
   * V8 runs the bodies of a graph in one go and takes it that no module comes to its end meanwhile: one that does, behind its `await`,
   * settles into importers that are not there yet, and that ends the process. So nothing parks in there.
   */
  #run(module: ModuleWrap, evaluate: Anything, args: unknown[]): unknown {
    this.#depth++;
    try {
      if (!hasAwaited(module, this.#endOf)) return parkable(evaluate, module, args);
      return withoutParking('graph', () => Reflect.apply(evaluate, module, args) as unknown);
    } finally {
      this.#depth--;
      if (startup.main && this.#depth === 0 && !module.url.startsWith('node:')) begin();
    }
  }

  #othersThan(fiber: Fiber): EvaluationTurn[] {
    return this.#turns.filter((turn) => turn.fiber !== fiber);
  }

  /** Waits for another fiber that is in the midst of what the module imports, if there is one. */
  #waits(module: ModuleWrap, fiber: Fiber): boolean {
    const others = this.#othersThan(fiber);
    const graph = others.length === 0 ? null : notEvaluated(module);
    const other = others.find((turn) => meet(notEvaluated(turn.root), graph!));
    const end = other === undefined && awaits(module) ? halfRun(module, this.#endOf) : null;
    if (other !== undefined) {
      const { id, name } = other.fiber;
      const what = `${EVALUATION}, which fiber ${id} (${name}) is evaluating`;
      this.#line.wait({}, undefined, { what, owners: () => [other.fiber] });
    } else if (end !== null) {
      park<void>({
        what: `${EVALUATION}, which is parked while it is evaluated`,
        start(waker) {
          const wake = () => waker.resolve();
          end.then(wake, wake);
        },
      });
    }
    return other !== undefined || end !== null;
  }
}

/**
 * Notes that Node's loader brings the main module, which no module imports, or what `--import` names in front of it, which the current
 * folder imports.
 */
function noteStartup(method: string, importer: unknown): void {
  const main = method === 'eval' || importer === undefined;
  if (main || (typeof importer === 'string' && importer.endsWith('/'))) startup.loading = true;
  if (main) startup.main = true;
}

function meet(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}

export const evaluation: SharedPlace = new Evaluation();
