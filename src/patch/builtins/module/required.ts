// `require` of an ES module while another fiber is in the midst of a module that it imports.
import { type Fiber, inFiber, runningFiber, type WaitList } from '../../../hub';
import { type ModuleWrap, notEvaluated } from './graph';

/** An evaluation under way: V8 is in the midst of the graph of `root`. */
export interface EvaluationTurn {
  readonly fiber: Fiber;
  readonly root: ModuleWrap;
}

/** A `require` under way. */
interface RequireCall {
  readonly fiber: Fiber;
  /** V8 has begun to evaluate: an error is not the loader's own any more. */
  evaluates: boolean;
}

const CYCLE = 'ERR_REQUIRE_CYCLE_MODULE';
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/**
 * Node's loader takes a module that is being evaluated for part of a cycle, and throws. Where another fiber evaluates it, the end of that is
 * waited for, and the loader asked once more: it has kept nothing of what failed. A cycle of such waits is what Node says.
 */
export class Required {
  #calls: RequireCall[] = [];
  readonly #awaited = new Map<Fiber, readonly Fiber[]>();

  /**
   * @param othersThan evaluations of other fibers that are under way
   * @param line woken after each evaluation
   */
  constructor(
    readonly othersThan: (fiber: Fiber) => EvaluationTurn[],
    readonly line: WaitList,
  ) {}

  /** Notes that a fiber begins to evaluate. */
  evaluates(fiber: Fiber): void {
    for (const call of this.#calls) if (call.fiber === fiber) call.evaluates = true;
  }

  /** What `require` of an ES module has come to. */
  bring(load: () => unknown): unknown {
    const fiber = runningFiber();
    if (fiber === null) return load();
    const call: RequireCall = { fiber, evaluates: false };
    this.#calls.push(call);
    try {
      for (;;) {
        try {
          return load();
        } catch (error) {
          if (codeOf(error) !== CYCLE || call.evaluates || !inFiber() || !this.#wait(fiber)) throw error;
        }
      }
    } finally {
      this.#calls = this.#calls.filter((one) => one !== call);
    }
  }

  /** Waits for the end of another fiber's evaluation. False where there is none, or where all of them wait for this fiber. */
  #wait(fiber: Fiber): boolean {
    const turns = this.othersThan(fiber).filter(
      (turn) => !this.#leadsTo(turn.fiber, fiber) && notEvaluated(turn.root).size > 0,
    );
    if (turns.length === 0) return false;
    const owners = turns.map((turn) => turn.fiber);
    const named = owners.map(({ id, name }) => `fiber ${id} (${name})`).join(' or ');
    this.#awaited.set(fiber, owners);
    try {
      const what = `require of an ES module, of which ${named} is evaluating a part`;
      this.line.wait({}, undefined, { what, owners: () => owners });
    } finally {
      this.#awaited.delete(fiber);
    }
    return true;
  }

  #leadsTo(from: Fiber, fiber: Fiber, seen = new Set<Fiber>()): boolean {
    if (from === fiber) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (this.#awaited.get(from) ?? []).some((next) => this.#leadsTo(next, fiber, seen));
  }
}
