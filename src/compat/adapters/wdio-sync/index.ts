import { defineAdapter } from '../../core/define';

/** The library's door to `fibers`, which it keeps shut from Node 16 on. Without `fibers` it says what it always has. */
function door(evaluate: () => unknown, load: (id: string) => unknown): unknown {
  try {
    const found = { default: load('fibers'), Future: load('fibers/future') };
    (globalThis as { _HAS_FIBER_CONTEXT?: boolean })._HAS_FIBER_CONTEXT = false;
    return Object.defineProperty(found, '__esModule', { value: true });
  } catch {
    return evaluate();
  }
}

export default defineAdapter({
  library: '@wdio/sync',
  versions: { from: '7.0.0', below: '8.0.0' },
  files: { 'build/fibers.js': { provide: door } },
});
