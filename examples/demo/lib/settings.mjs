import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const demoFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const rootFolder = path.dirname(path.dirname(demoFolder));

/** The fixed experiment of the demo: so many requests at once, each of which blocks so long. */
export const burst = { requests: 50, blockMs: 200 };

/** How many calls the preloaded run has under way at a time, on average over a burst: 20 to 40 where the machine is idle. Plain, it is 1. */
export const limits = { atATime: 5 };

/** What can be set from the environment; the README beside this folder lists it. */
export function readSettings(env = process.env) {
  const short = env.DEMO_SHORT === '1';
  return {
    connections: 50,
    loadSeconds: short ? 2 : 8,
    // The plain run's bursts take 10 s each; in short mode it gets fewer requests, and the result says how many.
    plainBurstRequests: short ? 10 : burst.requests,
    attempts: 5, // at each of the preloaded run's bursts; the best counts and the table says so
    netcat: env.DEMO_NETCAT !== '0',
    preload: env.DEMO_PRELOAD || 'greenpatch',
    outFolder: path.resolve(env.DEMO_OUT || path.join(demoFolder, 'out')),
  };
}
