import { setting } from '../base/config';
import { GreenpatchError } from '../base/errors';
import { shared } from '../base/shared';
import { type Binding, type EngineKind, loadBinding } from './addon';

/** V8's own default for the stack of a thread's JavaScript, in KiB (`node --stack-size`). */
const NODE_STACK_KB = 984;
/**
 * Stack left to native code that JavaScript calls when it is near its limit, in bytes: what Node leaves in the threads it
 * makes for workers.
 */
const RESERVE_BYTES = 192 * 1024;

/** An engine in use. */
export interface Engine {
  readonly kind: EngineKind;
  readonly binding: Binding;
  readonly stackBytes: number;
}

/** Which engine this thread has, and why not a faster one. */
export interface EngineStatus {
  readonly engine: Engine | null;
  /** What refused, in the order tried: `switch: a hardware shadow stack is active`. */
  readonly refusals: readonly string[];
}

/** What `--stack-size` asks for, wherever V8 takes it from, in KiB. */
function stackSizeFlag(): number {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  const sizes = flags.flatMap((flag, i) => {
    const match = /^--stack[-_]size(?:=(\d+))?$/.exec(flag);
    return match === null ? [] : [Number(match[1] ?? flags[i + 1])];
  });
  return Math.max(0, ...sizes.filter(Number.isFinite));
}

/** JavaScript's share of a fiber's stack: never less than what plain Node gives the same code. */
function stackBytes(): number {
  return Math.max(NODE_STACK_KB, stackSizeFlag(), setting('STACK_KB')) * 1024;
}

const CANDIDATES = { auto: ['switch', 'threads'], switch: ['switch'], threads: ['threads'], off: [] } as const;

function open(entry: () => void): EngineStatus {
  const wanted = setting('ENGINE');
  const bytes = stackBytes();
  const refusals: string[] = wanted === 'off' ? ['GREENPATCH_ENGINE=off'] : [];
  let binding: Binding | undefined;
  for (const kind of CANDIDATES[wanted]) {
    try {
      binding ??= loadBinding();
    } catch (error) {
      refusals.push(`addon: ${(error as Error).message}`);
      break;
    }
    const why = binding.open(kind, bytes, RESERVE_BYTES, entry);
    if (why === undefined) return { engine: { kind, binding, stackBytes: bytes }, refusals };
    refusals.push(`${kind}: ${why}`);
  }
  return { engine: null, refusals };
}

let status: EngineStatus | undefined;

/** Opens this thread's engine, once. `entry` is what every coroutine runs first. */
export function openEngine(entry: () => void): EngineStatus {
  return (status ??= shared('engine', () => open(entry)));
}

/** Makes the error of a thread without an engine. */
export function noEngine({ refusals }: EngineStatus): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_ENGINE',
    `Fibers do not work here: ${refusals.join('; ')}. Run \`npx greenpatch doctor\`; ` +
      'unset GREENPATCH_ENGINE if it is set, and rebuild the addon with `npm rebuild greenpatch` if it does not load.',
  );
}
