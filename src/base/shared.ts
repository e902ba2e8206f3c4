import { GreenpatchError } from './errors';
import { ownVersion } from './package-root';

/** Changes when the shape of what copies share changes. */
const PROTOCOL = 3;
const KEY = Symbol.for('greenpatch.shared');

interface Shared {
  protocol: number;
  version: string;
  values: Map<string, unknown>;
}

/**
 * One value a thread, whichever copy of the package asks first. Two copies in one process share one engine, one hub and one
 * public API; a process has no room for two event loops.
 * @throws GreenpatchError ERR_GREENPATCH_ENGINE when a copy of an incompatible version is loaded already
 */
export function shared<T>(name: string, make: () => T): T {
  const holder = globalThis as { [KEY]?: Shared };
  if (holder[KEY] === undefined) {
    const value: Shared = { protocol: PROTOCOL, version: ownVersion(), values: new Map() };
    Object.defineProperty(holder, KEY, { value });
  }
  const { protocol, version, values } = holder[KEY]!;
  if (protocol !== PROTOCOL) {
    throw new GreenpatchError(
      'ERR_GREENPATCH_ENGINE',
      `greenpatch ${version} is loaded already and cannot share its hub with ${ownVersion()}. ` +
        'Use one version of greenpatch in a process: see `npm ls greenpatch`.',
    );
  }
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
