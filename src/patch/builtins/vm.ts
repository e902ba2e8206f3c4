import { withoutParking } from '../../hub';
import { definePatch, type Maker } from '../core/define';

/**
 * V8 ends what runs when the time is up, whatever that is by then. So code with a time limit does not park: what blocks in it
 * blocks truly, as it does in plain Node, and the limit hits no other code.
 */
function limited(optionsAt: number): Maker {
  return (original, slot) =>
    function run(this: unknown, ...args: unknown[]): unknown {
      const options = args[optionsAt] as { timeout?: unknown; breakOnSigint?: unknown } | null | undefined;
      const limit = typeof options === 'object' && (options?.timeout !== undefined || options?.breakOnSigint === true);
      if (!slot.active || !limit) return Reflect.apply(original, this, args);
      return withoutParking('limited', () => Reflect.apply(original, this, args));
    };
}

export default definePatch({
  module: 'vm',
  always: true,
  implements: {
    'Script.prototype.runInContext': limited(1),
    'Script.prototype.runInNewContext': limited(1),
    'Script.prototype.runInThisContext': limited(0),
    runInContext: limited(2),
    runInNewContext: limited(2),
    runInThisContext: limited(1),
  },
  passThrough: ['compileFunction', 'constants', 'createContext', 'createScript', 'isContext', 'measureMemory'],
  refuses: {
    SourceTextModule: 'its evaluation goes on in promise jobs, which run on the hub',
    SyntheticModule: 'as SourceTextModule',
    Module: 'as SourceTextModule',
  },
});
