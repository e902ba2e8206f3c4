// Compiles the addon for a Node line with prebuildify, unless the one in prebuilds/ is made from the very same sources for
// the very same Node version. Sources are copied to a scratch folder first: several lines never share a build folder, and
// what is fingerprinted is what is compiled, even if a source is edited meanwhile.
//
//   node scripts/addon.mjs               for the running Node
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addonFile, isCurrent, libc, ROOT, sourceHash, writeStamp } from './addon-file.mjs';
import { withLock } from './lock.mjs';
import { findLine } from './node-lines.mjs';

const run = promisify(execFile);
const PREBUILDIFY = path.join(ROOT, 'node_modules', 'prebuildify', 'bin.js');

/**
 * @typedef {import('./node-lines.mjs').NodeLine} NodeLine
 * @typedef {{ strip?: boolean, force?: boolean }} BuildOptions strip: without symbols, to publish; force: even if current
 */

/**
 * Makes sure that prebuilds/ holds an up-to-date addon for a line.
 * @param {NodeLine} line
 * @param {BuildOptions} [options]
 * @returns {Promise<string>} the addon's path; rejects with the compiler's output
 */
export async function ensureAddon(line, options = {}) {
  const file = addonFile(await abiOf(line));
  // Left behind by a developer's own node-gyp run, it would be loaded by every Node instead of the right addon.
  rmSync(path.join(ROOT, 'build', 'Release', 'greenpatch.node'), { force: true });
  await withLock(`addon-${line.major}`, async () => {
    if (options.force || !isCurrent(file, sourceHash(line.version))) await compile(line, file, options);
  });
  return file;
}

/** @param {NodeLine} line */
async function abiOf(line) {
  const { stdout } = await run(line.exec, ['-p', 'process.versions.modules'], { env: withoutNodeOptions() });
  return stdout.trim();
}

/**
 * @param {NodeLine} line
 * @param {string} file
 * @param {BuildOptions} options
 */
async function compile(line, file, options) {
  console.error(`addon: compiling for Node ${line.version}`);
  const scratch = path.join(ROOT, '.cache', 'addon', String(line.major));
  copySources(scratch);
  const hash = sourceHash(line.version, scratch);
  const args = ['--napi=false', '--tag-libc', '--target', line.version, '--cwd', scratch, '--out', ROOT];
  try {
    await run(process.execPath, [PREBUILDIFY, ...args, ...(options.strip ? ['--strip'] : [])], {
      cwd: ROOT,
      env: buildEnvironment(line),
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    throw new Error(`the addon did not compile for Node ${line.version}\n${outputOf(error)}`, { cause: error });
  }
  // prebuildify names the file by a table of its own; the load test below is what proves that the name is right.
  await run(line.exec, ['-e', 'require(process.argv[1])', file], { env: withoutNodeOptions() });
  writeStamp(file, hash);
}

/** @param {string} scratch */
function copySources(scratch) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  for (const name of ['package.json', 'binding.gyp', 'native'])
    cpSync(path.join(ROOT, name), path.join(scratch, name), { recursive: true });
}

/** @param {NodeLine} line */
function buildEnvironment(line) {
  const bin = path.join(ROOT, 'node_modules', '.bin');
  return {
    ...withoutNodeOptions(),
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    PREBUILD_LIBC: libc(),
    GREENPATCH_WERROR: '1',
    npm_config_jobs: String(availableParallelism()),
    // Without headers beside the running Node, node-gyp takes the user's nodedir setting or downloads them.
    ...(line.nodedir && { npm_config_nodedir: line.nodedir }),
  };
}

/** NODE_OPTIONS=-r greenpatch in the developer's shell must not reach the tools that build greenpatch. */
function withoutNodeOptions() {
  return { ...process.env, NODE_OPTIONS: '' };
}

/** @param {unknown} error what execFile rejects with */
function outputOf(error) {
  const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
  const lines = `${stdout}${stderr}`.trim().split('\n');
  return lines
    .filter((text) => !text.startsWith('gyp info'))
    .slice(-100)
    .join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const running = findLine(Number(process.versions.node.split('.')[0]));
  if (!running) throw new Error('unreachable: the running Node stands for its own line');
  console.log(path.relative(ROOT, await ensureAddon(running, { force: process.argv.includes('--force') })));
}
