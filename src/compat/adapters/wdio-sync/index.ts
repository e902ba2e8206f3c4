import { defineAdapter } from '../../core/define';
import { record } from './record';

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
  ...record,
  files: { 'build/fibers.js': { provide: door } },
});
