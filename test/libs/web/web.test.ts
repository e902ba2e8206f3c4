// Web applications whose handlers block after an await, unmodified and preloaded: 50 requests of 200 ms each overlap.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantedLines } from '../../../scripts/node-lines.mjs';
import { wantedEngines } from '../../support/matrix';
import { sample } from '../../support/sample';
import { App, Backend, type Reply } from './driver';

const COUNT = 50;
/** One after the other they take that long. */
const SERIAL_MS = 10_000;
/** What is aimed at; the portable engine, a thread a request, gets more time. */
const GOAL_MS = { switch: 600, threads: 2_000 };
/** A burst is repeated so often at most until it is in time: other programs run on this machine too. */
const ATTEMPTS = 3;

interface Kind {
  path: (n: number) => string;
  body?: (n: number) => unknown;
  result: (n: number) => string;
}
const KINDS: Record<string, Kind> = {
  'Atomics.wait': { path: (n) => `/nap/client${n}`, result: (n) => `slept on client${n}` },
  'Atomics.wait after a parsed body': {
    path: () => '/nap',
    body: (n) => ({ text: `body ${n} ${'x'.repeat(n * 100)}` }),
    result: (n) => `slept on body ${n} ${'x'.repeat(n * 100)}`,
  },
  execFileSync: { path: (n) => `/command/client${n}`, result: (n) => `said client${n}` },
  'sync-request': { path: (n) => `/remote/client${n}`, result: (n) => `fetched client${n}` },
};
const numbers = Array.from({ length: COUNT }, (_, n) => n);

/** Requests with arguments of their own, each with the reply that it must get. */
async function burst(app: App, kind: Kind, clients: number[]): Promise<number> {
  const started = performance.now();
  const replies = await Promise.all(clients.map((n) => app.request(kind.path(n), `id ${n}`, kind.body?.(n))));
  const took = performance.now() - started;
  const expected = (n: number): Reply => ({
    status: 200,
    body: { result: kind.result(n), before: `id ${n}`, after: `id ${n}` },
  });
  expect(replies).toEqual(clients.map(expected));
  return took;
}

const most = async (app: App) => (await app.request('/most', 'none')).body as number;

/** Asks again and again until the answer is as large as it should be, or for ten seconds. */
async function reaching(wanted: number, ask: () => Promise<number>): Promise<number> {
  const end = performance.now() + 10_000;
  let largest = 0;
  while (largest < wanted && performance.now() < end) largest = Math.max(largest, await ask());
  return largest;
}

interface Place {
  name: string;
  line: number;
  engine: 'switch' | 'threads';
}
const lines = wantedLines();
const names = ['express', 'fastify', 'koa'];
const places = names.flatMap((name) =>
  lines.flatMap((line) => wantedEngines().map((engine): Place => ({ name, line, engine }))),
);

/** Both engines on the oldest and the newest line; the others have one with each application, in turn. */
function isChosen({ name, line, engine }: Place): boolean {
  if (line === lines[0] || line === lines.at(-1)) return true;
  return wantedEngines().at((names.indexOf(name) + lines.indexOf(line)) % 2) === engine;
}
const chosen = sample('web', places, isChosen, ({ name, line, engine }) => `${name} ${line} ${engine}`);

describe.each(names)('an application of %s', (name) => {
  const file = path.join(__dirname, '..', name, 'app.js');
  for (const { line, engine } of chosen.filter((place) => place.name === name)) {
    describe(`Node ${line}, ${engine}`, () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'greenpatch-web-'));
      const gate = path.join(folder, 'gate');
      const backend = new Backend(gate);
      let app: App;

      beforeAll(async () => {
        await backend.start();
        app = new App(file, line, { BACKEND: backend.url, GATE: gate, GREENPATCH_ENGINE: engine });
        await app.start();
      });
      afterAll(async () => {
        await app?.stop();
        backend.stop();
        rmSync(folder, { recursive: true, force: true });
      });

      it.each(Object.entries(KINDS))('serves 50 requests at the same time that block in %s', async (blocking, kind) => {
        await burst(app, kind, [0]); // loads what it needs
        await most(app);
        // At first no request gets done before all are there: that counts them, whatever the machine does besides.
        writeFileSync(gate, '');
        const held = burst(app, kind, numbers);
        const atOnce = await reaching(COUNT, () => most(app));
        rmSync(gate);
        await held;
        expect(atOnce).toBe(COUNT);
        let took = Infinity;
        for (let attempt = 0; attempt < ATTEMPTS && took > GOAL_MS[engine]; attempt++)
          took = Math.min(took, await burst(app, kind, numbers));
        console.log(`${name}, Node ${line}, ${engine}, ${blocking}: ${COUNT} requests in ${took.toFixed()} ms`);
        expect(took).toBeLessThan(SERIAL_MS / 2);
      });

      it('hands an error to the handler of errors, with the store of its request', async () => {
        const replies = await Promise.all(numbers.map((n) => app.request(`/nap/client${n}/fails`, `id ${n}`)));
        expect(replies).toEqual(
          numbers.map((n) => ({ status: 500, body: { error: `failed: slept on client${n}`, id: `id ${n}` } })),
        );
      });

      it('has written nothing to stderr', () => expect(app.errors).toBe(''));
    });
  }

  it('gives the same replies without greenpatch', async () => {
    const gate = path.join(os.tmpdir(), 'greenpatch-web-no-such-gate');
    const backend = new Backend(gate);
    await backend.start();
    const app = new App(file, wantedLines()[0]!, { BACKEND: backend.url, GATE: gate });
    try {
      await app.start();
      for (const kind of Object.values(KINDS)) await burst(app, kind, [1, 2]);
      expect(await most(app)).toBe(1);
      expect(backend.most).toBe(1);
    } finally {
      await app.stop();
      backend.stop();
    }
  });
});
