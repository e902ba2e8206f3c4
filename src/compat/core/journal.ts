import { setting } from '../../base/config';
import { GreenpatchError, invalidArgument } from '../../base/errors';
import { loadLate } from '../../base/late';
import { changeSources, type CreatedModule, watchModules } from '../../patch';
import { AbsentPackages } from './absent';
import { AdaptedBuiltin } from './builtin';
import { DeclaringFile } from './declared';
import { type AdapterDeclaration, type FileAdapter, inRange, unknownVersion } from './define';
import { AdaptedFile } from './file';
import { type LibraryFile, libraryFile, moduleFile, versionOf } from './library-file';
import type { KnownLibrary, Libraries } from './record';

/** One copy of an adapted library in this process. */
export interface Adaptation {
  readonly library: string;
  readonly version: string | undefined;
  /** The folder of the package. */
  readonly root: string;
  /** Why the adapter leaves it alone; undefined when it does not. */
  readonly leftAlone: string | undefined;
}

export interface AdaptOptions {
  /** Move the library's calls to a worker thread. For libraries that nothing else can be done about: see docs/guide/sqlite.md. */
  readonly offload?: boolean;
}

export interface Adapt {
  (...libraries: string[]): void;
  (library: string, options: AdaptOptions): void;
}

/** Behind a library's name in GREENPATCH_COMPAT. */
const OFFLOAD = ':offload';

/** One library: its adapter, once it is needed, and the files that have been adapted. */
class AdapterEntry {
  on = false;
  readonly copies = new Map<string, Adaptation>();
  #declaration: AdapterDeclaration | undefined;
  readonly #files: (AdaptedFile | DeclaringFile)[] = [];
  #ofNode: AdaptedBuiltin | undefined;

  constructor(
    readonly library: string,
    readonly known: KnownLibrary,
  ) {}

  get declaration(): AdapterDeclaration {
    if (this.#declaration !== undefined) return this.#declaration;
    const loaded = loadLate<{ default: AdapterDeclaration }>('adapters', this.known.folder);
    return (this.#declaration = loaded.default);
  }

  turnOn(): void {
    this.on = true;
    if (this.library.startsWith('node:')) this.#builtin.turnOn();
    for (const file of this.#files) file.turnOn();
  }

  turnOff(): void {
    this.on = false;
    this.#ofNode?.turnOff();
    for (const file of this.#files) file.turnOff();
  }

  get #builtin(): AdaptedBuiltin {
    return (this.#ofNode ??= new AdaptedBuiltin(this.declaration, (why) => {
      const version = process.versions.node;
      this.copies.set(this.library, { library: this.library, version, root: this.library, leftAlone: why });
    }));
  }

  /** A file of the library is about to be loaded by the loader of CommonJS. */
  created(module: CreatedModule, { root, file }: LibraryFile): void {
    const adapter = this.#adapter(root, file);
    if (adapter !== undefined) this.#files.push(new AdaptedFile(`${this.library}/${file}`, module, adapter));
  }

  /** A file of the library is about to be compiled by the loader of ES modules. */
  changed({ root, file }: LibraryFile): ((text: string) => string) | undefined {
    const declares = this.#adapter(root, file)?.declares;
    if (declares === undefined) return undefined;
    const declaring = new DeclaringFile(`${this.library}/${file}`, declares);
    this.#files.push(declaring);
    return (text) => declaring.text(text);
  }

  #adapter(root: string, file: string): FileAdapter | undefined {
    const { files } = this.declaration;
    return Object.hasOwn(files, file) && this.#copy(root).leftAlone === undefined ? files[file] : undefined;
  }

  #copy(root: string): Adaptation {
    const known = this.copies.get(root);
    if (known !== undefined) return known;
    const version = versionOf(root);
    const fits = version !== undefined && inRange(version, this.declaration.versions);
    const leftAlone = fits ? undefined : unknownVersion(this.declaration.versions);
    const copy = { library: this.library, version, root, leftAlone };
    this.copies.set(root, copy);
    return copy;
  }
}

/** What has been adapted: applies, records and undoes the declared adapters. */
export class Adapters {
  readonly #entries: Map<string, AdapterEntry>;
  readonly #absent: AbsentPackages;

  constructor(libraries: Libraries) {
    this.#entries = new Map(
      Object.entries(libraries).map(([name, known]) => [name, new AdapterEntry(name, known)] as const),
    );
    this.#absent = new AbsentPackages(libraries);
  }

  /**
   * Adapts libraries that block, from the moment at which they are loaded. What was loaded before stays as it is.
   * @param libraries names from the npm registry; without any, what GREENPATCH_COMPAT selects. Options may come last
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no adapter has, or one without that option; ERR_GREENPATCH_INVALID_ARG
   */
  adapt: Adapt = (...given: unknown[]): void => {
    const last = given.at(-1);
    const options = typeof last === 'object' ? (given.pop() as AdaptOptions | null) : {};
    if (options === null) throw invalidArgument('options', 'an object', options);
    const { offload = false } = options;
    if (typeof offload !== 'boolean') throw invalidArgument('options.offload', 'a boolean', offload);
    const libraries = given as string[];
    const entries = libraries.length > 0 ? libraries.map((name) => this.#asked(name, offload)) : this.#selected();
    for (const entry of entries) entry.turnOn();
    this.#watch();
  };

  /**
   * Gives libraries their own functions back.
   * @param libraries names from the npm registry; all of them without any
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no adapter has, ERR_GREENPATCH_INVALID_ARG
   */
  unadapt = (...libraries: string[]): void => {
    const entries = libraries.length > 0 ? libraries.map((name) => this.#entry(name)) : [...this.#entries.values()];
    for (const entry of entries) entry.turnOff();
    this.#watch();
  };

  /**
   * Whether a library is adapted, or will be when it is loaded.
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no adapter has, ERR_GREENPATCH_INVALID_ARG
   */
  isAdapted = (library: string): boolean => this.#entry(library).on;

  /** The copies of adapted libraries that have been loaded so far. */
  adaptations = (): Adaptation[] => [...this.#entries.values()].flatMap((entry) => [...entry.copies.values()]);

  #watch(): void {
    const any = [...this.#entries.values()].some((entry) => entry.on);
    watchModules(any ? this.#created : null);
    changeSources(any ? this.#changed : null);
    this.#absent.answer((library) => this.#entries.get(library)!.on);
  }

  readonly #created = (module: CreatedModule): void => {
    const found = libraryFile(module.id);
    const entry = found === undefined ? undefined : this.#entries.get(found.library);
    if (entry?.on) entry.created(module, found!);
  };

  readonly #changed = (url: string): ((text: string) => string) | undefined => {
    const found = moduleFile(url);
    const entry = found === undefined ? undefined : this.#entries.get(found.library);
    return entry?.on ? entry.changed(found!) : undefined;
  };

  #selected(): AdapterEntry[] {
    const wanted = setting('COMPAT');
    return wanted === 'none' ? [] : wanted.split(',').flatMap((word) => this.#named(word));
  }

  /** What one word of the setting selects. */
  #named(word: string): AdapterEntry[] {
    if (word === 'all') return [...this.#entries.values()].filter(({ known }) => !known.onRequest);
    const offload = word.endsWith(OFFLOAD);
    return [this.#asked(offload ? word.slice(0, -OFFLOAD.length) : word, offload)];
  }

  #asked(library: string, offload: boolean): AdapterEntry {
    const entry = this.#entry(library);
    if ((entry.known.onRequest ?? false) === offload) return entry;
    throw new GreenpatchError(
      'ERR_GREENPATCH_PATCH',
      offload
        ? `The adapter of ${library} moves nothing to another thread. Leave offload out.`
        : `${library} is adapted only by moving its calls to another thread, which has to be asked for: ` +
            `adapt('${library}', { offload: true }), or GREENPATCH_COMPAT=all,${library}${OFFLOAD}.`,
    );
  }

  #entry(library: string): AdapterEntry {
    if (typeof library !== 'string') throw invalidArgument('library', 'the name of a library', library);
    const entry = this.#entries.get(library);
    if (entry !== undefined) return entry;
    throw new GreenpatchError(
      'ERR_GREENPATCH_PATCH',
      `There is no adapter of ${library}. Adapters exist for ${[...this.#entries.keys()].join(', ')}.`,
    );
  }
}
