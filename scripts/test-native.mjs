// Compiles and runs the test of the stack-switch layer (native/switch) for every target whose tools are here, and says
// exactly what ran on what. Fails if this machine's own compiler and processor do not pass, or any target that can run.
//
//   node scripts/test-native.mjs                    all targets
//   node scripts/test-native.mjs --require arm64    arm64 must have run; as root, installs the tools with apt-get
//   node scripts/test-native.mjs --only musl        targets whose name contains the text
//   node scripts/test-native.mjs --bench            times gp_switch as well
//   node scripts/test-native.mjs --json             prints one JSON object instead
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runBench, runVariant } from '../test/native/run.mjs';
import { allVariants, ARM64_PACKAGES, hostArch, missing } from '../test/native/variants.mjs';

/** @typedef {import('../test/native/run.mjs').Result} Result */

const OPTIONS = /** @type {const} */ ({
  require: { type: 'string' },
  only: { type: 'string', default: '' },
  bench: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
});

process.exitCode = main();

/** @returns {number} exit code: 0 passed, 1 failed, 2 wrong arguments */
function main() {
  const options = readOptions();
  if (!options) return 2;
  const required = options.require;
  if (required === 'arm64') installArm64();
  const variants = allVariants().filter(({ name }) => name.includes(options.only));
  const results = variants.map(runVariant);
  const problems = findProblems(results, required);
  const native = variants.find((variant) => variant.native);
  const bench = options.bench && native && problems.length === 0 ? runBench(native) : [];
  if (options.json) console.log(JSON.stringify({ ok: problems.length === 0, problems, results, bench }, null, 2));
  else print(results, problems, bench);
  return problems.length > 0 ? 1 : 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.require === undefined || values.require === 'arm64') return values;
    console.error(`--require ${values.require}: only arm64 can be required, the machine's own target always is`);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
  }
  return null;
}

/**
 * @param {Result[]} results
 * @param {string | undefined} required
 * @returns {string[]}
 */
function findProblems(results, required) {
  const problems = results
    .filter(({ status, native }) => status === 'failed' || (native && status === 'missing'))
    .map(({ name, status }) => `${name}: ${status}`);
  if (required && !results.some(({ arch, status }) => arch === required && status === 'passed'))
    problems.push(`${required} is required, and no such target has passed`);
  if (results.length === 0 && hostArch()) problems.push('no target has this name');
  return problems;
}

/** Installs the tools of the arm64 targets if there are none, and we may. */
function installArm64() {
  const lacking = allVariants().some(
    (variant) => variant.arch === 'arm64' && variant.libc === 'glibc' && missing(variant),
  );
  if (!lacking || process.getuid?.() !== 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // What apt-get says goes to stderr: stdout may be JSON.
  const stdio = /** @type {const} */ (['ignore', 2, 2]);
  spawnSync('apt-get', ['update'], { env, stdio: [...stdio] });
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...ARM64_PACKAGES], { env, stdio: [...stdio] });
}

/**
 * @param {Result[]} results
 * @param {string[]} problems
 * @param {object[]} bench
 */
function print(results, problems, bench) {
  if (results.length === 0) console.log(`nothing to test: no switch layer for ${process.platform} on ${process.arch}`);
  for (const result of results) console.log(describe(result));
  for (const record of bench) console.log(JSON.stringify(record));
  for (const problem of problems) console.log(`FAILED: ${problem}`);
}

/** @param {Result} result */
function describe({ name, status, compiler, emulator, passed, failed, skipped, output }) {
  if (status === 'missing') return `missing  ${name}: ${output}`;
  const total = passed.length + failed.length + skipped.length;
  const where = emulator ?? 'this processor';
  return [
    `${status.padEnd(8)} ${name}: ${passed.length} of ${total} checks, ${skipped.length} skipped; ${compiler}; on ${where}`,
    ...skipped.map((check) => `           skipped: ${check}`),
    ...failed.map((check) => `           failed: ${check}`),
    ...(status === 'failed' ? [output] : []),
  ].join('\n');
}
