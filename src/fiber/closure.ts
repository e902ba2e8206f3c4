import type * as inspector from 'node:inspector';

type Inspector = typeof inspector;

interface Remote {
  objectId?: string;
  description?: string;
}

interface Property {
  name: string;
  value?: Remote;
}

/** A conversation with V8's inspector inside this process. No port is opened and nothing is paused. */
class Inquiry {
  // Here, because a Node built without inspector throws at it.
  readonly #session = new (require('node:inspector') as Inspector).Session();
  readonly #key = Symbol.for('greenpatch.closure');
  readonly #global = globalThis as unknown as Record<symbol, unknown>;

  constructor() {
    this.#session.connect();
  }

  end(): void {
    delete this.#global[this.#key];
    this.#session.disconnect();
  }

  #post<T>(method: string, params: object): T {
    let answer: unknown;
    this.#session.post(method, params, (error: unknown, result: unknown) => {
      if (error) throw error;
      answer = result;
    });
    return answer as T;
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
    return this.#post<{ result: Remote }>('Runtime.evaluate', { expression }).result.objectId;
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
    for (const scope of this.#properties(this.#internal(this.#remote(fn), '[[Scopes]]')).result) {
      if (wanted.every((name) => name in found)) break;
      // Looking at the properties of the global object would load many of Node's modules.
      if (scope.value?.objectId === undefined || scope.value.description === 'Global') continue;
      for (const { name, value } of this.#properties(scope.value.objectId).result) {
        if (!wanted.includes(name) || name in found || value?.objectId === undefined) continue;
        found[name] = this.#local(value.objectId);
      }
    }
    return found;
  }
}

/**
 * What a promise has been fulfilled with, without waiting: undefined when it has not been, or when that is no object.
 * @throws as `closureOf`
 */
export function fulfilledWith(promise: Promise<unknown>): unknown {
  const inquiry = new Inquiry();
  try {
    return inquiry.internal(promise, '[[PromiseResult]]');
  } finally {
    inquiry.end();
  }
}

/**
 * Variables in the closure of one of Node's own functions, asked of V8 through an inspector session. What is not there, or is no
 * object, is missing from the answer.
 * @throws where there is no inspector, or it may not be used
 */
export function closureOf(fn: unknown, wanted: readonly string[]): Record<string, unknown> {
  const inquiry = new Inquiry();
  try {
    return inquiry.closure(fn, wanted);
  } finally {
    inquiry.end();
  }
}
