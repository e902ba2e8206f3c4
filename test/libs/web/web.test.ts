// Web applications whose handlers block after an await, unmodified and preloaded: 50 requests of 200 ms each overlap.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantedLines } from '../../../scripts/node-lines.mjs';
import { wantedEngines } from '../../support/matrix';
import { App, Backend, type Reply } from './driver';

const COUNT = 50;
/** One after the other they take 10 s. The portable engine, a thread a request, gets more time. */
const LIMIT_MS = { switch: 600, threads: 2_000 };
/** A burst is repeated so often at most until it is in time: other programs run on this machine too. */
const ATTEMPTS = 6;

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

describe.each(['express', 'fastify', 'koa'])('an application of %s', (name) => {
  const file = path.join(__dirname, '..', name, 'app.js');
  for (const line of wantedLines()) {
    describe.each(wantedEngines())(`Node ${line}, %s`, (engine) => {
      const backend = new Backend();
      let app: App;

      beforeAll(async () => {
        await backend.start();
        app = new App(file, line, { BACKEND: backend.url, GREENPATCH_ENGINE: engine });
        await app.start();
      });
      afterAll(async () => {
        await app?.stop();
        backend.stop();
      });

      it.each(Object.entries(KINDS))('serves 50 requests at the same time that block in %s', async (_, kind) => {
        backend.hold = 0;
        await burst(app, kind, [0]); // loads what it needs
        await most(app);
        let took = Infinity;
        let atOnce = 0;
        for (let attempt = 0; attempt < ATTEMPTS && (took > LIMIT_MS[engine] || atOnce < COUNT); attempt++) {
          // The first time the backend waits until all are there: that counts them, whatever the machine does besides.
          Object.assign(backend, { most: 0, hold: attempt === 0 ? COUNT : 0 });
          took = Math.min(took, await burst(app, kind, numbers));
          atOnce = Math.max(atOnce, await most(app));
        }
        expect(atOnce).toBe(COUNT);
        expect(took).toBeLessThan(LIMIT_MS[engine]);
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
    const backend = new Backend();
    await backend.start();
    const app = new App(file, wantedLines()[0]!, { BACKEND: backend.url });
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
