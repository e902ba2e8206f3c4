/** One row of what is loaded late, if at all. */
interface LateFile {
  /** A folder or a file, below dist/ as below src/. */
  readonly at: string;
  /** The build puts all of it into this file; without a name its modules stay as they are. */
  readonly chunk?: string;
  /** Its modules stay as they are, and stacks do not show their frames. */
  readonly hidden?: true;
}

/** All that is not in the core, by name. The build reads this table too (scripts/late.mjs): the file imports nothing. */
export const lateFiles = {
  sync: { at: 'sync', chunk: 'sync-chunk' },
  testing: { at: 'testing', chunk: 'testing-chunk' },
  calls: { at: 'patch/calls', chunk: 'calls-chunk' },
  watch: { at: 'observe/watch', chunk: 'watch-chunk' },
  // Each adapter is loaded with its library only.
  adapters: { at: 'compat/adapters', hidden: true },
  sqlite: { at: 'compat/sqlite', hidden: true },
  // Stacks show this one frame.
  attendant: { at: 'compat/core/attendant.js' },
  // Workers load as little as can be.
  offloadWorker: { at: 'sync/offload-worker.js' },
  packError: { at: 'base/pack-error.js' },
  // The command is run seldom.
  cli: { at: 'cli' },
} as const satisfies Record<string, LateFile>;

export type LateName = keyof typeof lateFiles;
