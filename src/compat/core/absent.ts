import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { latePath } from '../../base/late';
import { standIn } from '../../patch';
import type { Libraries, StandIn } from './record';

/** The stand-ins of one adapter, in its folder `absent`, which is laid out as node_modules is. */
class StandIns {
  readonly folder: string;
  #offered = false;

  constructor(
    folder: string,
    readonly record: StandIn,
  ) {
    this.folder = latePath('adapters', folder, 'absent');
  }

  /** The file that answers for a module; undefined where none does. */
  file(name: string): string | undefined {
    const { modules } = this.record;
    return Object.hasOwn(modules, name) ? path.join(this.folder, ...modules[name]!.split('/')) : undefined;
  }

  offer(): void {
    const { onProcess } = this.record;
    if (onProcess === undefined || onProcess.property in process) return; // a real one works here
    this.#offered = true;
    const { property, module } = onProcess;
    const set = (value: unknown, enumerable: boolean) =>
      void Object.defineProperty(process, property, { value, configurable: true, enumerable, writable: true });
    Object.defineProperty(process, property, {
      configurable: true,
      enumerable: false,
      get: () => {
        const value: unknown = require(this.file(module)!);
        set(value, false);
        return value;
      },
      set: (value: unknown) => set(value, true),
    });
  }

  withdraw(): void {
    if (this.#offered) delete (process as unknown as Record<string, unknown>)[this.record.onProcess!.property];
    this.#offered = false;
  }
}

const { _initPaths: initPaths } = Module as unknown as { _initPaths?(this: void): void };

/** Makes `require` and `import` give ours where the program has no such package, or a copy in a place of its own. */
export class AbsentPackages {
  readonly #all: ReadonlyMap<string, StandIns>;
  #on: readonly StandIns[] = [];

  constructor(libraries: Libraries) {
    const all = Object.entries(libraries).filter(([, { standIn }]) => standIn !== undefined);
    this.#all = new Map(
      all.map(([library, { folder, standIn }]) => [library, new StandIns(folder, standIn!)] as const),
    );
  }

  /** @param wanted says of a library whether its adapter is on */
  answer(wanted: (library: string) => boolean): void {
    const before = this.#on;
    const now = [...this.#all].filter(([library]) => wanted(library)).map(([, one]) => one);
    if (now.length === before.length && now.every((one) => before.includes(one))) return;
    this.#on = now;
    searchIn(now.map(({ folder }) => folder));
    standIn(now.length > 0 ? this.#url : null);
    for (const one of now) if (!before.includes(one)) one.offer();
    for (const one of before) if (!now.includes(one)) one.withdraw();
  }

  readonly #url = (name: string): string | undefined => {
    for (const one of this.#on) {
      const file = one.file(name);
      if (file !== undefined) return pathToFileURL(file).href;
    }
    return undefined;
  };
}

/** Node looks into the folders of NODE_PATH last. The variable itself stays as it is. */
function searchIn(folders: readonly string[]): void {
  const { NODE_PATH: before } = process.env;
  const all = [...(before ? [before] : []), ...folders].join(path.delimiter);
  if (all !== '') process.env.NODE_PATH = all;
  try {
    initPaths?.();
  } finally {
    if (before !== undefined) process.env.NODE_PATH = before;
    else delete process.env.NODE_PATH;
  }
}
