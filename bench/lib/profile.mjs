// Where the instructions of an operation go, by function: callgrind's addresses by the map of JavaScript's code that V8 writes.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { least, underCallgrind } from './counts.mjs';

/** @typedef {{ start: number, end: number, name: string }} Code */

/**
 * @param {string} name of an operation
 * @param {import('./counts.mjs').Tools} tools
 * @returns {Promise<{ name: string, instructions: number }[]>} a function each, the most expensive first
 */
export function profile(name, tools) {
  const options = ['--dump-instr=yes', '--dump-line=no', '--compress-pos=no', '--compress-strings=no'];
  return underCallgrind([name], tools, options, ['--perf-basic-prof'], (folder) => {
    const { text, operations } = least(folder, 0);
    const codes = readMap(Number(/^pid: (\d+)/m.exec(text)?.[1]));
    const sums = byFunction(text, (address) => nameAt(codes, address));
    const all = [...sums].map(([fn, sum]) => ({ name: fn, instructions: sum / operations }));
    return all.sort((a, b) => b.instructions - a.instructions);
  });
}

/**
 * V8's map of what it has compiled, by address; what stands later in it has taken the place of what was there.
 * @param {number} pid
 */
function readMap(pid) {
  const folder = ['/tmp', process.cwd()].find((one) => readdirSync(one).includes(`perf-${pid}.map`));
  if (folder === undefined) return [];
  const file = path.join(folder, `perf-${pid}.map`);
  /** @type {Map<number, Code>} */
  const codes = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, start, size, name] = /^(\w+) (\w+) (.+)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const from = parseInt(start, 16);
    codes.set(from, { start: from, end: from + parseInt(size, 16), name });
  }
  rmSync(file);
  return [...codes.values()].sort((a, b) => a.start - b.start);
}

/**
 * @param {Code[]} codes
 * @param {number} address
 */
function nameAt(codes, address) {
  let [low, high] = [0, codes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codes[middle].start <= address) low = middle + 1;
    else high = middle;
  }
  return codes.slice(Math.max(0, low - 6), low).findLast(({ end }) => address < end)?.name;
}

/**
 * @param {string} text what callgrind wrote
 * @param {(address: number) => string | undefined} nameOf of code that callgrind knows no name for
 */
function byFunction(text, nameOf) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  let [fn, isCall] = ['', false];
  for (const line of text.split('\n')) {
    if (line.startsWith('fn=')) fn = line.slice(3).replace(/'\d+$/, '');
    else if (line.startsWith('calls=')) isCall = true;
    else if (line.startsWith('0x')) {
      const [address, cost] = line.split(' ');
      // The line below `calls=` is what was called, which has lines of its own.
      if (!isCall) {
        const name = fn.startsWith('0x') ? (nameOf(Number(address)) ?? 'code that V8 gives no name') : fn;
        sums.set(name, (sums.get(name) ?? 0) + Number(cost));
      }
      isCall = false;
    }
  }
  return sums;
}
