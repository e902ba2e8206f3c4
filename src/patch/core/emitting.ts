// Arguments are handed on as they are: V8 makes no array of those that are used for nothing else.
/* eslint-disable prefer-rest-params */
import { habits, runEntry } from '../../hub';
import type { Anything, Maker } from './define';

/**
 * Gives what carries the function that a replacement of `emit` has to call: one that was found, or, where that was inherited, what it is inherited
 * from. Others may replace it there at any time.
 * @param prototype that gets the replacement
 */
export function emitOf(original: Anything, prototype: object): { readonly emit: Anything } {
  const parent = Object.getPrototypeOf(prototype) as { emit: Anything };
  return original === parent.emit ? parent : { emit: original };
}

/** The name of the entry point that an event is, if it is one. */
type EntryNames = (type: unknown) => string | undefined;

function named(names: Readonly<Record<string, string>>): EntryNames {
  const entries = new Map(Object.entries(names));
  return (type) => entries.get(type as string);
}

/**
 * Makes some events of an emitter entry points: one fiber an event, in which its listeners run one after the other. Events begin in
 * the order in which they arrive; where one parks, the next may begin.
 * @param prototype whose `emit` it is
 * @param names of the entry points, shown in reports: by event, or what gives the name of one
 */
export function emitting(prototype: () => object, names: Readonly<Record<string, string>> | EntryNames): Maker {
  const entryOf = typeof names === 'function' ? names : named(names);
  return (original, slot) => {
    const inherited = emitOf(original, prototype());
    function enter(this: object, ...args: unknown[]): unknown {
      const type = args[0] as string;
      // It parks in a listener, so there is one.
      return runEntry(entryOf(type)!, inherited.emit, this, args, undefined, habits.ofEvent(this, type)) ?? true;
    }
    return {
      emit(this: unknown, type: unknown, ..._rest: unknown[]): unknown {
        const emitted = slot.active && entryOf(type) !== undefined ? enter : inherited.emit;
        return Reflect.apply(emitted, this, arguments as unknown as unknown[]);
      },
    }.emit as Anything;
  };
}
