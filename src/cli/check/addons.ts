import { readdirSync } from 'node:fs';
import { latePath, loadLate } from '../../base/late';
import type { AdapterRecord } from '../../compat';

/**
 * What calls of a native addon do: `asynchronous` ones wait on threads of their own, `short` ones have nothing to wait for,
 * `blocking` ones wait on the calling thread, of `mixed` addons some do.
 */
export type AddonCalls = NonNullable<AdapterRecord['addon']>['calls'];

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

/** Addons of the npm registry that have no adapter, by package, as their documentation describes them. */
const WITHOUT_ADAPTER: Readonly<Record<string, KnownAddon>> = {
  argon2: note('asynchronous', 'hashes in the thread pool'),
  bcrypt: note('mixed', 'hashSync, compareSync and genSaltSync compute on the calling thread; hash and compare do not'),
  bufferutil: note('short', 'masks frames of WebSockets'),
  canvas: note('mixed', 'drawing and toBuffer without a callback compute on the calling thread'),
  'cpu-features': note('short', 'reads what the processor can do'),
  'ffi-napi': note('mixed', 'calls of foreign functions block unless made by .async'),
  'fs-ext': note('mixed', 'the functions whose names end in Sync block'),
  ibm_db: note('mixed', 'the functions whose names end in Sync block'),
  'isolated-vm': note('mixed', 'the functions whose names end in Sync block'),
  koffi: note('mixed', 'calls of foreign functions block unless made by .async'),
  leveldown: note('asynchronous', 'works in the thread pool'),
  lmdb: note('mixed', 'reads are made on the calling thread, from mapped memory'),
  'node-sass': note('mixed', 'renderSync computes on the calling thread'),
  re2: note('short', 'matches regular expressions'),
  sharp: note('asynchronous', 'works in the thread pool'),
  snappy: note('mixed', 'compressSync and uncompressSync compute on the calling thread'),
  sqlite3: note('asynchronous', 'works in the thread pool'),
  'utf-8-validate': note('short', 'looks at one text'),
};

/** The records of the adapters, without their code. */
function records(): AdapterRecord[] {
  return readdirSync(latePath('adapters')).map(
    (folder) => loadLate<{ record: AdapterRecord }>('adapters', folder, 'record.js').record,
  );
}

let known: Record<string, KnownAddon> | undefined;

/** What is known of the addon of a package. */
export function knownAddon(library: string): KnownAddon | undefined {
  known ??= {
    ...WITHOUT_ADAPTER,
    ...Object.fromEntries(
      records().flatMap(({ library: name, addon, onRequest }) =>
        addon === undefined ? [] : [[name, onRequest ? { ...addon, advice: askForAdapter(name) } : addon]],
      ),
    ),
  };
  return Object.hasOwn(known, library) ? known[library] : undefined;
}
