import type { Anything } from '../../patch';
import { defineAdapter } from '../define';
import { Lock } from '../lock';

/** All functions of a synchronised Prettier share one worker, which gives the next reply to whoever asks: one call at a time. */
function oneAtATime<T extends object>(target: T): T {
  const lock = new Lock();
  const guarded = new WeakMap<Anything, Anything>();
  const guard = (fn: Anything): Anything => {
    const known = guarded.get(fn);
    if (known !== undefined) return known;
    const made = new Proxy(fn, {
      apply: (_, self, args) => lock.with('@prettier/sync', () => Reflect.apply(fn, self, args) as unknown),
    });
    guarded.set(fn, made);
    return made;
  };
  return new Proxy(target, {
    get(_, key) {
      const value: unknown = Reflect.get(target, key);
      if (key === 'createSynchronizedPrettier')
        return (...args: unknown[]) => oneAtATime((value as Anything)(...args) as object);
      return typeof value === 'function' ? guard(value as Anything) : value;
    },
  });
}

export default defineAdapter({
  library: '@prettier/sync',
  versions: { from: '0.3.0', below: '1.0.0' },
  files: { 'index.cjs': { provide: (evaluate) => oneAtATime(evaluate() as object) } },
});
