/**
 * What calls of a native addon do: `asynchronous` ones wait on threads of their own, `short` ones have nothing to wait for,
 * `blocking` ones wait on the calling thread, of `mixed` addons some do.
 */
export type AddonCalls = 'asynchronous' | 'short' | 'blocking' | 'mixed';

interface KnownAddon {
  readonly calls: AddonCalls;
  readonly note: string;
  /** What greenpatch can do about it, when that is asked for. */
  readonly advice?: string;
}

/** What to do about calls of a library that has an adapter which is used only on request. */
export const askForAdapter = (library: string): string =>
  `An adapter moves it to a worker thread when that is asked for: GREENPATCH_COMPAT=all,${library}:offload.`;

const note = (calls: AddonCalls, text: string): KnownAddon => ({ calls, note: text });

/** Addons of the npm registry, by package, as their documentation describes them. */
export const KNOWN_ADDONS: Readonly<Record<string, KnownAddon>> = {
  argon2: note('asynchronous', 'hashes in the thread pool'),
  bcrypt: note('mixed', 'hashSync, compareSync and genSaltSync compute on the calling thread; hash and compare do not'),
  'better-sqlite3': {
    ...note('blocking', 'every query is carried out on the calling thread'),
    advice: askForAdapter('better-sqlite3'),
  },
  bufferutil: note('short', 'masks frames of WebSockets'),
  canvas: note('mixed', 'drawing and toBuffer without a callback compute on the calling thread'),
  'cpu-features': note('short', 'reads what the processor can do'),
  deasync: note('mixed', 'runs the event loop inside a call; greenpatch has an adapter'),
  'ffi-napi': note('mixed', 'calls of foreign functions block unless made by .async'),
  'fs-ext': note('mixed', 'the functions whose names end in Sync block'),
  ibm_db: note('mixed', 'the functions whose names end in Sync block'),
  'isolated-vm': note('mixed', 'the functions whose names end in Sync block'),
  koffi: note('mixed', 'calls of foreign functions block unless made by .async'),
  leveldown: note('asynchronous', 'works in the thread pool'),
  libpq: note('mixed', 'the functions whose names end in Sync block'),
  lmdb: note('mixed', 'reads are made on the calling thread, from mapped memory'),
  'node-sass': note('mixed', 'renderSync computes on the calling thread'),
  re2: note('short', 'matches regular expressions'),
  sharp: note('asynchronous', 'works in the thread pool'),
  snappy: note('mixed', 'compressSync and uncompressSync compute on the calling thread'),
  sqlite3: note('asynchronous', 'works in the thread pool'),
  'utf-8-validate': note('short', 'looks at one text'),
};
