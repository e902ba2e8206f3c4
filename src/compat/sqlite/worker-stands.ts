import type { Arguments, ValueStand } from './protocol';
import { NO_ITERATOR } from './rows';

type AskFor = (id: number, args: readonly unknown[]) => unknown;

/** The arguments of a call, with functions in the places of the program's own. */
export function withStands({ args, stands = [] }: Arguments, ask: AskFor): unknown[] {
  const made = [...args];
  for (const stand of stands) {
    const [argument, key] = stand.at;
    if (key === undefined) made[argument] = standFor(stand, ask);
    else if (stand.kind !== 'getter') (made[argument] as Record<string, unknown>)[key] = standFor(stand, ask);
    else {
      const get = () => ask(stand.ask, []);
      Object.defineProperty(made[argument], key, { get, enumerable: true, configurable: true });
    }
  }
  return made;
}

function standFor({ kind, ask: id, length = 0 }: ValueStand, ask: AskFor): unknown {
  if (kind === 'promise') return new Promise(() => {});
  if (kind === 'symbol') return Symbol('of the program');
  if (kind === 'generator') return generator(id, ask);
  const stand = (...args: unknown[]) => ask(id, args);
  return Object.defineProperty(stand, 'length', { value: length });
}

/** What the program's function makes of the word before its arguments: a number for a new iterator, its next step, nothing. */
function generator(id: number, ask: AskFor): unknown {
  return (...args: unknown[]): unknown => {
    const iterator = ask(id, ['begin', ...args]);
    if (iterator === undefined) return undefined;
    return iterator === NO_ITERATOR ? {} : new AskedRows((step) => ask(id, [step, iterator]));
  };
}

class AskedRows implements IterableIterator<unknown> {
  readonly #ask: (step: string) => unknown;

  constructor(ask: (step: string) => unknown) {
    this.#ask = ask;
  }

  next(): IteratorResult<unknown> {
    const value = this.#ask('next');
    return { done: value === undefined, value };
  }

  return(value?: unknown): IteratorResult<unknown> {
    this.#ask('return');
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
