import { type Fiber, runningFiber } from '../../../hub';
import type { Maker } from '../../../patch';
import { defineAdapter } from '../../core/define';
import { LibraryLock } from '../../core/lock';
import { record } from './record';

const lock = new LibraryLock();
/** What is called by the one who asks, a check of the program say, may ask as well. */
let asking: Fiber | null = null;

/** There is one terminal, and what the library notes of it while it reads is there once. So one fiber asks, and others wait. */
const inTurn: Maker = (original, slot) =>
  function (this: unknown, ...args: unknown[]): unknown {
    const fiber = runningFiber();
    if (!slot.active || fiber === null || fiber === asking) return Reflect.apply(original, this, args);
    return lock.with('the terminal, which readline-sync reads', () => {
      asking = fiber;
      try {
        return Reflect.apply(original, this, args) as unknown;
      } finally {
        asking = null;
      }
    });
  };

const ASKING =
  'question prompt keyIn questionEMail questionNewPassword questionInt questionFloat questionPath promptCL promptLoop ' +
  'promptCLLoop promptSimShell keyInYN keyInYNStrict keyInPause keyInSelect';

export default defineAdapter({
  ...record,
  files: {
    'lib/readline-sync.js': { implements: Object.fromEntries(ASKING.split(' ').map((name) => [name, inTurn])) },
  },
});
