import { AsyncResource, executionAsyncId, triggerAsyncId } from 'node:async_hooks';
import type * as inspector from 'node:inspector';

type Inspector = typeof inspector;

/**
 * Node's stack of async ids (its internal binding `async_wrap`), as far as it is needed to take a part of the stack off and
 * to put it back.
 */
export interface AsyncIds {
  readonly fields: Uint32Array;
  readonly lengthAt: number;
  /** Where the number of hooks is. */
  readonly hooksAt: number;
  readonly ids: Float64Array;
  readonly executionAt: number;
  readonly triggerAt: number;
  readonly resources: object[];
  push(asyncId: number, triggerId: number): void;
  pop(asyncId: number): void;
}

interface AsyncWrapBinding {
  async_hook_fields: Uint32Array;
  async_id_fields: Float64Array;
  execution_async_resources: object[];
  pushAsyncContext(asyncId: number, triggerId: number, resource?: object): void;
  popAsyncContext(asyncId: number): boolean;
  constants: { kStackLength: number; kTotals: number; kExecutionAsyncId: number; kTriggerAsyncId: number };
}

/** Checks every part that is used, because none of it is a public interface. */
function verified(binding: Partial<AsyncWrapBinding> | undefined): AsyncIds | null {
  const fields = binding?.async_hook_fields;
  const ids = binding?.async_id_fields;
  const resources = binding?.execution_async_resources;
  const { pushAsyncContext, popAsyncContext, constants } = binding ?? {};
  if (!(fields instanceof Uint32Array) || !(ids instanceof Float64Array) || !Array.isArray(resources)) return null;
  if (typeof pushAsyncContext !== 'function' || typeof popAsyncContext !== 'function') return null;
  const { kStackLength, kTotals, kExecutionAsyncId, kTriggerAsyncId } = constants ?? {};
  if (kStackLength === undefined || kTotals === undefined) return null;
  if (kExecutionAsyncId === undefined || kTriggerAsyncId === undefined) return null;
  const found: AsyncIds = {
    fields,
    lengthAt: kStackLength,
    hooksAt: kTotals,
    ids,
    executionAt: kExecutionAsyncId,
    triggerAt: kTriggerAsyncId,
    resources,
    push: (asyncId, triggerId) => pushAsyncContext.call(binding, asyncId, triggerId),
    pop: (asyncId) => popAsyncContext.call(binding, asyncId),
  };
  return pushesAndPops(found) ? found : null;
}

/** A round trip on the real stack: an id that is pushed must be the current one, and gone after the pop. */
function pushesAndPops(ids: AsyncIds): boolean {
  const before = executionAsyncId();
  const depth = ids.fields[ids.lengthAt]!;
  if (ids.ids[ids.executionAt] !== before) return false;
  const probe = 2 ** 40;
  ids.push(probe, 0);
  const pushed = executionAsyncId() === probe && ids.fields[ids.lengthAt] === depth + 1;
  ids.pop(probe);
  return pushed && executionAsyncId() === before && ids.fields[ids.lengthAt] === depth;
}

interface Remote {
  objectId?: string;
}

/**
 * The variable `name` in the closure of `fn`, asked of V8 through an inspector session inside this process. No port is
 * opened and nothing is paused.
 */
function closureVariable(fn: unknown, name: string): unknown {
  // Here, because a Node built without inspector throws at it.
  const { Session } = require('node:inspector') as Inspector;
  const session = new Session();
  session.connect();
  const key = Symbol.for('greenpatch.closure');
  const slot = globalThis as unknown as Record<symbol, unknown>;
  try {
    const post = <T>(method: string, params: object): T => {
      let answer: unknown;
      session.post(method, params, (error: unknown, result: unknown) => {
        if (error) throw error;
        answer = result;
      });
      return answer as T;
    };
    const properties = (objectId: string | undefined) =>
      post<{ result: { name: string; value?: Remote }[]; internalProperties?: { name: string; value?: Remote }[] }>(
        'Runtime.getProperties',
        { objectId, ownProperties: true },
      );
    slot[key] = fn;
    const evaluated = post<{ result: Remote }>('Runtime.evaluate', {
      expression: 'globalThis[Symbol.for("greenpatch.closure")]',
    });
    const scopes = properties(evaluated.result.objectId).internalProperties?.find((p) => p.name === '[[Scopes]]');
    for (const scope of properties(scopes?.value?.objectId).result) {
      if (scope.value?.objectId === undefined) continue;
      const variable = properties(scope.value.objectId).result.find((p) => p.name === name);
      if (variable?.value?.objectId === undefined) continue;
      post('Runtime.callFunctionOn', {
        objectId: variable.value.objectId,
        functionDeclaration: 'function () { globalThis[Symbol.for("greenpatch.closure")] = this }',
      });
      return slot[key];
    }
    return undefined;
  } finally {
    delete slot[key];
    session.disconnect();
  }
}

/**
 * Node's stack of async ids, or null where it cannot be had (a Node built without inspector, a permission model that forbids
 * it): fibers then work, but must not park inside `AsyncResource#runInAsyncScope`.
 */
export function findAsyncIds(): AsyncIds | null {
  try {
    return verified(closureVariable(executionAsyncId, 'async_wrap') as Partial<AsyncWrapBinding>);
  } catch {
    return null;
  }
}

/**
 * The ids of the event whose code runs, with an async resource of our own beside them: what the code keeps there, as
 * AsyncLocalStorage does on Node 20 and 22, must not be seen by the event's other listeners.
 */
export class EntryContext extends AsyncResource {
  readonly #executionId = executionAsyncId();
  readonly #triggerId = triggerAsyncId();
  readonly #ids: AsyncIds;

  constructor(ids: AsyncIds) {
    super('Fiber');
    this.#ids = ids;
  }

  override runInAsyncScope<This, Result>(fn: (this: This, ...args: never[]) => Result, thisArg?: This): Result {
    const ids = this.#ids;
    const depth = ids.fields[ids.lengthAt]!;
    ids.push(this.#executionId, this.#triggerId);
    ids.resources[depth] = this;
    try {
      return Reflect.apply(fn, thisArg, []) as Result;
    } finally {
      ids.pop(this.#executionId);
      ids.resources.length = ids.fields[ids.lengthAt]!;
    }
  }
}

/** Entries of the stack of async ids that left it together with the fiber that pushed them. */
export type SavedIds = { asyncId: number; triggerId: number; resource: object | undefined }[];

/** Takes everything above `floor` off the stack. */
export function takeIds(ids: AsyncIds, floor: number): SavedIds {
  const saved: SavedIds = [];
  for (let depth = ids.fields[ids.lengthAt]!; depth > floor; depth = ids.fields[ids.lengthAt]!) {
    const asyncId = ids.ids[ids.executionAt]!;
    saved.push({ asyncId, triggerId: ids.ids[ids.triggerAt]!, resource: ids.resources[depth - 1] });
    ids.pop(asyncId);
    ids.resources.length = ids.fields[ids.lengthAt]!;
  }
  return saved;
}

/** Puts back what `takeIds` took. */
export function putIds(ids: AsyncIds, saved: SavedIds): void {
  for (const { asyncId, triggerId, resource } of saved.reverse()) {
    const depth = ids.fields[ids.lengthAt]!;
    ids.push(asyncId, triggerId);
    if (resource !== undefined) ids.resources[depth] = resource;
  }
}
