// Valgrind, and the addon that tells it what to count.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../scripts/addon-file.mjs';
import { ensure } from '../../test/libs/harness/server-tools.mjs';

const SOURCE = path.join(ROOT, 'bench', 'counts', 'marks.c');

/**
 * What counting takes, or why it cannot be had here. As root on Debian, valgrind is installed where it is missing.
 * @returns {{ valgrind: string, marks: string, missing?: undefined } | { missing: string }}
 */
export function findValgrind() {
  if (process.platform !== 'linux') return { missing: 'instructions are counted on Linux only' };
  try {
    return { valgrind: ensure('valgrind', 'valgrind'), marks: compileMarks() };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** The addon in .cache/, compiled unless it is there. */
function compileMarks() {
  const hash = createHash('sha256').update(`${process.arch}\n`).update(readFileSync(SOURCE)).digest('hex');
  const file = path.join(ROOT, '.cache', 'counts', `marks-${hash.slice(0, 16)}.node`);
  if (existsSync(file)) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  const made = `${file}.${process.pid}`;
  try {
    const args = ['-shared', '-fPIC', '-fvisibility=hidden', '-O1', '-o', made, SOURCE];
    execFileSync(process.env.CC?.split(' ').pop() ?? 'cc', args, { stdio: 'pipe' });
  } catch (error) {
    const { stderr = '', message } = /** @type {{ stderr?: Buffer | string, message: string }} */ (error);
    throw new Error(`${SOURCE} does not compile: ${String(stderr).trim() || message}`, { cause: error });
  }
  renameSync(made, file);
  return file;
}
