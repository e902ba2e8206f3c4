import { syncBuiltinESMExports } from 'node:module';
import { type Anything, patches } from '../../patch';
import { type Listener, timed } from './calls';

interface Tripwire {
  readonly holder: Record<string, Anything>;
  readonly name: string;
  readonly original: Anything;
  readonly wire: Anything;
}

/** A function whose name says that it blocks. */
const BLOCKING = /^\w+Sync$/;

/**
 * Blocking functions that patches replace, by builtin. Names that go into objects are left out: methods are not taken out of
 * prototypes.
 */
export function blockingNames(): { module: string; names: string[] }[] {
  return patches
    .map(({ module, implements: made }) => ({
      module,
      names: Object.keys(made).filter((name) => BLOCKING.test(name) || (module === 'Atomics' && name === 'wait')),
    }))
    .filter(({ names }) => names.length > 0);
}

/**
 * Stands in for the blocking functions of builtins until they are patched. Code that takes one out before that has the stand-in,
 * and the listener is told when it is called.
 */
export class Tripwires {
  #wires: Tripwire[] = [];
  #laid = false;

  lay(listener: Listener): void {
    this.#laid = true;
    for (const { module, names } of blockingNames()) {
      const holder = (module === 'Atomics' ? Atomics : require(`node:${module}`)) as Record<string, Anything>;
      for (const name of names) if (typeof holder[name] === 'function') this.#lay(listener, module, holder, name);
    }
    syncBuiltinESMExports();
  }

  /** Gives the builtins their own functions back, except where other code has put a wrapper around ours. */
  takeUp(): void {
    this.#laid = false;
    for (const { holder, name, original, wire } of this.#wires.splice(0))
      if (holder[name] === wire) holder[name] = original;
  }

  #lay(listener: Listener, module: string, holder: Record<string, Anything>, name: string): void {
    const original = holder[name]!;
    const told = timed(listener, `${module}.${name}`, 'captured', original);
    // Before anything is patched nothing has been captured yet.
    const call = (self: unknown, args: unknown[]) => Reflect.apply(this.#laid ? original : told, self, args) as unknown;
    const wire = new Proxy(original, { apply: (_, self, args: unknown[]) => call(self, args) });
    this.#wires.push({ holder, name, original, wire });
    holder[name] = wire;
  }
}
