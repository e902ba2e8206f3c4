import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import { setting } from '../../base/config';
import { GreenpatchError, invalidArgument } from '../../base/errors';
import { engineStatus, noEngine } from '../../fiber';
import { AddedSlot } from './added-slot';
import type { Anything, PatchDeclaration, SharedPlace } from './define';
import { firstLoads } from './first-load';
import { observation } from './observation';
import { FunctionSlot } from './slot';

type PatchedPlace = FunctionSlot | AddedSlot | SharedPlace;

/** One declared patch and the functions it has to do with, once it has been applied for the first time. */
class PatchEntry {
  readonly #places = new Map<string, PatchedPlace>();
  #exports: object | undefined;
  /** Its builtin has not been loaded yet. */
  #awaited = false;

  constructor(readonly declaration: PatchDeclaration) {}

  get on(): boolean {
    return this.#awaited || [...this.#places.values()].some((place) => place.on);
  }

  /** Now, or as soon as the builtin is loaded. */
  turnOn(): void {
    const { module, load, atOnce, whenLoaded, alsoWith = [] } = this.declaration;
    if (atOnce || load !== undefined) return this.#turnOn();
    if (whenLoaded && !firstLoads.watching([module])) return;
    this.#awaited = true;
    firstLoads.on([module, ...alsoWith], this.#arrived);
  }

  /** Does what is put off until the builtin is loaded. */
  settle(): void {
    if (this.#awaited) this.#load();
  }

  readonly #arrived = (): void => this.#turnOn();
  readonly #found = (name: string): Anything | undefined => this.original(name);

  #turnOn(): void {
    this.#awaited = false;
    const { implements: made, adds = {} } = this.declaration;
    for (const name of [...Object.keys(made), ...Object.keys(adds)]) this.place(name).turnOn();
  }

  /** The last one first: `realpathSync.native` lies in the replacement of `realpathSync`. */
  turnOff(): void {
    this.#awaited = false;
    firstLoads.cancel(this.#arrived);
    for (const place of [...this.#places.values()].reverse()) place.turnOff();
  }

  isOn(name: string): boolean {
    this.settle();
    return this.#places.get(name)?.on ?? false;
  }

  /** What was found under this name, for an added function nothing; the present function when it is not patched. */
  original(name: string): Anything | undefined {
    this.settle();
    const place = this.#places.get(name);
    if (place?.on) return place.original;
    return place instanceof FunctionSlot || place instanceof AddedSlot || place === undefined
      ? this.#present(name)
      : place.original;
  }

  knows(name: string): boolean {
    const { implements: made, adds, passThrough, refuses } = this.declaration;
    if (adds !== undefined && Object.hasOwn(adds, name)) return true;
    return Object.hasOwn(made, name) || Object.hasOwn(refuses, name) || passThrough.includes(name);
  }

  place(name: string): PatchedPlace {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#make(name);
    this.#places.set(name, place);
    return place;
  }

  #make(name: string): PatchedPlace {
    const added = this.declaration.adds?.[name];
    if (added !== undefined) return new AddedSlot(() => this.#load(), name, added);
    const made = this.declaration.implements[name]!;
    return typeof made === 'function' ? this.#slot(name, made) : made;
  }

  #slot(name: string, make: ConstructorParameters<typeof FunctionSlot>[3]): FunctionSlot {
    const roots = [this.#load(), ...(this.declaration.alsoIn ?? [])];
    return new FunctionSlot(`${this.declaration.module}.${name}`, roots, name, make, this.#found);
  }

  #present(name: string): Anything | undefined {
    const value = name.split('.').reduce<any>((holder, key) => holder?.[key], this.#load()) as unknown;
    return typeof value === 'function' ? (value as Anything) : undefined;
  }

  #load(): object {
    const { module, load } = this.declaration;
    // Older Nodes lack some.
    const own = () => (isBuiltin(`node:${module}`) ? (require(`node:${module}`) as object) : {});
    return (this.#exports ??= load?.() ?? own());
  }
}

/** What has been patched: applies, records and undoes the declared patches (invariant 10). */
export class Journal {
  readonly #entries: Map<string, PatchEntry>;

  constructor(patches: readonly PatchDeclaration[]) {
    this.#entries = new Map(patches.map((patch) => [patch.module.toLowerCase(), new PatchEntry(patch)]));
  }

  /**
   * Patches builtins; those that are patched already stay as they are.
   * @param modules names such as `fs`; without any, what GREENPATCH_MODULES selects
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no patch has, ERR_GREENPATCH_ENGINE where no engine works,
   *   ERR_GREENPATCH_INVALID_ARG
   */
  patch = (...modules: string[]): void => {
    const entries = modules.length > 0 ? modules.map((name) => this.#entry(name)) : this.#selected();
    const status = engineStatus();
    if (status.engine === null) throw noEngine(status);
    observation.observer?.patching();
    const always = [...this.#entries.values()].filter((entry) => entry.declaration.always);
    for (const entry of new Set([...always, ...entries])) entry.turnOn();
    syncBuiltinESMExports();
  };

  /**
   * Gives builtins their own functions back. Where another library has wrapped ours meanwhile, its wrapper stays and ours passes its
   * calls through.
   * @param modules names such as `fs`; all of them without any
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no patch has, ERR_GREENPATCH_INVALID_ARG
   */
  unpatch = (...modules: string[]): void => {
    const entries = modules.length > 0 ? modules.map((name) => this.#entry(name)) : [...this.#entries.values()];
    for (const entry of entries.reverse()) entry.turnOff();
    syncBuiltinESMExports();
  };

  /**
   * Whether a builtin, or one function of it, is patched now.
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no patch knows, ERR_GREENPATCH_INVALID_ARG
   */
  isPatched = (module: string, name?: string): boolean => {
    const entry = this.#entry(module);
    return name === undefined ? entry.on : this.#known(entry, name).isOn(name);
  };

  /**
   * The function that a patch has replaced; the present one when it has not.
   * @throws GreenpatchError ERR_GREENPATCH_PATCH for a name that no patch knows, or that this Node does not have, as it is with
   *   what a patch adds; ERR_GREENPATCH_INVALID_ARG
   */
  original = (module: string, name: string): Anything => {
    const entry = this.#entry(module);
    const found = this.#known(entry, name).original(name);
    if (found !== undefined) return found;
    throw new GreenpatchError(
      'ERR_GREENPATCH_PATCH',
      `${module} has no function ${name} in Node ${process.version}. Ask only for what this Node has.`,
    );
  };

  #selected(): PatchEntry[] {
    const wanted = setting('MODULES');
    if (wanted === 'none') return [];
    return wanted === 'all' ? [...this.#entries.values()] : wanted.split(',').map((name) => this.#entry(name));
  }

  #entry(module: string): PatchEntry {
    if (typeof module !== 'string') throw invalidArgument('module', 'the name of a builtin', module);
    const entry = this.#entries.get(module.replace(/^node:/, '').toLowerCase());
    if (entry !== undefined) return entry;
    const names = [...this.#entries.values()].map(({ declaration }) => declaration.module).join(', ');
    throw new GreenpatchError('ERR_GREENPATCH_PATCH', `There is no patch of ${module}. Patches exist for ${names}.`);
  }

  #known(entry: PatchEntry, name: string): PatchEntry {
    if (typeof name !== 'string') throw invalidArgument('name', 'the name of a function', name);
    if (entry.knows(name)) return entry;
    throw new GreenpatchError(
      'ERR_GREENPATCH_PATCH',
      `The patch of ${entry.declaration.module} knows no function ${JSON.stringify(name)}. Look for a misspelling.`,
    );
  }
}
