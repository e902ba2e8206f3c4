import {
  AsyncLocalStorage,
  type AsyncResource,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
} from 'node:async_hooks';
import { closureOf } from './closure';
import { ended, findCounter } from './own-resources';
import { parkedEvents } from './parked-events';

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
  constants: {
    kStackLength: number;
    kTotals: number;
    kExecutionAsyncId: number;
    kTriggerAsyncId: number;
    kAsyncIdCounter?: number;
    kInit?: number;
  };
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
  if (!pushesAndPops(found)) return null;
  makeRoom(resources);
  findCounter(found, constants!.kAsyncIdCounter, constants!.kInit);
  return found;
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

/**
 * Node's stack of async ids, or null where it cannot be had (a Node built without inspector, a permission model that forbids
 * it): fibers then work, but must not park inside `AsyncResource#runInAsyncScope`.
 */
export function findAsyncIds(): AsyncIds | null {
  try {
    return verified(closureOf(executionAsyncId, ['async_wrap']).async_wrap as Partial<AsyncWrapBinding>);
  } catch {
    return null;
  }
}

/** Whether AsyncLocalStorage keeps its stores on async resources: on Node 20 and 22, and on later ones by flag. */
const storesOnResources = (new AsyncLocalStorage() as { kResourceStore?: symbol }).kResourceStore !== undefined;
/** Each storage has a key of its own with the first name; later lines keep all stores in one object under the second. */
const STORE_KEYS = ['kResourceStore', 'kAsyncLocalStorageContext'];

/** The stores that AsyncLocalStorage has put on a resource. */
type Stores = ReadonlyMap<symbol, unknown>;
type Resource = Record<symbol, unknown>;

function storesOf(resource: object): Stores {
  const keys = Object.getOwnPropertySymbols(resource).filter((key) => STORE_KEYS.includes(key.description!));
  return new Map(keys.map((key) => [key, (resource as Resource)[key]]));
}

/** The same, to be put back later even if they change in place meanwhile. */
function copyOfStores(resource: object): Stores {
  const stores = new Map(storesOf(resource));
  for (const [key, store] of stores) {
    if (key.description === STORE_KEYS[1] && typeof store === 'object')
      stores.set(key, Object.assign(Object.create(null), store));
  }
  return stores;
}

/** Puts other stores on a resource, and returns those that it had. */
function exchangeStores(resource: object, stores: Stores): Stores {
  const before = storesOf(resource);
  for (const key of before.keys()) if (!stores.has(key)) (resource as Resource)[key] = undefined;
  for (const [key, store] of stores) (resource as Resource)[key] = store;
  return before;
}

const NO_STORES: Stores = new Map();

/** What an entry point has to know of its event before it runs; null where it needs nothing. */
export function contextBefore(ids: AsyncIds): Stores | null {
  if (!storesOnResources) return null;
  return ids.fields[ids.hooksAt]! > 0 ? copyOfStores(executionAsyncResource()) : NO_STORES;
}

/**
 * The context of an event whose code has parked: it is resumed with the same async ids and on the same resource, as if it had
 * never left. What AsyncLocalStorage keeps on that resource leaves with the code: the event's other listeners must not see it.
 */
export class EntryContext {
  readonly #asyncId = executionAsyncId();
  readonly #triggerId = triggerAsyncId();
  readonly #resource = executionAsyncResource();
  #stores: Stores | null;

  /** Made where the event's code has just been left. */
  constructor(
    readonly ids: AsyncIds,
    before: Stores | null,
  ) {
    this.#stores = before === null ? null : exchangeStores(this.#resource, before);
    if (this.#asyncId > 0) parkedEvents.begin(this.#asyncId);
  }

  runInAsyncScope<This, Result>(fn: (this: This, ...args: never[]) => Result, thisArg: This): Result {
    const { ids } = this;
    pushContext(ids, this.#asyncId, this.#triggerId, this.#resource);
    const theirs = this.#stores === null ? null : exchangeStores(this.#resource, this.#stores);
    try {
      return Reflect.apply<This, never[], Result>(fn, thisArg, []);
    } finally {
      if (theirs !== null) this.#stores = exchangeStores(this.#resource, theirs);
      popContext(ids, this.#asyncId);
    }
  }

  /** The event's code has ended. Gives what was put off until then. */
  end(): readonly (() => void)[] {
    return parkedEvents.end(this.#asyncId);
  }

  enterForGood(): void {
    pushContext(this.ids, this.#asyncId, this.#triggerId, this.#resource);
    if (this.#stores !== null) exchangeStores(this.#resource, this.#stores);
  }
}

/** Goes into a context without leaving it, for an error on its way to where uncaught errors end: Node empties the stack of ids there. */
export function enterForGood(ids: AsyncIds, context: AsyncResource | EntryContext): void {
  if (context instanceof EntryContext) context.enterForGood();
  else pushContext(ids, context.asyncId(), context.triggerAsyncId(), context);
  // Hooks have had its `after` when it parked; Node calls them for all that is on the stack.
  ended.asyncId = ids.ids[ids.executionAt]!;
}

function pushContext(ids: AsyncIds, asyncId: number, triggerId: number, resource: object): void {
  const depth = ids.fields[ids.lengthAt]!;
  ids.push(asyncId, triggerId);
  ids.resources[depth] = resource;
}

/**
 * Node's array has its last place taken out first: native code would do that by its length, and an array that gets the length 0 gives its
 * memory back, to be made anew for the next tick.
 */
function popContext(ids: AsyncIds, asyncId: number): void {
  const { resources } = ids;
  if (resources.length > 0 && resources.length === ids.fields[ids.lengthAt]) resources.pop();
  ids.pop(asyncId);
}

/**
 * Gives Node's array room for a few, which it keeps. Room for none, or for 17, is a trap: V8 gives all of it back when the last one is popped, and
 * each tick makes it anew (4,000 instructions for an HTTP request).
 */
function makeRoom(resources: object[]): void {
  if (resources.length > 0) return;
  resources.push(resources, resources); // room for 19
  resources.pop(); // half of what is too much goes
  resources.pop();
}

/** Entries of the stack of async ids that left it together with the fiber that pushed them. */
export type SavedIds = { asyncId: number; triggerId: number; resource: object | undefined }[];

/** Takes everything above `floor` off the stack. */
export function takeIds(ids: AsyncIds, floor: number): SavedIds {
  const saved: SavedIds = [];
  for (let depth = ids.fields[ids.lengthAt]!; depth > floor; depth = ids.fields[ids.lengthAt]!) {
    const asyncId = ids.ids[ids.executionAt]!;
    saved.push({ asyncId, triggerId: ids.ids[ids.triggerAt]!, resource: ids.resources[depth - 1] });
    popContext(ids, asyncId);
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
