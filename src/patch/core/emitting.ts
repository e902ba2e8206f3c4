import { habits, runEntry } from '../../hub';
import type { Anything, Maker } from './define';

/**
 * Gives the function that a replacement of `emit` has to call: what was found, or, where that was inherited, whatever is inherited
 * when it is called. Others may replace that at any time.
 * @param prototype that gets the replacement
 */
export function emitOf(original: Anything, prototype: object): () => Anything {
  const parent = Object.getPrototypeOf(prototype) as { emit: Anything };
  const inherited = () => parent.emit;
  return original === inherited() ? inherited : () => original;
}

/**
 * Makes some events of an emitter entry points: one fiber an event, in which its listeners run one after the other. Events begin in
 * the order in which they arrive; where one parks, the next may begin.
 * @param prototype whose `emit` it is
 * @param names of the entry points, shown in reports, by event
 */
export function emitting(prototype: () => object, names: Readonly<Record<string, string>>): Maker {
  const entries = new Map(Object.entries(names));
  return (original, slot) => {
    const inherited = emitOf(original, prototype());
    return {
      emit(this: unknown, type: unknown, ..._rest: unknown[]): unknown {
        // Most events are others: no array is made of the arguments.
        // eslint-disable-next-line prefer-rest-params
        const args = arguments as unknown as unknown[];
        const name = entries.get(type as string);
        if (name === undefined || !slot.active) return Reflect.apply(inherited(), this, args);
        const habit = habits.ofEvent(this as object, type as string);
        return runEntry(name, inherited(), this, args, undefined, habit) ?? true; // it parks in a listener, so there is one
      },
    }.emit as Anything;
  };
}
