import { beginOwn, endOwn, ownCallbacks } from '../../fiber';
import { park } from '../../hub';
import type { Anything } from './define';
import { isNodesOwn } from './pristine';
import { restack } from './restack';

/** One call that an asynchronous function carries out in place of a blocking one. */
export interface TwinCall {
  /** Named in reports: `fs.readFileSync`. */
  readonly what: string;
  readonly asynchronous: Anything;
  readonly self: unknown;
  /** The twin's arguments up to its callback, which is added. */
  readonly args: unknown[];
  /** Stacks of errors begin below this function. */
  readonly below: Anything;
  /** The twin has thrown at once, so it is about the arguments: what the original says about them counts. */
  readonly refused: () => unknown;
  /** What the blocking function makes of the twin's results. The first one unless given. */
  readonly result?: (...results: any[]) => unknown;
  /** What the blocking function does about an error; rethrows it unless given. */
  readonly onError?: (error: unknown) => unknown;
  /** Disposes of a result that came after the fiber had been killed. */
  readonly late?: (result: never) => void;
}

const REFUSED = Symbol('refused');

/** Parks the running fiber until an asynchronous function has called back. */
export function callTwin({ what, asynchronous, self, args, below, refused, ...then }: TwinCall): unknown {
  let failure: unknown = REFUSED;
  let results: unknown[] = [];
  try {
    park<unknown>({
      what,
      start(waker) {
        const callback = (error: unknown, ...values: unknown[]) => {
          results = values;
          if (error) waker.reject((failure = error));
          else waker.resolve(values[0]);
        };
        ownCallbacks.add(callback);
        const theirs = beginOwn(); // the blocking function has no request that async hooks could see
        try {
          Reflect.apply(asynchronous, self, [...args, callback]);
        } catch {
          waker.reject(REFUSED);
        } finally {
          endOwn(theirs);
        }
      },
      late: then.late,
    });
    return then.result === undefined ? results[0] : then.result(...results);
  } catch (error) {
    if (error === REFUSED) return refused();
    if (error !== failure) throw error; // killed or timed out
    restack(error, below);
    if (then.onError === undefined) throw error;
    return then.onError(error);
  }
}

/** Whether all functions are Node's own, found out at the first use in a fiber because it takes a while. */
export function allNodesOwn(files: readonly string[], ...functions: readonly Anything[]): () => boolean {
  let known: boolean | undefined;
  return () => (known ??= functions.every((fn) => isNodesOwn(fn, files)));
}
