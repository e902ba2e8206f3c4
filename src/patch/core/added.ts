import { exiting } from '../../base/exiting';
import { loadLate } from '../../base/late';
import { inFiber, notInFiber } from '../../hub';
import type { Addition, Anything } from './define';

type CallsModule = { callOf(what: string): Anything };

const stubs = new Map<string, Anything>();

/** The function that was added under this name: stacks of errors begin below it. */
export function stubOf(what: string): Anything {
  return stubs.get(what)!;
}

/** A call does not park while the process exits: nothing would wake it. */
function stub(what: string, key: string): Anything {
  let call: Anything | undefined;
  const made = {
    [key](this: unknown, ...args: unknown[]): unknown {
      if (!inFiber() || exiting()) throw notInFiber(what, exiting() ? 'while the process exits' : undefined);
      call ??= loadLate<CallsModule>('calls').callOf(what);
      return Reflect.apply(call, this, args);
    },
  }[key]!;
  stubs.set(what, made);
  return made;
}

/**
 * Functions for a builtin that Node lacks. Each is no more than a name until it is called: its code is in src/patch/calls.
 * @param names may go into objects: `Socket.prototype.readSync`; reports call that `net.Socket.readSync`
 */
export function added(module: string, ...names: string[]): Record<string, Addition> {
  const make = (name: string) => stub(`${module}.${name.replace('.prototype', '')}`, name.split('.').at(-1)!);
  return Object.fromEntries(names.map((name) => [name, { fn: make(name) }]));
}

/**
 * The same for functions that are there wherever their asynchronous twins are: `resolveTlsaSync` needs a Node with `resolveTlsa`.
 * @param names of the new functions; the twins' lack `Sync`
 */
export function addedTwins(module: string, ...names: string[]): Record<string, Addition> {
  const beside = (name: string) => name.split('.').at(-1)!.slice(0, -'Sync'.length);
  const entries = Object.entries(added(module, ...names));
  return Object.fromEntries(entries.map(([name, { fn }]) => [name, { fn, beside: beside(name) }]));
}
