// What the figures were measured on, and how busy the rest of the machine was meanwhile.
import fs from 'node:fs';
import os from 'node:os';
import { round } from './stats.mjs';

const ticksPerSecond = 100; // USER_HZ, which Linux fixes for /proc

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** CPU seconds so far: of the whole machine, and of this process with the children it has waited for. */
function cpuSeconds() {
  const machine = read('/proc/stat');
  const mine = read('/proc/self/stat');
  if (machine === null || mine === null) return null;
  const [user, nice, system, , , irq, softirq] = machine.split('\n', 1)[0].trim().split(/\s+/).slice(1).map(Number);
  const [utime, stime, cutime, cstime] = mine
    .slice(mine.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const seconds = (...ticks) => ticks.reduce((a, b) => a + b) / ticksPerSecond;
  return { all: seconds(user, nice, system, irq, softirq), mine: seconds(utime, stime, cutime, cstime) };
}

/** Begins to watch; the function it returns gives `{ wall_s, others }`, others: the cores that were kept busy by others. */
export function watch() {
  const cpu = cpuSeconds();
  const begin = process.hrtime.bigint();
  return () => {
    const wall = Number(process.hrtime.bigint() - begin) / 1e9;
    const now = cpuSeconds();
    const others = cpu && now ? Math.max(0, (now.all - cpu.all - (now.mine - cpu.mine)) / wall) : null;
    return { wall_s: round(wall), others: others === null ? null : round(others) };
  };
}

/** CPU seconds of another process, all its threads, or null where there is no /proc. */
export function processCpu(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Peak resident memory of another process in KiB, or null. */
export function processPeakKb(pid) {
  const found = /^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '');
  return found ? Number(found[1]) : null;
}

/** The first line of a results file. */
export function hostLine(run, versions) {
  const maps = read('/proc/sys/vm/max_map_count');
  return {
    run,
    host: {
      kernel: os.release(),
      machine: os.arch(),
      cpus: os.cpus().length,
      cpu: os.cpus()[0]?.model ?? null,
      memory_mb: Math.round(os.totalmem() / 2 ** 20),
      max_map_count: maps === null ? null : Number(maps),
      ...versions,
    },
  };
}
