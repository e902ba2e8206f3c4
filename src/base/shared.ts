import path from 'node:path';
import { GreenpatchError } from './errors';
import { isHooksThread } from './hooks-thread';
import { loadAddon } from './native';
import { isOffloadWorker } from './offload-worker';
import { OWN_CODE, ownVersion } from './package-root';

/** Changes when the modules of one copy no longer do for the doors of another: when a module is added, moved or renamed. */
const PROTOCOL = 5;
const KEY = Symbol.for('greenpatch.shared');

/** The first copy in this thread. */
interface FirstCopy {
  protocol: number;
  version: string;
  /** One function for each of its modules. */
  core: object | undefined;
}
type SharedHolder = Record<typeof KEY, FirstCopy | undefined>;

/** The part of the addon that keeps it, where no program sees it. */
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

function find(): FirstCopy {
  const seen = globalThis as unknown as SharedHolder;
  const holder = seen[KEY] === undefined ? ((hidden() ?? seen) as SharedHolder) : seen;
  if (holder[KEY] === undefined) {
    const value: FirstCopy = { protocol: PROTOCOL, version: ownVersion(), core: undefined };
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

/**
 * The one door for copies of the package, and for one that is loaded again, as in each test file of jest: dist/core.js ends with it. All
 * copies in a thread get the modules of the first one: one engine, one hub, one API, and one of whatever a module keeps. So modules keep
 * their state as any module does.
 * @param own the core's modules, none of which has run but this one and what it imports
 * @throws GreenpatchError ERR_GREENPATCH_ENGINE when a copy of an incompatible version is loaded already
 */
export function firstCore(own: object): object {
  return (find().core ??= own);
}

/**
 * The same for what is loaded late. Each such file of the build ends with it, and asks the first copy's core, which loads its own file.
 * @param file its name in dist/
 * @param module that of the caller
 */
export function firstLate(file: string, module: NodeModule): unknown {
  const name = path.join(OWN_CODE, file);
  return require.cache[name] === module ? module.exports : require(name);
}
