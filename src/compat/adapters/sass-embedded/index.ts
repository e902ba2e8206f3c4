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

/**
 * A fiber that reads the replies of a compiler's process gets those of the others as well: one compilation at a time for each
 * compiler.
 */
const compileRequestSync: Maker = (original, slot) =>
  function compileRequestSync(this: object, ...args: unknown[]): unknown {
    const call = (): unknown => Reflect.apply(original, this, args) as unknown;
    const fiber = runningFiber();
    const turn = turns.get(this) ?? new CompilerTurn();
    turns.set(this, turn);
    if (!slot.active || fiber === null || turn.holder === fiber) return call();
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
