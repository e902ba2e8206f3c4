'use strict';
// Shared by the *.js programs. Runs on Node 14 and newer, for node-fibers runs nowhere else.
const fs = require('fs');

function status(key) {
  const found = new RegExp('^' + key + ':\\s+(\\d+)', 'm').exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return Number(found[1]);
}

const linux = process.platform === 'linux';

/** Resident memory now, its peak, and the page tables that resident memory leaves out (0 where unknown), in KiB. */
exports.rssKb = () => (linux ? status('VmRSS') : process.memoryUsage().rss / 1024);
exports.peakKb = () => (linux ? status('VmHWM') : Math.round(process.resourceUsage().maxRSS));
exports.pageTablesKb = () => (linux ? status('VmPTE') : 0);

/** A stopwatch over wall time and over this process's own CPU time, all threads; since() gives both in ns. */
exports.start = () => ({ wall: process.hrtime.bigint(), cpu: process.cpuUsage() });
exports.since = (t) => {
  const wall = Number(process.hrtime.bigint() - t.wall);
  const cpu = process.cpuUsage(t.cpu);
  return { wall, cpu: (cpu.user + cpu.system) * 1000 };
};

/** { name_ns, name_cpu_ns } per operation. */
exports.perOp = (name, t, n) => {
  const d = exports.since(t);
  return { [name + '_ns']: d.wall / n, [name + '_cpu_ns']: d.cpu / n };
};

/** A stopwatch over the memory of n things: call it, make them, call what it returned. Needs --expose-gc. */
exports.memory = () => {
  global.gc();
  const rss = exports.rssKb();
  const tables = exports.pageTablesKb();
  const heap = process.memoryUsage().heapUsed;
  return (n) => {
    global.gc();
    return {
      real_kib: (exports.rssKb() - rss) / n,
      tables_kib: (exports.pageTablesKb() - tables) / n,
      heap_kib: (process.memoryUsage().heapUsed - heap) / 1024 / n,
    };
  };
};

/** Argument i, as the type of its default. */
exports.arg = (i, otherwise) => {
  const given = process.argv[2 + i];
  return given === undefined ? otherwise : typeof otherwise === 'number' ? Number(given) : given;
};

/** The program's one JSON line. */
exports.emit = (workload, peer, params, metrics) => {
  const rounded = {};
  for (const key of Object.keys(metrics)) rounded[key] = Math.round(metrics[key] * 1000) / 1000;
  rounded.peak_rss_kb = exports.peakKb();
  const line = { workload, peer, params: { node: process.version, ...params }, metrics: rounded };
  fs.writeSync(1, JSON.stringify(line) + '\n');
};

/** Ends a server's start: prints the line that the runner waits for. */
exports.listen = (server) =>
  server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, () =>
    fs.writeSync(1, JSON.stringify({ listening: server.address().port }) + '\n'),
  );

/** Runs task(i) for 0 <= i < n with at most `width` promises pending. */
exports.pool = async (n, width, task) => {
  let next = 0;
  const worker = async () => {
    while (next < n) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, n) }, worker));
};

exports.setImmediateAsync = () => new Promise((resolve) => setImmediate(resolve));
