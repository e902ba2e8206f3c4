import { blocking } from '../../core/blocking';
import type { Anything, Maker } from '../../core/define';
import { atOnce } from './place';
import { decisions } from './policy';
import { callsReplaced } from './replaced';
import { COLD } from './warm';
import { alone, directly } from '../../core/policy';
import { fromCaller } from '../../core/restack';
import { allNodesOwn, callTwin } from '../../core/twin';

/** How a blocking function of fs is carried out by its asynchronous twin. */
export interface FsTwin {
  /** Parameters of the blocking function. The callback of the twin comes after them. */
  readonly arity: number;
  /** Which one is an object of options, if any. */
  readonly optionsAt?: number;
  /** Calls that only the original can answer. They block. */
  readonly unless?: (args: unknown[]) => boolean;
  /** Calls that only the original can answer, and in which it calls the program back: that may park. */
  readonly callsBack?: (args: unknown[]) => boolean;
  /** The answer if it can be had without waiting, or COLD. */
  readonly answer?: (args: unknown[]) => unknown;
  /** The answer of what is no file, which is waited for in another way, or COLD. */
  readonly input?: (args: unknown[]) => unknown;
  /** Changes the arguments for the twin. The array is a copy. */
  readonly prepare?: (args: unknown[]) => void;
  /** What the blocking function does about an error; rethrows it unless given. */
  readonly onError?: (error: unknown, self: unknown, args: unknown[], original: Anything) => unknown;
  /** The twin's name, unless it is that of the blocking function without `Sync`. */
  readonly name?: string;
  /** What the blocking function makes of the twin's result. */
  readonly result?: (result: unknown) => unknown;
  /** Disposes of a result that came after the fiber had been killed. */
  readonly late?: (result: never) => void;
}

/** Node's files in which functions of fs are defined. */
const FILES = ['fs', 'internal/fs/dir'];

/** Whether both functions are Node's own. */
export const bothNodesOwn = (original: Anything, twin: Anything) => allNodesOwn(FILES, original, twin);

/** The twin understands `signal`, which the blocking function ignores. */
function withoutSignal(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('signal' in options)) return options;
  return Object.create(options, { signal: { value: undefined, enumerable: true } }) as unknown;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Makes the replacement of `<name>Sync` that parks while the asynchronous function of that name works. */
export function viaTwin(name: string, twin: FsTwin): Maker {
  return blocking((original, slot) => {
    const asynchronous = slot.found(twin.name ?? name.replace('Sync', ''));
    if (asynchronous === undefined) return null;
    const nodesOwn = bothNodesOwn(original, asynchronous);
    const decide = decisions[name]!;
    return function parking(this: unknown, ...args: unknown[]): unknown {
      if (!nodesOwn() || twin.callsBack?.(args)) return Reflect.apply(original, this, args);
      // The twin would take a function for its callback; the original knows what is wrong with it.
      if (twin.unless?.(args) || args.some(isFunction)) return directly(original, this, args);
      if (callsReplaced(name)) return Reflect.apply(original, this, args);
      const answer = twin.answer === undefined ? COLD : twin.answer(args);
      if (answer !== COLD) return answer;
      const mount = decide(args, this);
      const below = slot.replacement;
      if (mount !== 0) return fromCaller(below, () => atOnce(mount, original, this, args));
      if (alone()) return fromCaller(below, () => directly(original, this, args));
      const input = twin.input === undefined ? COLD : twin.input(args);
      if (input !== COLD) return input;
      return callTwin({
        what: `fs.${name}`,
        asynchronous,
        self: this,
        args: prepared(twin, args),
        below,
        refused: () => directly(original, this, args),
        result: twin.result,
        onError: twin.onError && ((error) => fromCaller(below, () => twin.onError!(error, this, args, original))),
        late: twin.late,
      });
    };
  });
}

/** The twin's arguments: as many as the blocking function has, so that the callback is in its place. */
function prepared(twin: FsTwin, given: unknown[]): unknown[] {
  const args = given.slice(0, twin.arity);
  args.length = twin.arity;
  if (twin.optionsAt !== undefined) args[twin.optionsAt] = withoutSignal(args[twin.optionsAt]);
  twin.prepare?.(args);
  return args;
}
