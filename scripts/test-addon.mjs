// Compiles the addons that tests use (test/fixtures/addons) for every Node line, into .cache/test-addon/<abi>/, unless they are
// up to date. They are no part of the package.
//
//   node scripts/test-addon.mjs
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isCurrent, libc, ROOT, writeStamp } from './addon-file.mjs';
import { withLock } from './lock.mjs';
import { ensureLine, wantedLines } from './node-lines.mjs';

const run = promisify(execFile);
const SOURCES = path.join(ROOT, 'test', 'fixtures', 'addons');
/** Made for LD_PRELOAD. */
const NO_ADDON = 'no_markers';
const TARGETS = ['native_frames', 'napi_frames', 'cxx_frames', NO_ADDON];
const env = { ...process.env, NODE_OPTIONS: '' };

/** @param {import('./node-lines.mjs').NodeLine} line */
function hashFor(line) {
  const hash = createHash('sha256').update(`${line.version} ${process.platform} ${process.arch} ${libc()}\n`);
  for (const name of readdirSync(SOURCES).sort())
    hash.update(`${name}\0`).update(readFileSync(path.join(SOURCES, name)));
  return hash.digest('hex');
}

/**
 * Makes sure that the test addons are there for a line.
 * @param {import('./node-lines.mjs').NodeLine} line
 */
async function ensure(line) {
  const { stdout } = await run(line.exec, ['-p', 'process.versions.modules'], { env });
  const folder = path.join(ROOT, '.cache', 'test-addon', stdout.trim());
  const hash = hashFor(line);
  if (TARGETS.every((target) => isCurrent(path.join(folder, `${target}.node`), hash))) return;
  console.error(`test-addon: compiling for Node ${line.version}`);
  const release = await compile(line, path.join(ROOT, '.cache', 'test-addon', `build-${line.major}`));
  mkdirSync(folder, { recursive: true });
  for (const target of TARGETS) {
    const file = path.join(folder, `${target}.node`);
    rmSync(file, { force: true }); // A process that has it loaded keeps the old one.
    copyFileSync(path.join(release, `${target}.node`), file);
    if (target !== NO_ADDON) await run(line.exec, ['-e', 'require(process.argv[1])', file], { env });
    writeStamp(file, hash);
  }
}

/**
 * @param {import('./node-lines.mjs').NodeLine} line
 * @param {string} scratch
 * @returns {Promise<string>} the folder with the compiled files
 */
async function compile(line, scratch) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  cpSync(SOURCES, scratch, { recursive: true });
  const gyp = path.join(ROOT, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  try {
    await run(process.execPath, [gyp, 'rebuild', `--target=${line.version}`], {
      cwd: scratch,
      // As an environment variable, because npm sets it from the user's configuration and node-gyp prefers it to its flag.
      env: { ...env, ...(line.nodedir && { npm_config_nodedir: line.nodedir }) },
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    const told = `${stdout}${stderr}`.trim().split('\n').slice(-60).join('\n');
    throw new Error(`the test addons did not compile for Node ${line.version}\n${told}`, { cause: error });
  }
  const release = path.join(scratch, 'build', 'Release');
  if (!existsSync(release)) throw new Error(`node-gyp left nothing in ${release}`);
  return release;
}

try {
  for (const major of wantedLines()) {
    const line = await ensureLine(major);
    await withLock(`test-addon-${major}`, () => ensure(line));
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`test-addon: ${error.message}`);
  process.exitCode = 1;
}
