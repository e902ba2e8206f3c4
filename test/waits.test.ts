import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from './support/layers';

/** What keeps wakers of several fibers: a line that is made by hand, which reports know nothing of. */
const OWN_LINE =
  /\b(?:Set|Map|Array|Fifo)<[^=()\n]*\bWaker\b|\bWaker<[^=()\n]*>\[\]|\.(?:push|add|set)\((?:[^()\n]*[{,] *)?waker\b/;

/** Allowed, and why. */
const ALLOWED = {
  'hub/waiter.ts': 'what stands in the lines',
  'patch/builtins/atomics/cells.ts':
    'places in the queue that V8 keeps for all threads, which must be counted at each call',
};

const handMade = (sources: { name: string; text: string }[]): string[] =>
  sources.filter(({ name, text }) => OWN_LINE.test(text) && !(name in ALLOWED)).map(({ name }) => name);

describe('waiting', () => {
  it('is in lines of src/hub/wait-list.ts: nothing else keeps the wakers of several fibers', () => {
    const sources = readSources(path.join(__dirname, '..', 'src'));
    expect(handMade(sources)).toEqual([]);
    expect(sources.filter(({ name }) => name in ALLOWED)).toHaveLength(Object.keys(ALLOWED).length);
  });

  it.each([
    'readonly #waiting: Waker<void>[] = [];',
    'readonly #all = new Set<Waker<Answer>>();',
    'readonly #byFiber = new Map<Fiber, { load: Load; waker: Waker<void> }>();',
    'start: (waker) => void this.#waiting.push(waker),',
  ])('finds %s', (text) => {
    expect(handMade([{ name: 'x.ts', text }])).toEqual(['x.ts']);
  });
});
