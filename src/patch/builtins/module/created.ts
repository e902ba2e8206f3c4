/** An object of Node's CommonJS loader that has just been made, for the file `id`, and that is to be loaded next. */
export interface CreatedModule {
  readonly id: string;
  filename: string | null;
  loaded: boolean;
  exports: unknown;
  paths: string[];
  load(filename: string): void;
  _compile(content: string, filename: string, format?: string): unknown;
}

type ModuleWatcher = (module: CreatedModule) => void;

const watch: { watcher: ModuleWatcher | null } = { watcher: null };

/** Tells `watcher` of each CommonJS module before it is loaded, also of those that an `import` loads; null ends that. */
export function watchModules(watcher: ModuleWatcher | null): void {
  watch.watcher = watcher;
}

export function moduleCreated(module: CreatedModule): void {
  watch.watcher?.(module);
}
