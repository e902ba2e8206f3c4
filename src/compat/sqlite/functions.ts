import type { Anything } from '../../patch';
import type { Arguments } from './protocol';
import { Asked } from './values';

/** The program's functions that the database's thread can ask for, by number. */
export class Functions {
  readonly #functions = new Map<number, Anything>();
  #last = 0;

  /** Called when no call is under way and no rows are left to be read. */
  readonly whenIdle: (() => void)[] = [];

  idle(): void {
    for (const fn of this.whenIdle) fn();
  }

  /** Gives a function a number, for as long as the database lives. */
  asked(fn: Anything, kind: Asked['kind'] = 'function', length = fn.length): Asked {
    return new Asked(kind, this.number(fn), length);
  }

  number = (fn: Anything): number => {
    this.#functions.set(++this.#last, fn);
    return this.#last;
  };

  call(id: number, args: readonly unknown[]): unknown {
    return Reflect.apply(this.#functions.get(id)!, undefined, args) as unknown;
  }

  /** Getters among the arguments of a call are wanted no longer than that. */
  forgetGetters({ stands = [] }: Arguments): void {
    for (const { kind, ask } of stands) if (kind === 'getter') this.#functions.delete(ask);
  }
}
