import { GreenpatchError } from './errors';

interface Setting<T> {
  readonly summary: string;
  readonly default: T;
  /** Undefined when the text is no valid value. */
  readonly parse: (text: string) => T | undefined;
  readonly values: string;
}

function oneOf<const T extends string>(...values: T[]): Pick<Setting<T>, 'parse' | 'values'> {
  return { parse: (text) => values.find((value) => value === text), values: values.join('|') };
}

const flag: Pick<Setting<boolean>, 'parse' | 'values'> = {
  parse: (text) => (text === '1' || text === 'true' ? true : text === '0' || text === 'false' ? false : undefined),
  values: '0|1',
};

function integer(least: number, most: number): Pick<Setting<number>, 'parse' | 'values'> {
  return {
    parse: (text) => (/^\d+$/.test(text) && +text >= least && +text <= most ? +text : undefined),
    values: `${least}..${most}`,
  };
}

/** Every setting. The environment variable is the name behind `GREENPATCH_`; the guide's table is checked against this. */
export const SETTINGS = {
  ENGINE: {
    summary: 'Which engine makes fibers: the fast one, the portable one, the first that works, or none.',
    default: 'auto',
    ...oneOf('auto', 'switch', 'threads', 'off'),
  },
  SWITCH: {
    summary:
      "How the fast engine switches stacks: directly where that verifies (`own`), or always by V8's protocol for threads (`v8`), which takes three times as long.",
    default: 'own',
    ...oneOf('own', 'v8'),
  },
  REQUIRE: { summary: 'Fail at once, instead of running unpatched, when no engine works.', default: false, ...flag },
  MODULES: {
    summary: 'What to patch: builtins separated by commas, or `all`, or `none`.',
    default: 'all',
    parse: (text: string) => (/^[\w:./-]+(,[\w:./-]+)*$/.test(text) ? text : undefined),
    values: 'all|none|name,name,...',
  },
  COMPAT: {
    summary:
      'Which libraries to adapt: names from the npm registry separated by commas, `all`, or `none`; and `better-sqlite3:offload`.',
    default: 'all',
    parse: (text: string) => (/^[\w@./:-]+(,[\w@./:-]+)*$/.test(text) ? text : undefined),
    values: 'all|none|name,name,...',
  },
  COMPAT_WORKERS: {
    summary:
      'How many workers an adapted library may have where its calls overlap; 1 lets them wait for each other. 0 leaves it to the adapter.',
    default: 0,
    ...integer(0, 1024),
  },
  JOBS: {
    summary: 'Run promise jobs and ticks on fibers, so that code behind an `await` can park.',
    default: 'on',
    ...oneOf('on', 'off'),
  },
  ENTRIES: {
    summary:
      'Each entry point in a fiber; or (`adapt`) those on the hub that have made no blocking call 1,000 times in a row, until they make one.',
    default: 'fiber',
    ...oneOf('fiber', 'adapt'),
  },
  GUESTS: {
    summary:
      'Below the imports of a WebAssembly instance: block all other code, or park and let other calls into the instance one at a time.',
    default: 'block',
    ...oneOf('block', 'park'),
  },
  STACK_KB: {
    summary: "JavaScript's share of a fiber's stack, in KiB. Never less than plain Node's own stack size.",
    default: 0,
    ...integer(0, 1 << 20),
  },
  POOL: {
    summary:
      "Threads in libuv's pool, which does what files, DNS, zlib and crypto wait for. UV_THREADPOOL_SIZE goes first.",
    default: 16,
    parse: (text: string) =>
      text === 'off' ? 0 : /^\d{1,4}$/.test(text) && +text >= 1 && +text <= 1024 ? +text : undefined,
    values: 'off|1..1024',
  },
  FS: {
    summary:
      'How calls of `fs` are made in a fiber: what takes no waiting at once (`auto`, Linux), all in the thread pool, or all of files at once.',
    default: 'auto',
    ...oneOf('auto', 'park', 'inline'),
  },
  WARM: {
    summary: 'Deprecated: `off` is `GREENPATCH_FS=park`, which goes first.',
    default: 'on',
    ...oneOf('on', 'off'),
  },
  SLICE_MS: { summary: 'How long ready fibers run before I/O gets its turn, in ms.', default: 5, ...integer(1, 60000) },
  WARN_HUB: {
    summary: 'Warn, once per call site, of calls that block the hub at least so long, in ms; 0 names all, `off` none.',
    default: 50,
    parse: (text: string) => (text === 'off' ? Infinity : /^\d{1,9}$/.test(text) ? Number(text) : undefined),
    values: 'off|0..',
  },
  OFFLOAD_THREADS: {
    summary: 'How many worker threads `offload` uses at most. 0 is one for each core.',
    default: 0,
    ...integer(0, 1024),
  },
  OFFLOAD_IDLE_MS: {
    summary: 'How long a worker thread of `offload` waits for more work before it ends, in ms.',
    default: 10_000,
    ...integer(0, 86_400_000),
  },
  FRAMES: {
    summary: "Whether stack traces and debuggers show functions of greenpatch's own.",
    default: 'hide',
    ...oneOf('hide', 'show'),
  },
  SPAWN_SITES: {
    summary: 'Note where fibers are spawned, for reports: the first few in each turn and each 10 ms, all, or none.',
    default: 'some',
    ...oneOf('some', 'all', 'none'),
  },
} as const satisfies Record<string, Setting<string> | Setting<boolean> | Setting<number>>;

export type SettingName = keyof typeof SETTINGS;
type Value<N extends SettingName> = (typeof SETTINGS)[N] extends { parse: (text: string) => infer T | undefined }
  ? T
  : never;

/**
 * Reads a setting from the environment.
 * @param name without its prefix, for example `ENGINE` for `GREENPATCH_ENGINE`
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG when the variable is set to something that is no value of it
 */
export function setting<N extends SettingName>(name: N): Value<N> {
  const text = process.env[`GREENPATCH_${name}`];
  const { default: otherwise, parse, values } = SETTINGS[name];
  if (text === undefined || text === '') return otherwise as Value<N>;
  const value = parse(text);
  if (value !== undefined) return value as Value<N>;
  throw new GreenpatchError(
    'ERR_GREENPATCH_INVALID_ARG',
    `GREENPATCH_${name} is set to ${JSON.stringify(text)}, which is not one of ${values}. Correct it or unset it.`,
  );
}

/** How calls of `fs` are made. The name that the setting had before is understood. */
export function fileCalls(): Value<'FS'> {
  const old = setting('WARM');
  return (process.env.GREENPATCH_FS ?? '') === '' && old === 'off' ? 'park' : setting('FS');
}
