import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Anything, directly, type Maker } from '../../../patch';
import { channelled } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

/** The file that a worker is named by. */
const toPath = (worker: string | URL): string =>
  typeof worker === 'string' && !worker.startsWith('file:') ? worker : fileURLToPath(worker);

/** The same file by another path: the library keeps one worker per path. */
const samePath = (file: string, count: number): string =>
  path.dirname(file) + path.sep + `.${path.sep}`.repeat(count) + path.basename(file);

/** A worker has one port for replies, and drops those it is not asked for: calls at the same time get workers of their own. */
const createSyncFn: Maker = (original, slot) => {
  const made = new Map<unknown, Anything>();
  return function createSyncFn(worker: string | URL, ...options: unknown[]): unknown {
    const make = (file: string | URL) => directly(original, undefined, [file, ...options]) as Anything;
    const first = make(worker); // the same one whenever it is asked for
    if (!slot.active || made.has(first)) return made.get(first) ?? first;
    const another = (count: number) => (count === 0 ? first : make(samePath(toPath(worker), count)));
    const syncFn = channelled('synckit', 4, slot, another);
    made.set(first, syncFn);
    return syncFn;
  };
};

export default defineAdapter({
  ...record,
  files: {
    'lib/index.cjs': { implements: { createSyncFn } },
    'lib/index.js': { declares: { createSyncFn } },
  },
});
