import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const demoFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const rootFolder = path.dirname(path.dirname(demoFolder));

/** The fixed experiment of the demo: so many requests at once, each of which blocks so long. */
export const burst = { requests: 50, blockMs: 200 };

/** What the preloaded run has to reach; plain Node needs `requests * blockMs`, 10 s. */
export const limits = { burstMs: 600, inFlight: burst.requests };

/** What can be set from the environment; the README beside this folder lists it. */
export function readSettings(env = process.env) {
  const short = env.DEMO_SHORT === '1';
  return {
    connections: 50,
    loadSeconds: short ? 2 : 8,
    // The plain run's bursts take 10 s each; in short mode it gets fewer requests, and the result says how many.
    plainBurstRequests: short ? 10 : burst.requests,
    attempts: 5, // at each of the preloaded run's bursts; the best counts and the table says so
    lenient: env.DEMO_LENIENT === '1',
    netcat: env.DEMO_NETCAT !== '0',
    preload: env.DEMO_PRELOAD || 'greenpatch',
    outFolder: path.resolve(env.DEMO_OUT || path.join(demoFolder, 'out')),
  };
}
