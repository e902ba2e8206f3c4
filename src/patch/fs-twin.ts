import fs from 'node:fs';
import { park } from '../hub';
import { blocking } from './blocking';
import type { Anything, Maker } from './define';
import { isNodesOwn } from './pristine';
import { restack } from './restack';

type Args = unknown[];

/** How a blocking function of fs is carried out by its asynchronous twin. */
export interface Twin {
  /** Parameters of the blocking function. The callback of the twin comes after them. */
  readonly arity: number;
  /** Which one is an object of options, if any. */
  readonly optionsAt?: number;
  /** Calls that only the original can answer. They block. */
  readonly unless?: (args: Args) => boolean;
  /** Changes the arguments for the twin. The array is a copy. */
  readonly prepare?: (args: Args) => void;
  /** What the blocking function does about an error; rethrows it unless given. */
  readonly onError?: (error: unknown, args: Args, original: Anything) => unknown;
  /** Disposes of a result that came after the fiber had been killed. */
  readonly late?: (result: never) => void;
}

/** Node's files in which functions of fs are defined. */
const FILES = ['fs', 'internal/fs/dir'];

/** Finds `realpath.native` in fs. */
function lookUp(exports: Readonly<Record<string, unknown>>, name: string): Anything | undefined {
  return name.split('.').reduce<any>((holder, key) => holder?.[key], exports) as Anything | undefined;
}

/**
 * Whether both functions are Node's own, found out at the first use in a fiber because it takes a while.
 */
export function bothNodesOwn(original: Anything, twin: Anything): () => boolean {
  let known: boolean | undefined;
  return () => (known ??= isNodesOwn(original, FILES) && isNodesOwn(twin, FILES));
}

/** The twin understands `signal`, which the blocking function ignores. */
function withoutSignal(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('signal' in options)) return options;
  const { signal: _, ...others } = options as Record<string, unknown>;
  return others;
}

/** Makes the replacement of `<name>Sync` that parks while the asynchronous function of that name works. */
export function viaTwin(name: string, twin: Twin): Maker {
  return blocking((original, slot) => {
    const [first, ...rest] = name.split('.');
    const asynchronous = lookUp(slot.exports, [first!.replace(/Sync$/, ''), ...rest].join('.'));
    if (typeof asynchronous !== 'function') return null;
    const nodesOwn = bothNodesOwn(original, asynchronous);
    return function parking(this: unknown, ...args: Args): unknown {
      if (!nodesOwn() || twin.unless?.(args)) return Reflect.apply(original, this, args);
      return call(`fs.${name}`, twin, args, asynchronous, original, slot.replacement);
    };
  });
}

/** The twin's arguments: as many as the blocking function has, so that the callback is in its place. */
function prepared(twin: Twin, given: Args): Args {
  const args = given.slice(0, twin.arity);
  args.length = twin.arity;
  if (twin.optionsAt !== undefined) args[twin.optionsAt] = withoutSignal(args[twin.optionsAt]);
  twin.prepare?.(args);
  return args;
}

/** What the twin throws at once is about its arguments: what the original says about them counts. */
const REFUSED = Symbol('refused');

function call(what: string, twin: Twin, given: Args, asynchronous: Anything, original: Anything, below: Anything) {
  const args = prepared(twin, given);
  let failure: unknown = REFUSED;
  try {
    return park<unknown>({
      what,
      start(waker) {
        args.push((error: unknown, result: unknown) => {
          if (error) waker.reject((failure = error));
          else waker.resolve(result);
        });
        try {
          Reflect.apply(asynchronous, fs, args);
        } catch {
          waker.reject(REFUSED);
        }
      },
      late: twin.late as ((result: unknown) => void) | undefined,
    });
  } catch (error) {
    if (error === REFUSED) return Reflect.apply(original, fs, given);
    if (error !== failure) throw error; // killed or timed out
    restack(error, below);
    if (twin.onError === undefined) throw error;
    return twin.onError(error, given, original);
  }
}
