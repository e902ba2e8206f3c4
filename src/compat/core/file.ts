import Module from 'node:module';
import path from 'node:path';
import { AddedSlot, type CreatedModule, FunctionSlot } from '../../patch';
import { DeclaringFile } from './declared';
import type { FileAdapter } from './define';

interface ModuleConstructor {
  readonly _cache: Record<string, unknown>;
  readonly prototype: {
    load(this: CreatedModule, filename: string): void;
    require(this: CreatedModule, id: string): unknown;
  };
  _nodeModulePaths(folder: string): string[];
}
const loader = Module as unknown as ModuleConstructor;

/** One file of a library, from before it is loaded. */
export class AdaptedFile {
  readonly #slots: (FunctionSlot | AddedSlot | DeclaringFile)[] = [];
  #on = true;
  /** Its exports are not those of the file. */
  #provided = false;

  constructor(
    readonly label: string,
    readonly module: CreatedModule,
    readonly adapter: FileAdapter,
  ) {
    if (adapter.provide !== undefined) this.#provide(adapter.provide);
    if (adapter.requires !== undefined) this.#answer(adapter.requires);
    if (adapter.declares !== undefined) this.#declare(new DeclaringFile(label, adapter.declares));
    if (adapter.implements !== undefined || adapter.adds !== undefined) this.#whenLoaded();
  }

  turnOn(): void {
    this.#on = true;
    for (const slot of this.#slots) slot.turnOn();
  }

  /** Who requires the file after this gets the file itself; who has its exports keeps them, and they pass calls through. */
  turnOff(): void {
    this.#on = false;
    for (const slot of [...this.#slots].reverse()) slot.turnOff();
    const { id } = this.module;
    if (this.#provided && loader._cache[id] === this.module) delete loader._cache[id];
  }

  /** Only this module object loads itself in another way. */
  #provide(provide: NonNullable<FileAdapter['provide']>): void {
    const { module } = this;
    const load = (filename: string): void => {
      delete (module as { load?: unknown }).load;
      let evaluated = false;
      const evaluate = (): unknown => {
        evaluated = true;
        loader.prototype.load.call(module, filename);
        return module.exports;
      };
      module.filename = filename;
      module.paths = loader._nodeModulePaths(path.dirname(filename));
      const exports = provide(evaluate, (id) => loader.prototype.require.call(module, id));
      this.#provided = exports !== module.exports || !evaluated;
      module.exports = exports;
      module.loaded = true;
    };
    Object.defineProperty(module, 'load', { value: load, configurable: true, enumerable: false, writable: true });
  }

  /** The function `require` of a file asks its module object. */
  #answer(views: NonNullable<FileAdapter['requires']>): void {
    const { module } = this;
    const made = new Map<string, object>();
    const active = (): boolean => this.#on;
    const ask = (id: string): unknown => {
      const exports = loader.prototype.require.call(module, id);
      const name = typeof id === 'string' ? id.replace(/^node:/, '') : '';
      if (!Object.hasOwn(views, name)) return exports;
      const view = made.get(name) ?? views[name]!(exports as never, active);
      made.set(name, view);
      return view;
    };
    Object.defineProperty(module, 'require', { value: ask, configurable: true, enumerable: false, writable: true });
  }

  /** Only this module object compiles another text. Hooks of the program's own may compile something else still. */
  #declare(file: DeclaringFile): void {
    this.#slots.push(file);
    const { module } = this;
    const compile = (content: unknown, filename: string, format?: string): unknown => {
      delete (module as { _compile?: unknown })._compile;
      const text = typeof content === 'string' ? file.text(content) : (content as string);
      return module._compile(text, filename, format);
    };
    Object.defineProperty(module, '_compile', {
      value: compile,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }

  /** Node sets `loaded` as soon as a module has been evaluated, and before any code sees its exports. */
  #whenLoaded(): void {
    Object.defineProperty(this.module, 'loaded', {
      configurable: true,
      enumerable: true,
      get: () => false,
      set: (value: boolean) => {
        if (!value) return; // its constructor
        Object.defineProperty(this.module, 'loaded', { value, configurable: true, enumerable: true, writable: true });
        this.#implement();
        this.#add();
      },
    });
  }

  #implement(): void {
    const { implements: made = {} } = this.adapter;
    for (const [name, make] of Object.entries(typeof made === 'function' ? made(this.module.id) : made)) {
      const [root, key] = name === '' ? [this.module, 'exports'] : [this.module.exports as object, name];
      const found = (other: string) => (this.module.exports as Record<string, never>)[other];
      const slot = new FunctionSlot(`${this.label}: ${name || 'exports'}`, [root], key, make, found);
      this.#slots.push(slot);
      if (this.#on) slot.turnOn();
    }
  }

  #add(): void {
    for (const [name, fn] of Object.entries(this.adapter.adds ?? {})) {
      const slot = new AddedSlot(() => this.module.exports as object, name, { fn });
      this.#slots.push(slot);
      if (this.#on) slot.turnOn();
    }
  }
}
