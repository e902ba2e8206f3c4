import path from 'node:path';
import { drive } from './drive.mjs';
import { burstJobs, loadJobs, warmUpJobs } from './jobs.mjs';
import { ask, startServer, stopServer } from './processes.mjs';
import { burst, demoFolder, rootFolder } from './settings.mjs';

/**
 * Starts the application (with `preload` loaded first, if given), puts the same three bursts and the same load on it and
 * stops it.
 * @returns the run's figures; times in ms
 */
export async function measureRun({ name, preload, backend, world, settings, say }) {
  const app = await startApp(name, preload, backend, world);
  const run = { name, startMs: app.startMs, bursts: {}, wrong: { count: 0, examples: [] }, replies: 0 };
  const put = (load) => driveAndCheck(run, app, load);
  const site = { put, app, backend, world, settings, id: preload ? 'patched' : 'plain' };
  try {
    await put({ connections: 50, amount: 200, nextJob: warmUpJobs(world, site.id) });
    for (const kind of ['nap', 'quote', 'page']) {
      run.bursts[kind] = preload
        ? await bestBurst(site, kind)
        : await measureBurst(site, kind, settings.plainBurstRequests);
      say(`${name}: ${run.bursts[kind].requests} x ${kind}, ${run.bursts[kind].tookMs} ms`);
    }
    run.load = await measureLoad(site);
    say(`${name}: mixed load, ${run.load.requestsPerSecond.toFixed(1)} requests/s`);
  } finally {
    await stopServer(app);
  }
  return run;
}

async function startApp(name, preload, backend, world) {
  const before = performance.now();
  const preloads = ['-r', path.join(demoFolder, 'stall.cjs'), ...(preload ? ['-r', preload] : [])];
  const app = await startServer(`app (${name})`, [...preloads, path.join(demoFolder, 'app.js')], {
    cwd: rootFolder, // where `-r greenpatch` finds this package by its own name
    env: {
      PORT: '0',
      PATH: world.path,
      BACKEND_URL: backend.url,
      REPOSITORY: world.repository,
      FILES: world.filesFolder,
      // Without an engine greenpatch would let the program run unpatched; here that must be an error.
      GREENPATCH_REQUIRE: '1',
    },
  });
  return Object.assign(app, { startMs: performance.now() - before });
}

async function driveAndCheck(run, app, load) {
  const driven = await drive(app.url, { ...load, signal: app.ended });
  const { result, wrong } = driven;
  const lost = result.errors + result.timeouts;
  run.replies += result.requests.total;
  run.wrong.count += wrong.count + lost;
  run.wrong.examples.push(...wrong.examples);
  if (lost > 0) run.wrong.examples.push(`${lost} requests got no reply (connection errors or timeouts)`);
  return driven;
}

/**
 * The least disturbed of several attempts: most requests in flight, then the fastest. What takes a fifth of a second is
 * easily disturbed by whatever else the machine does. What each attempt took is kept beside it.
 */
async function bestBurst(site, kind) {
  const attempts = [];
  const hopelessMs = (burst.requests * burst.blockMs) / 2; // not disturbed: not concurrent
  for (let i = 0; i < site.settings.attempts && !(attempts.at(-1)?.tookMs > hopelessMs); i++) {
    attempts.push(await measureBurst(site, kind, burst.requests, i));
  }
  const [best] = [...attempts].sort((a, b) => b.inFlight - a.inFlight || a.tookMs - b.tookMs);
  return { ...best, attempts: attempts.map(({ tookMs, inFlight }) => ({ tookMs, inFlight })) };
}

async function measureBurst({ put, app, backend, world, id }, kind, requests, attempt = 0) {
  // Plain, there is never more than one at the backend.
  await resetMeters(app, backend, kind === 'quote' && id === 'patched' ? requests : 1);
  const nextJob = burstJobs(world, `${id}${attempt}`, kind, burst.blockMs);
  const { records } = await put({ connections: requests, amount: requests, nextJob });
  const answered = records.filter((record) => record.doneAt !== undefined);
  const firstSent = Math.min(...records.map((record) => record.sentAt));
  return {
    requests,
    tookMs: Math.max(...answered.map((record) => record.doneAt)) - firstSent,
    inFlight: await largestInFlight(backend),
    longestStallMs: await longestStall(app),
    atATime: atATime(answered),
    lanes: answered.map(({ job, sentAt, doneAt, steps }) => ({
      id: job.id,
      sentMs: sentAt - firstSent,
      doneMs: doneAt - firstSent,
      steps: steps.map(({ name, start, dur }) => ({ name, startMs: start - firstSent, durationMs: dur })),
    })),
  };
}

/** How many blocking steps were under way at a time, on average, from the first one's beginning to the last one's end. */
function atATime(answered) {
  const steps = answered.flatMap((record) => record.steps);
  const began = Math.min(...steps.map(({ start }) => start));
  const ended = Math.max(...steps.map(({ start, dur }) => start + dur));
  return steps.reduce((sum, { dur }) => sum + dur, 0) / (ended - began);
}

async function measureLoad({ put, app, backend, world, settings, id }) {
  await resetMeters(app, backend, 1);
  const nextJob = loadJobs(world, id);
  const { result } = await put({ connections: settings.connections, seconds: settings.loadSeconds, nextJob });
  return {
    seconds: result.duration,
    requests: result.requests.total,
    requestsPerSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    inFlight: await largestInFlight(backend),
    // Asked last: a blocked event loop answers only when it has worked off what was sent to it.
    longestStallMs: await longestStall(app),
  };
}

/** @param together so many requests meet at the backend before it answers the first of them */
async function resetMeters(app, backend, together) {
  app.child.send('reset');
  await readStats(backend, `?reset=${together}`);
}

async function readStats(backend, query = '') {
  const response = await fetch(`${backend.url}/stats${query}`);
  return response.json();
}

const largestInFlight = async (backend) => (await readStats(backend)).largest;
const longestStall = async (app) => (await ask(app, 'report')).longestStallMs;
