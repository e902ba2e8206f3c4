import { runningFiber, type Fiber } from '../../../hub';
import type { Maker } from '../../../patch';
import { defineAdapter } from '../../core/define';
import { LibraryLock } from '../../core/lock';
import { record } from './record';

/** Whose turn it is with a compiler. Functions and importers of a style sheet run within a compilation, and may begin another one. */
class CompilerTurn {
  readonly lock = new LibraryLock();
  holder: Fiber | null = null;
}

const turns = new WeakMap<object, CompilerTurn>();

interface Compiler {
  /** One for each compilation that has not come to its end. */
  readonly dispatchers?: Iterable<{ unsubscribe?(): void }>;
}

/**
 * A compilation that is killed or out of time goes on in the process of the compiler, and the fiber that reads from that next would run its functions
 * and importers, and answer a process that may have been told to end. So what it still asks for is left unanswered.
 */
function unlessInterrupted<T>(compiler: Compiler, call: () => T): T {
  const before = new Set(compiler.dispatchers);
  try {
    return call();
  } catch (error) {
    for (const dispatcher of compiler.dispatchers ?? []) if (!before.has(dispatcher)) dispatcher.unsubscribe?.();
    throw error;
  }
}

/**
 * A fiber that reads the replies of a compiler's process gets those of the others as well: one compilation at a time for each
 * compiler.
 */
const compileRequestSync: Maker = (original, slot) =>
  function compileRequestSync(this: Compiler, ...args: unknown[]): unknown {
    const fiber = runningFiber();
    if (!slot.active || fiber === null) return Reflect.apply(original, this, args);
    const call = (): unknown => unlessInterrupted(this, () => Reflect.apply(original, this, args) as unknown);
    const turn = turns.get(this) ?? new CompilerTurn();
    turns.set(this, turn);
    if (turn.holder === fiber) return call();
    return turn.lock.with('a compilation of sass-embedded', () => {
      turn.holder = fiber;
      try {
        return call();
      } finally {
        turn.holder = null;
      }
    });
  };

export default defineAdapter({
  ...record,
  files: {
    'dist/lib/src/compiler/sync.js': { implements: { 'Compiler.prototype.compileRequestSync': compileRequestSync } },
  },
});
