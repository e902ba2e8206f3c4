import { AsyncResource } from 'node:async_hooks';
import { contextBefore, enterForGood, EntryContext, putIds, takeIds } from './async-ids';
import type { Coroutine } from './coroutine';
import { isOwnId, ownImmediate } from './own-resources';
import { requireEngine, runtime } from './runtime';

/** What a fiber is resumed in. */
export type Context = AsyncResource | EntryContext;

/**
 * Runs a new coroutine for the first time as an entry point, that is in the context of the event whose code it runs. Where Node's
 * async ids cannot be had it gets a context of its own.
 * @returns what it passed to `suspend`, or its result, and what to resume it in later
 * @throws as `Coroutine#resume`
 */
export function enterEntryPoint(coroutine: Coroutine): { value: unknown; context: Context | null } {
  const { asyncIds } = runtime.engine === null ? (requireEngine(), runtime) : runtime;
  if (asyncIds === null) {
    const context = new AsyncResource('Fiber');
    return { value: context.runInAsyncScope(coroutine.resume, coroutine), context };
  }
  const before = contextBefore(asyncIds);
  const { notes } = runtime;
  const outer = notes === null ? 0 : notes.begin(0, coroutine.entryPoint!);
  try {
    const value = coroutine.start();
    return { value, context: coroutine.finished ? null : new EntryContext(asyncIds, before) };
  } finally {
    if (notes !== null) notes.restore(outer);
  }
}

/** The error of a coroutine is about to be thrown on the hub: goes into the context in which the coroutine has failed, for good. */
export function failIn(context: Context, coroutine: Coroutine): void {
  if (runtime.asyncIds === null) return;
  enterForGood(runtime.asyncIds, context);
  coroutine.leaveIds();
}

/** The code that ran in a context has ended, and its error, if any, is known: in the next immediate hooks hear that the event is destroyed. */
export function leaveForGood(context: Context | null): void {
  const calls = context instanceof EntryContext ? context.end() : [];
  if (calls.length === 0) return;
  ownImmediate(() => {
    for (const call of calls) onBareStack(call);
  });
}

/** Who is named if native code overflows the stack that runs. */
export const running = {
  /** A fiber runs from now on. Gives what `end` takes. */
  begin: (id: number, name: string): number => runtime.notes?.begin(id, name) ?? 0,
  end: (outer: number): void => runtime.notes?.restore(outer),
  identify: (id: number): void => runtime.notes?.identify(id),
};

/**
 * Calls `fn`, on the hub, in no async context, as what Node itself begins is called: a callback of greenpatch's own has one that
 * the program must not see.
 */
export function onBareStack(fn: () => void): void {
  const { asyncIds } = runtime;
  const depth = asyncIds === null ? 0 : asyncIds.fields[asyncIds.lengthAt]!;
  if (asyncIds === null || depth === 0 || !isOwnId(asyncIds.ids[asyncIds.executionAt]!)) return fn();
  const saved = takeIds(asyncIds, depth - 1);
  try {
    fn();
  } finally {
    putIds(asyncIds, saved);
  }
}

/** What the code that runs now is called in, the innermost last, as far as Node's array has it: places may be empty. */
export const asyncResources = (): readonly unknown[] => runtime.asyncIds?.resources ?? [];
