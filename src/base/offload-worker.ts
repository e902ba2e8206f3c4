import path from 'node:path';
import { builtin } from './builtin';
import { isMainThread } from './main-thread';
import { OWN_CODE, PACKAGE_ROOT } from './package-root';

/** The `workerData` of threads that `offload` makes. */
export const OFFLOAD_MARK = 'greenpatch offload';

/** Whether this thread is one of those that `offload` makes. They are not patched: what blocks there blocks that thread alone. */
export const isOffloadWorker = (): boolean =>
  !isMainThread && builtin<{ workerData: unknown }>('worker_threads').workerData === OFFLOAD_MARK;

const PRELOADS = ['-r', '--require', '--import'];

/** Loading greenpatch would only cost the workers time. In NODE_OPTIONS it stays, for their children. */
export function withoutPreload(args: readonly string[]): string[] {
  return args.filter((arg, at) => {
    const [name = '', value] = arg.split('=', 2);
    if (PRELOADS.includes(name)) return !isOwn(value ?? args[at + 1] ?? '');
    return !(PRELOADS.includes(args[at - 1] ?? '') && isOwn(arg));
  });
}

function isOwn(name: string): boolean {
  const file = path.resolve(name);
  return /^greenpatch($|\/)/.test(name) || file === PACKAGE_ROOT || file.startsWith(OWN_CODE);
}
