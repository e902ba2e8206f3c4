// Graphs of ES modules, as Node's own objects of them tell.
import { inspect, types } from 'node:util';
import { fulfilledWith } from '../../../fiber';

/** Node's own object of an ES module. */
export interface ModuleWrap {
  readonly url: string;
  getStatus(): number;
  /** Whether it or any module that it imports has a top-level await: a method up to Node 22, a property from 24 on. */
  isGraphAsync?(): boolean;
  readonly hasAsyncGraph?: boolean;
}

/** V8's state of a module that has been evaluated, or that waits at an `await`; one that failed has a higher one. */
const EVALUATED = 4;

/** Whether the module or any that it imports, directly or not, has a top-level await. It must have been linked. */
export const awaits = (module: ModuleWrap): boolean => module.isGraphAsync?.() ?? module.hasAsyncGraph ?? true;

/** What each module imports, noted when Node links it: modules, or promises of them. */
const imports = new WeakMap<ModuleWrap, unknown[]>();
/** Evaluated modules of which it is known that they have come to their end. */
const ended = new WeakSet<ModuleWrap>();

/** Notes what a module imports: among the arguments of its `link` there is a list. */
export function noteImports(module: ModuleWrap, args: unknown[]): void {
  const lists = args.filter((arg) => Array.isArray(arg)) as unknown[][];
  imports.set(
    module,
    lists.flatMap((list) => Array.from({ length: list.length }, (_, i) => list[i])),
  );
}

function importsOf(module: ModuleWrap): ModuleWrap[] {
  const noted = imports.get(module) ?? [];
  // Asking V8 is slow, but adds no promise job that would change the order of the program's own.
  const found = noted.map((one) => (types.isPromise(one) ? fulfilledWith(one) : one));
  return found.filter((one) => typeof (one as Partial<ModuleWrap> | null)?.getStatus === 'function') as ModuleWrap[];
}

/** The module and all that it imports, as far as `belongs`. */
function walk(root: ModuleWrap, belongs: (module: ModuleWrap) => boolean): Set<ModuleWrap> {
  const graph = new Set<ModuleWrap>();
  const open = [root];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (graph.has(module) || !belongs(module)) continue;
    graph.add(module);
    open.push(...importsOf(module));
  }
  return graph;
}

/** The module and all that it imports, as far as it has not been evaluated. */
export const notEvaluated = (root: ModuleWrap): Set<ModuleWrap> => walk(root, (one) => one.getStatus() < EVALUATED);

/** Asks V8 for the promise of the end of a module that has been evaluated. */
type EndOfModule = (module: ModuleWrap) => Promise<unknown>;

/** The end of a module that has been evaluated, if that has not come yet. */
function openEnd(module: ModuleWrap, endOf: EndOfModule): Promise<unknown> | null {
  if (module.getStatus() !== EVALUATED || ended.has(module)) return null;
  const end = endOf(module);
  if (!inspect(end).startsWith('Promise { <pending>')) return (ended.add(module), null);
  end.then(nothing, nothing); // V8 has made a promise that the program must not hear of, and it may be rejected
  return end;
}

const nothing = (): void => {};

/**
 * Whether V8, in the midst of evaluating `root`, has importers that wait for the end of a module behind its `await`: one that `root`
 * imports has a top-level await and has not come to its end. The `await` of `root` itself comes last, when none is left.
 */
export const hasAwaited = (root: ModuleWrap, endOf: EndOfModule): boolean =>
  awaits(root) &&
  importsOf(root).some((one) => awaits(one) && (one.getStatus() < EVALUATED || openEnd(one, endOf) !== null));

/**
 * The end of a module below `root` that runs behind other modules' `await` and has not come to its end, although all that it waited for
 * has: it is parked, or its turn comes when one that is parked has ended. V8 has gathered already which importers it will tell of
 * that end, and a module that begins to import such a module now would never hear of it.
 */
export function halfRun(root: ModuleWrap, endOf: EndOfModule): Promise<unknown> | null {
  for (const module of walk(root, awaits)) {
    const awaited = importsOf(module).filter(awaits);
    if (awaited.length === 0 || awaited.some((one) => one.getStatus() < EVALUATED)) continue;
    if (awaited.some((one) => openEnd(one, endOf) !== null)) continue;
    const end = openEnd(module, endOf);
    if (end !== null) return end;
  }
  return null;
}
