// Load for the servers: the C ping-pong client for echo, wrk (autocannon where there is no wrk) for http.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runProgram, startServer } from './child.mjs';
import { processCpu, processPeakKb } from './host.mjs';
import { round } from './stats.mjs';
import { parseWrk } from './wrk.mjs';

const asIs = (command) => command;
const toClient = (kit, command) => (kit.pins.client ?? asIs)(command);

async function echo(kit, port, { connections, seconds, warmup }) {
  const args = [port, connections, seconds, 64, warmup].map(String);
  return runProgram(toClient(kit, { file: kit.echoClient.path, args }));
}

async function textOf({ file, args }) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ended with status ${code}: ${text.slice(-200)}`);
  return text;
}

async function wrk(kit, url, { connections, seconds }) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url];
  return parseWrk(await textOf(toClient(kit, { file: kit.httpClient.path, args })));
}

async function autocannon(kit, url, { connections, seconds }) {
  const args = [kit.httpClient.path, '-j', '-n', '-c', connections, '-d', seconds, url].map(String);
  const said = JSON.parse(await textOf(toClient(kit, { file: process.execPath, args })));
  return {
    req_per_s: said.requests.average,
    p50_us: said.latency.p50 * 1000,
    p99_us: said.latency.p99 * 1000,
    messages: said.requests.total,
    errors: said.errors + said.non2xx,
  };
}

async function http(kit, port, load) {
  const { tool } = kit.httpClient;
  const metrics = await (tool === 'wrk' ? wrk : autocannon)(kit, `http://127.0.0.1:${port}/`, load);
  return { params: { ...load, client: tool }, metrics };
}

/** Starts the server, loads it, adds its own CPU time per message and its peak memory, and ends it. */
export async function runServer(kind, command, kit, load) {
  const server = await startServer((kit.pins.server ?? asIs)(command));
  try {
    // The C client warms up by itself, and counts the messages of its warm-up.
    if (kind === 'http') await http(kit, server.port, { ...load, seconds: 1 });
    const cpu = processCpu(server.pid);
    const result = await (kind === 'echo' ? echo : http)(kit, server.port, load);
    const { messages } = result.metrics;
    const spent = processCpu(server.pid);
    const server_cpu_us = spent === null ? undefined : round(((spent - cpu) / Math.max(1, messages)) * 1e6);
    return {
      ...result,
      metrics: { ...result.metrics, server_cpu_us, peak_rss_kb: processPeakKb(server.pid) ?? undefined },
    };
  } finally {
    await server.stop();
  }
}
