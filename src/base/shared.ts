import { GreenpatchError } from './errors';
import { isHooksThread } from './hooks-thread';
import { loadAddon } from './native';
import { isOffloadWorker } from './offload-worker';
import { ownVersion } from './package-root';

/** Changes when the shape of what copies share changes. */
const PROTOCOL = 4;
const KEY = Symbol.for('greenpatch.shared');

interface Shared {
  protocol: number;
  version: string;
  values: Map<string, unknown>;
}
type SharedHolder = Record<typeof KEY, Shared | undefined>;

/** The part of the addon that keeps what copies share, where no program sees it. */
interface SharedKeeper {
  shared(): object;
}

/** An object that every copy finds: V8 keeps it for the addon. Undefined where there is none, or none is to be loaded. */
function hidden(): object | undefined {
  if (process.env.GREENPATCH_ENGINE === 'off' || isHooksThread() || isOffloadWorker()) return undefined;
  try {
    return (loadAddon() as SharedKeeper).shared();
  } catch {
    return undefined; // the engine will say why
  }
}

/** What copies share, made by the first one. Where it can't be hidden it is on the global object. */
function find(): Shared {
  const seen = globalThis as unknown as SharedHolder;
  const holder = seen[KEY] === undefined ? ((hidden() ?? seen) as SharedHolder) : seen;
  if (holder[KEY] === undefined) {
    const value: Shared = { protocol: PROTOCOL, version: ownVersion(), values: new Map() };
    Object.defineProperty(holder, KEY, { value });
  }
  const { protocol, version } = holder[KEY]!;
  if (protocol === PROTOCOL) return holder[KEY]!;
  throw new GreenpatchError(
    'ERR_GREENPATCH_ENGINE',
    `greenpatch ${version} is loaded already and cannot share its hub with ${ownVersion()}. ` +
      'Use one version of greenpatch in a process: see `npm ls greenpatch`.',
  );
}

let found: Shared | undefined;

/**
 * One value per thread, whichever copy of the package asks first. Two copies in one process share one engine, one hub and one
 * public API; a process has no room for two event loops.
 * @throws GreenpatchError ERR_GREENPATCH_ENGINE when a copy of an incompatible version is loaded already
 */
export function shared<T>(name: string, make: () => T): T {
  const { values } = (found ??= find());
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
