import Module from 'node:module';
import { closureOf } from '../fiber';
import { type Fiber, inFiber, park, runningFiber, type Waker } from '../hub';
import type { Anything, SharedPlace } from './define';

type Prototype = Record<string, Anything | undefined>;

/** Node's own class of an ES module; null where it cannot be reached. */
function findPrototype(): Prototype | null {
  try {
    const { ModuleWrap } = closureOf((Module as unknown as { register: Anything }).register, ['ModuleWrap']);
    return typeof ModuleWrap === 'function' ? (ModuleWrap.prototype as Prototype) : null;
  } catch {
    return null; // a Node without inspector, or without module.register
  }
}

const METHODS = ['evaluate', 'evaluateSync'];

/**
 * V8 evaluates a graph of ES modules in one go. While a fiber is parked in there, nobody else may have V8 evaluate a module of
 * that graph: it would end the process, or hand out modules that are half-filled. So fibers take turns (invariant 11). A module
 * that waits at an `await` of its own has had its turn.
 */
class Evaluation implements SharedPlace {
  on = false;
  readonly original = undefined;
  #prototype: Prototype | null | undefined;
  readonly #originals = new Map<string, Anything>();
  #evaluating: Fiber | null = null;
  #waiting: Waker<void>[] = [];

  turnOn(): void {
    if (this.on) return;
    const prototype = (this.#prototype ??= findPrototype());
    if (prototype === null) return;
    this.on = true;
    for (const name of METHODS) {
      const original = prototype[name];
      if (typeof original !== 'function') continue;
      this.#originals.set(name, original);
      const take = (fn: () => unknown): unknown => this.#take(fn);
      prototype[name] = {
        [name](this: unknown, ...args: unknown[]): unknown {
          return take(() => Reflect.apply(original, this, args));
        },
      }[name];
    }
  }

  turnOff(): void {
    if (!this.on) return;
    this.on = false;
    for (const [name, original] of this.#originals) this.#prototype![name] = original;
    this.#originals.clear();
  }

  #take(fn: () => unknown): unknown {
    const fiber = runningFiber();
    if (fiber === null || this.#evaluating === fiber) return fn();
    while (this.#evaluating !== null && inFiber()) this.#wait(this.#evaluating);
    this.#evaluating = fiber;
    try {
      return fn();
    } finally {
      this.#evaluating = null;
      for (const waker of this.#waiting.splice(0)) waker.resolve();
    }
  }

  #wait({ id, name }: Fiber): void {
    park<void>({
      what: `evaluation of an ES module, while fiber ${id} (${name}) evaluates one`,
      start: (waker) => void this.#waiting.push(waker),
    });
  }
}

export const evaluation: SharedPlace = new Evaluation();
