import { createRequire } from 'node:module';

const { quoteFor } = createRequire(import.meta.url)('../backend.js');

// What each kind of request asks for, and what a right answer to it is. Every request has arguments of its own, and where
// the waits need not be equal they fall as the numbers rise, so that later requests finish first: an answer that reached
// the wrong caller cannot pass for the right one.

const expectNap = (ms) => ({ ms });
const expectQuote = (id, ms) => ({ id, text: quoteFor(id), ms });
const expectCommit = (id, commit) => ({ line: `${id} ${commit.line}\n` });
const pick = (list, n) => list[n % list.length];

const kinds = {
  nap: (id, n, { napMs }) => ({ path: `/nap/${id}?ms=${napMs}`, expected: { id, nap: expectNap(napMs) } }),
  quote: (id, n, { quoteMs }) => ({
    path: `/quote/${id}?ms=${quoteMs}`,
    expected: { id, quote: expectQuote(id, quoteMs) },
  }),
  commit(id, n, { world }) {
    const commit = pick(world.commits, n);
    return { path: `/commit/${id}?revision=${commit.revision}`, expected: { id, commit: expectCommit(id, commit) } };
  },
  file(id, n, { world }) {
    const file = pick(world.files, n);
    return { path: `/file/${id}?name=${file.name}`, expected: { id, file } };
  },
  page(id, n, { world, quoteMs, napMs }) {
    const [file, commit] = [pick(world.files, n), pick(world.commits, n)];
    const query = `name=${file.name}&revision=${commit.revision}&quote=${quoteMs}&nap=${napMs}`;
    const expected = {
      id,
      file,
      commit: expectCommit(id, commit),
      quote: expectQuote(id, quoteMs),
      nap: expectNap(napMs),
    };
    return { path: `/page/${id}?${query}`, expected };
  },
};

/** Request number `n` of a kind; `id` is unlike every other request's, in every run. */
function makeJob(kind, id, n, options) {
  const { path, expected } = kinds[kind](id, n, options);
  return { kind, id, n, path, expected: JSON.stringify(expected) };
}

/** Short requests of every kind, so that what is measured next finds compiled code in every process. */
export function warmUpJobs(world, run) {
  const names = Object.keys(kinds);
  return (n) => makeJob(names[n % names.length], `${run}warm${n}`, n, { world, quoteMs: 1, napMs: 1 });
}

/** `kind` blocks `blockMs`: asleep, at the backend, or, for a page, half and half and never twice the same. */
export function burstJobs(world, run, kind, blockMs) {
  return (n) => {
    const quoteMs = kind === 'page' ? blockMs / 2 + 25 - n : blockMs;
    const napMs = kind === 'page' ? blockMs - quoteMs : blockMs;
    return makeJob(kind, `${run}${kind}${n}`, n, { world, quoteMs, napMs });
  };
}

/** The mixed load: all kinds in turn, waits of 40 to 160 ms. */
export function loadJobs(world, run) {
  const names = Object.keys(kinds);
  return (n) => {
    const options = { world, quoteMs: 160 - ((n * 7) % 120), napMs: 40 + ((n * 11) % 120) };
    return makeJob(names[n % names.length], `${run}load${n}`, n, options);
  };
}
