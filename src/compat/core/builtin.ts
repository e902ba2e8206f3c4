import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import { type Anything, firstLoads, FunctionSlot } from '../../patch';
import { type AdapterDeclaration, inRange, unknownVersion } from './define';

/** One of Node's modules, from before it is loaded. */
export class AdaptedBuiltin {
  readonly #declaration: AdapterDeclaration;
  /** Told when it is loaded: undefined, or why it is left alone. */
  readonly #loaded: (leftAlone: string | undefined) => void;
  readonly #slots: FunctionSlot[] = [];

  constructor(declaration: AdapterDeclaration, loaded: (leftAlone: string | undefined) => void) {
    this.#declaration = declaration;
    this.#loaded = loaded;
  }

  turnOn(): void {
    const { library } = this.#declaration;
    if (isBuiltin(library)) firstLoads.on([library.replace('node:', '')], this.#arrived);
  }

  turnOff(): void {
    firstLoads.cancel(this.#arrived);
    for (const slot of [...this.#slots].reverse()) slot.turnOff();
    syncBuiltinESMExports();
  }

  readonly #arrived = (): void => {
    const { library, versions, builtin = {} } = this.#declaration;
    const fits = inRange(process.versions.node, versions);
    this.#loaded(fits ? undefined : unknownVersion(versions));
    if (!fits) return;
    if (this.#slots.length === 0) {
      const exports = require(library) as object;
      const found = (name: string) => (exports as Record<string, Anything>)[name];
      for (const [name, make] of Object.entries(builtin))
        this.#slots.push(new FunctionSlot(`${library}: ${name}`, [exports], name, make, found));
    }
    for (const slot of this.#slots) slot.turnOn();
    syncBuiltinESMExports();
  };
}
