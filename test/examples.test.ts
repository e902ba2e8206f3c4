// Runs the small examples the way their first line says, and compares what they print.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = path.join(__dirname, '..');
const folder = path.join(root, 'examples');

const printed: Record<string, RegExp> = {
  'commands-in-parallel.js': /^slept 0\.3 s\nslept 0\.2 s\nslept 0\.1 s\ntogether 0\.[3-5] s, one after .* 0\.6 s\n$/,
  'wait-for-a-promise.js': /^you asked for \/one\nyou asked for \/two, you asked for \/three\n$/,
  'echo-server.js': /^(ping\npong|pong\nping)\n$/,
  'other-cores.js':
    /^(?:17984 primes below 200,000\nkey [0-9a-f]{16}|key [0-9a-f]{16}\n17984 primes below 200,000)\nthe event loop went on meanwhile\n$/,
  'time-limit.js': /^ERR_GREENPATCH_TIMEOUT\ngave up after [0-4]\.\d s\n$/,
  'await-a-fiber.mjs':
    /^Ariane 3\nVega 2\n(?:Ariane 2\nVega 1|Vega 1\nAriane 2)\nAriane 1\nAriane lifts off\nVega lifts off\n$/,
};

/** The command in the comment at the head of an example, as arguments for node. */
function argumentsOf(name: string): string[] {
  const command = /^\/\/ node (.+)$/m.exec(readFileSync(path.join(folder, name), 'utf8'));
  expect(command, `${name} says how to run it`).not.toBeNull();
  return command![1]!.split(' ');
}

describe('examples', () => {
  it('are all run here', () => {
    const programs = readdirSync(folder).filter((name) => /\.m?js$/.test(name));
    expect(programs.sort()).toEqual(Object.keys(printed).sort());
  });

  it.each(Object.keys(printed))('%s prints what it promises', async (name) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argumentsOf(name), { cwd: root });
    expect(stdout).toMatch(printed[name]!);
    expect(stderr).toBe('');
  });
});
