import assert from 'node:assert/strict';
import { AsyncLocalStorage, AsyncResource, executionAsyncId } from 'node:async_hooks';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Coroutine, asyncIdsMissing, engineStatus } from '../../fiber';
import { type Fiber, idle, jobs, joinAll, killAll, park, sleep, spawn, wait, type Waker } from '../../hub';
import { profile, samplesIn } from './profile';

/** One thing that an engine must be able to do. */
export interface Check {
  readonly name: string;
  /** Why it is not asked here. */
  readonly skip?: () => string | undefined;
  /** Throws or rejects when it cannot. May return what it has measured. */
  readonly run: () => Promise<string | void> | string | void;
}

/** Waits for fibers from the hub. The first failure rejects. */
const all = (fibers: Fiber<unknown>[]): Promise<unknown[]> => Promise.all(fibers);

export function roundTrip(): void {
  const got: unknown[] = [];
  const coroutine = new Coroutine((first) => {
    got.push(first);
    for (let n = 1; n <= 3; n++) got.push(Coroutine.suspend(n));
    return 'result';
  });
  const given = ['a', 'b', 'c', 'd'].map((value) => coroutine.resume(value));
  assert.deepEqual(got, ['a', 'b', 'c', 'd']);
  assert.deepEqual(given, [1, 2, 3, 'result']);
  assert.equal(coroutine.state, 'returned');
}

function errorArrives(): void {
  const error = new Error('thrown on another stack');
  const coroutine = new Coroutine(() => {
    throw error;
  });
  assert.equal(coroutine.resume(), error);
  assert.equal(coroutine.state, 'threw');
}

export async function parkAndWake(): Promise<void> {
  const order: string[] = [];
  let waker: Waker<string> | undefined;
  const sleeper = spawn(() => {
    order.push('parks');
    order.push(park<string>({ what: 'self-test', start: (mine) => (waker = mine) }));
    sleep(1);
    return wait(Promise.resolve('settled'));
  });
  const other = spawn(() => {
    order.push('others run');
    waker!.resolve('woken');
    order.push('a waker does not run the woken');
    assert.equal(sleeper.get(), 'settled');
  });
  await all([sleeper, other]);
  assert.deepEqual(order, ['parks', 'others run', 'a waker does not run the woken', 'woken']);
}

async function killUnwinds(): Promise<void> {
  const order: string[] = [];
  const victim = spawn(() => {
    try {
      park({ what: 'self-test', start() {} });
    } finally {
      order.push('cleaned up');
    }
  });
  await spawn(() => {
    idle();
    killAll([victim]);
    order.push(victim.state);
  });
  assert.deepEqual(order, ['cleaned up', 'killed']);
}

/** How deep a function can call itself here. */
function depth(): number {
  let deepest = 0;
  const dive = (): void => {
    deepest++;
    dive();
  };
  assert.throws(dive, RangeError);
  return deepest;
}

async function overflow(): Promise<string> {
  const onHub = depth();
  const fibers = [1, 2, 3].map(() =>
    spawn(() => {
      const deepest = depth();
      idle(); // the stack is whole: it can be left and come back to
      return deepest;
    }),
  );
  const deepest = Math.min(...((await all(fibers)) as number[]));
  assert.ok(deepest > onHub / 2, `${deepest} calls deep in a fiber, ${onHub} outside`);
  return `${deepest} calls deep, ${onHub} outside`;
}

/** A collector that needs no `node --expose-gc`. */
function collector(): (options?: { type: 'minor' | 'major' }) => void {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as ReturnType<typeof collector>;
}

const FIBERS = 64;

export async function collections(): Promise<string> {
  const gc = collector();
  const fibers = Array.from({ length: FIBERS }, (_, n) =>
    spawn(() => {
      const held = Array.from({ length: 100 }, (_, i) => ({ text: `${n}.${i}`, garbage: new Array(50).fill(i) }));
      idle();
      gc({ type: n % 8 === 0 ? 'major' : 'minor' });
      idle();
      held.forEach(({ text }, i) => assert.equal(text, `${n}.${i}`));
    }),
  );
  await all(fibers);
  return `${FIBERS} collections, ${FIBERS / 8} of them full`;
}

async function storage(): Promise<void> {
  const store = new AsyncLocalStorage<number>();
  const fibers = Array.from({ length: 10 }, (_, n) =>
    store.run(n, () =>
      spawn(() => {
        for (const pause of [idle, () => sleep(1), () => wait(Promise.resolve())]) {
          assert.equal(store.getStore(), n);
          pause();
        }
        assert.equal(store.getStore(), n);
        store.run(-n, () => {
          idle();
          assert.equal(store.getStore(), -n);
        });
        assert.equal(store.getStore(), n);
      }),
    ),
  );
  await all(fibers);
  assert.equal(store.getStore(), undefined);
}

async function asyncScopes(): Promise<void> {
  const fibers = Array.from({ length: 10 }, () =>
    spawn(() => {
      const resource = new AsyncResource('SelfTest');
      resource.runInAsyncScope(() => {
        const inside = executionAsyncId();
        idle();
        assert.equal(executionAsyncId(), inside);
      });
    }),
  );
  await all(fibers);
}

async function workers(): Promise<string> {
  const count = 2;
  const done = Array.from({ length: count }, () => {
    const worker = new Worker(path.join(__dirname, 'self-test-worker.js'));
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
    });
  });
  const here = spawn(() => {
    for (const one of done) {
      parkedFor(one);
      joinAll([spawn(idle), spawn(idle)]);
    }
  });
  await all([here]);
  return `${count} at once, beside the main thread`;
}

/** Keeps parking until the promise settles, so that there is always something going on here. */
function parkedFor(promise: Promise<unknown>): void {
  let settled = false;
  promise.finally(() => (settled = true)).catch(() => {});
  while (!settled) sleep(1);
  wait(promise);
}

/** Of the 100 samples that 100 ms make; a busy machine takes fewer. */
const LEAST_SAMPLES = 5;

async function jobsPark(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // the drain under way began before
  const trace: string[] = [];
  const job = Promise.resolve().then(() => {
    sleep(5);
    trace.push('job');
  });
  const tick = new Promise<void>((resolve) => {
    process.nextTick(() => {
      sleep(5);
      trace.push('tick');
      resolve();
    });
  });
  const other = Promise.resolve().then(() => trace.push('other'));
  try {
    await Promise.all([job, tick, other]);
  } finally {
    jobs.turnOff();
  }
  assert.equal(trace[0], 'other');
  assert.deepEqual([...trace].sort(), ['job', 'other', 'tick']);
}

async function profiler(): Promise<string> {
  const taken = await profile(() =>
    spawn(function busyInAFiber() {
      const until = performance.now() + 100;
      while (performance.now() < until);
    }),
  );
  const samples = samplesIn(taken, 'busyInAFiber');
  assert.ok(samples >= LEAST_SAMPLES, `${samples} samples of a function that ran in a fiber for 100 ms`);
  return `${samples} samples in 100 ms`;
}

/** In the order they are run: the simplest first, so that the first failure says most. */
export const checks: readonly Check[] = [
  { name: 'a coroutine exchanges values with its resumer', run: roundTrip },
  { name: 'an error thrown in a coroutine reaches its resumer', run: errorArrives },
  { name: 'a fiber parks and is woken through the hub', run: parkAndWake },
  { name: 'a killed fiber unwinds at the place where it is parked', run: killUnwinds },
  { name: 'a stack overflow in a fiber is a RangeError', run: overflow },
  { name: 'garbage collections inside fibers spare what parked fibers hold', run: collections },
  { name: 'AsyncLocalStorage belongs to the fiber', run: storage },
  {
    name: 'a fiber can be parked inside an AsyncResource',
    skip: () => (asyncIdsMissing() ? "Node's stack of async ids cannot be reached here" : undefined),
    run: asyncScopes,
  },
  {
    name: 'promise jobs and ticks park, and hold nothing up',
    skip: () => {
      jobs.turnOn();
      return jobs.missing;
    },
    run: jobsPark,
  },
  { name: 'fibers run in several threads at once', run: workers },
  {
    name: 'the CPU profiler sees what runs in fibers',
    skip: () => (engineStatus().engine!.binding.profilerSeesFibers() ? undefined : 'not with this engine here'),
    run: profiler,
  },
];
