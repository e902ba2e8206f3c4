import { GreenpatchError } from '../../base/errors';

/** Any function of a builtin. */
export type Anything = (this: any, ...args: any[]) => any;

/** What a maker of a replacement may know. */
export interface Slot {
  /** With the builtin: `fs.readFileSync`. */
  readonly label: string;
  /** The function found under a name of the same builtin before this patch, or undefined. */
  found(name: string): Anything | undefined;
  /** False once the patch has been undone although another library's wrapper still calls the replacement. */
  readonly active: boolean;
  /** The replacement: stacks of errors begin below it. */
  readonly replacement: Anything;
}

/**
 * Makes the replacement of one function.
 * @param original what was found in its place, whatever put it there
 * @returns null when this one has to stay as it is, because a replacement would give wrong answers
 */
export type Maker = (original: Anything, slot: Slot) => Anything | null;

/** Something that is patched together with others at one place, which it knows itself. */
export interface SharedPlace {
  readonly on: boolean;
  /** The function it is about, if it is about one. */
  readonly original: Anything | undefined;
  turnOn(): void;
  turnOff(): void;
}

/** A function that a builtin gets. */
export interface Addition {
  readonly fn: Anything;
  /** The function beside which it makes sense: without that one it is left out. */
  readonly beside?: string;
}

export interface PatchDeclaration {
  /** Name of the builtin, without `node:`; `Atomics` is the global. */
  readonly module: string;
  /** What is replaced. A name may go into objects: `realpathSync.native`, `Server.prototype.emit`. Absent ones are skipped. A shared place
   * may have a name of its own. */
  readonly implements: Readonly<Record<string, Maker | SharedPlace>>;
  /** What Node lacks and gets, by names that may go into objects. Where a Node has such a function itself, its own stays. */
  readonly adds?: Readonly<Record<string, Addition>>;
  /** Looked at, deliberately untouched. */
  readonly passThrough: readonly string[];
  /** Blocks, and cannot be made to yield: why. */
  readonly refuses: Readonly<Record<string, string>>;
  /** Gives the builtin's exports; `require` unless given. */
  readonly load?: () => object;
  /** Objects that carry the same functions under the same names, as `globalThis` does those of `timers`. */
  readonly alsoIn?: readonly object[];
  /** Applied before the program begins, and not when the builtin is loaded for the first time. */
  readonly atOnce?: boolean;
  /** Never loaded for the sake of the patch: to load it prints a warning. */
  readonly whenLoaded?: boolean;
  /** Other builtins that bring what is patched, without loading this one. */
  readonly alsoWith?: readonly string[];
  /** Needed wherever there are fibers, so GREENPATCH_MODULES does not leave it out. */
  readonly always?: boolean;
}

/**
 * Declares a patch. The journal applies, records and undoes it; a test accounts for every export of the builtin.
 * @throws GreenpatchError ERR_GREENPATCH_PATCH when a name is in two of the lists
 */
export function definePatch(declaration: PatchDeclaration): PatchDeclaration {
  const names = [
    ...Object.keys(declaration.implements),
    ...Object.keys(declaration.adds ?? {}),
    ...declaration.passThrough,
    ...Object.keys(declaration.refuses),
  ];
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice === undefined) return Object.freeze(declaration);
  throw new GreenpatchError(
    'ERR_GREENPATCH_PATCH',
    `The patch of ${declaration.module} lists ${twice} twice. A name is implemented, added, passed through, or refused.`,
  );
}

/** What says when a patch is applied: of a late one it has to be known before its module is evaluated. */
const OCCASION = ['alsoWith', 'always', 'atOnce', 'whenLoaded'] as const;

function withoutOccasion(declaration: PatchDeclaration): PatchDeclaration {
  const given = OCCASION.find((key) => declaration[key] !== undefined);
  if (given === undefined) return declaration;
  throw new GreenpatchError(
    'ERR_GREENPATCH_PATCH',
    `The patch of ${declaration.module} says "${given}" in its own module, which is evaluated too late for that. Say it in src/patch/registry.ts.`,
  );
}

/** When a patch is applied: what is known of it before its builtin is loaded. */
type PatchOccasion = Pick<PatchDeclaration, 'module' | 'alsoWith' | 'always' | 'whenLoaded'>;

/**
 * A patch of a builtin that most programs load late, if at all. Its module is evaluated when the journal or a report asks for more than its occasion.
 * @param find evaluates the module
 */
export function latePatch(occasion: PatchOccasion, find: () => { default: PatchDeclaration }): PatchDeclaration {
  let found: PatchDeclaration | undefined;
  const declaration = () => (found ??= withoutOccasion(find().default));
  return Object.freeze({
    ...occasion,
    get implements() {
      return declaration().implements;
    },
    get adds() {
      return declaration().adds;
    },
    get passThrough() {
      return declaration().passThrough;
    },
    get refuses() {
      return declaration().refuses;
    },
    get alsoIn() {
      return declaration().alsoIn;
    },
  });
}
