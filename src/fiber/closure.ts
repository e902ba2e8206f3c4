import { type InspectorChannel, openInspector } from './inspector-channel';

interface RemoteObject {
  objectId?: string;
  description?: string;
}

interface Property {
  name: string;
  value?: RemoteObject;
}

/** Questions about variables and objects, put to V8's inspector. */
class Inquiry {
  readonly #inspector: InspectorChannel = openInspector();
  readonly #key = Symbol.for('greenpatch.closure');
  readonly #global = globalThis as unknown as Record<symbol, unknown>;

  end(): void {
    delete this.#global[this.#key];
    this.#inspector.end();
  }

  #post<T>(method: string, params: object): T {
    return this.#inspector.post(method, params) as T;
  }

  #properties(objectId: string | undefined): { result: Property[]; internalProperties?: Property[] } {
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true });
  }

  #local(objectId: string): unknown {
    this.#post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function () { globalThis[Symbol.for("greenpatch.closure")] = this }',
    });
    return this.#global[this.#key];
  }

  #remote(value: unknown): string | undefined {
    this.#global[this.#key] = value;
    const expression = 'globalThis[Symbol.for("greenpatch.closure")]';
    return this.#post<{ result: RemoteObject }>('Runtime.evaluate', { expression }).result.objectId;
  }

  #internal(objectId: string | undefined, name: string): string | undefined {
    return this.#properties(objectId).internalProperties?.find((property) => property.name === name)?.value?.objectId;
  }

  /** An internal property of an object, if it is an object too. */
  internal(object: object, name: string): unknown {
    const objectId = this.#internal(this.#remote(object), name);
    return objectId === undefined ? undefined : this.#local(objectId);
  }

  /** Objects and functions among the variables that `fn` sees, by name, as far as they are wanted. */
  closure(fn: unknown, wanted: readonly string[]): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (const { value } of this.#properties(this.#internal(this.#remote(fn), '[[Scopes]]')).result) {
      if (wanted.every((name) => name in found)) break;
      // Looking at the properties of the global object would load many of Node's modules.
      if (value?.objectId === undefined || value.description === 'Global') continue;
      // V8 has made an object of the scope's variables. To ask for its properties would describe each of them as text.
      const { object: variables } = this.#local(value.objectId) as { object: Record<string, unknown> };
      for (const name of wanted) {
        const variable = name in found ? undefined : variables[name];
        if (isObject(variable)) found[name] = variable;
      }
    }
    return found;
  }
}

const isObject = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

let current: Inquiry | null = null;
let depth = 0;

/** To open a session costs more than to ask most questions: all that are asked in `ask`, which must not park, share one. */
export function inOneInquiry<T>(ask: () => T): T {
  depth++;
  try {
    return ask();
  } finally {
    if (--depth === 0) {
      current?.end();
      current = null;
    }
  }
}

const inquire = <T>(ask: (inquiry: Inquiry) => T): T => inOneInquiry(() => ask((current ??= new Inquiry())));

/**
 * What a promise has been fulfilled with, without waiting: undefined when it has not been, or when that is no object.
 * @throws as `closureOf`
 */
export const fulfilledWith = (promise: Promise<unknown>): unknown =>
  inquire((inquiry) => inquiry.internal(promise, '[[PromiseResult]]'));

/**
 * Variables in the closure of one of Node's own functions, asked of V8 through an inspector session. What is not there, or is no
 * object, is missing from the answer.
 * @throws where there is no inspector, or it may not be used
 */
export const closureOf = (fn: unknown, wanted: readonly string[]): Record<string, unknown> =>
  inquire((inquiry) => inquiry.closure(fn, wanted));
