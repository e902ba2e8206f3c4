// Compiles the native switch test for a variant, runs it, and reads its TAP.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing, version } from './variants.mjs';

/**
 * @typedef {import('./variants.mjs').Variant} Variant
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {Variant['arch']} arch
 * @property {Variant['libc']} libc
 * @property {boolean} native
 * @property {'passed' | 'failed' | 'missing'} status
 * @property {string | null} compiler its --version
 * @property {string | null} emulator its --version and arguments; null: ran on the processor itself
 * @property {string[]} passed names of checks
 * @property {string[]} failed names of checks, or what else went wrong
 * @property {string[]} skipped names of checks, each with why
 * @property {string} output what the compiler or the program said, if it failed; or why the variant is missing
 */

const HERE = path.dirname(fileURLToPath(import.meta.url));
const LAYER = path.join(HERE, '..', '..', 'native', 'switch');
const TIME_LIMIT_MS = 120_000;
// -frounding-math: the tests change the rounding mode under the compiler's feet.
const FLAGS = ['-g', '-Wall', '-Wextra', '-Werror', '-frounding-math', '-pthread'];

/**
 * @param {Variant} variant
 * @returns {Result}
 */
export function runVariant(variant) {
  const why = missing(variant);
  if (why) return result(variant, 'missing', { output: why });
  return inScratchFolder((folder) => {
    const program = compileTest(variant, folder);
    if (program.failed) return result(variant, 'failed', { failed: ['compile'], output: program.output });
    return execute(variant, program.path);
  });
}

/**
 * Times gp_switch alone, built by the given variant's compiler.
 * @param {Variant} variant
 * @returns {object[]} one record a shape, see switch_bench.c
 */
export function runBench(variant) {
  return inScratchFolder((folder) => {
    const program = path.join(folder, 'switch_bench');
    const sources = [path.join(HERE, 'switch_bench.c'), ...layerSources()];
    const compiled = call([variant.cc, '-O2', ...sources, '-o', program], folder);
    if (compiled.failed) throw new Error(compiled.output);
    const ran = call([...variant.runner, program], folder);
    if (ran.failed) throw new Error(ran.output);
    return ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });
}

/**
 * @param {Variant} variant
 * @param {string} folder
 */
function compileTest(variant, folder) {
  const program = path.join(folder, 'switch_test');
  const flags = [...FLAGS, ...variant.flags];
  const steps = [[variant.cc, ...flags, '-c', ...testSources(variant), ...layerSources()]];
  if (variant.cxx) steps.push([variant.cxx, ...flags, '-c', path.join(HERE, 'exceptions.cc')]);
  for (const step of steps) {
    const compiled = call(step, folder);
    if (compiled.failed) return { ...compiled, path: program };
  }
  const objects = readdirSync(folder).filter((name) => name.endsWith('.o'));
  const libraries = variant.cxx ? ['-lm'] : ['-lm', '-lgcc_eh'];
  const link = variant.link.map((arg) => (arg.endsWith('.S') ? path.join(HERE, arg) : arg));
  const linked = call([variant.cxx ?? variant.cc, ...flags, ...link, ...objects, ...libraries, '-o', program], folder);
  return { ...linked, path: program };
}

/** @param {Variant} variant */
function testSources({ arch, cxx }) {
  const other = ['switch_bench.c', ...(cxx ? ['no_exceptions.c'] : [])];
  const sources = readdirSync(HERE).filter((name) => name.endsWith('.c') && !other.includes(name));
  return [...sources, `registers_${arch.replace('-', '_')}.S`].map((name) => path.join(HERE, name));
}

function layerSources() {
  return ['switch.c', 'abi.S'].map((name) => path.join(LAYER, name));
}

/**
 * @param {Variant} variant
 * @param {string} program
 * @returns {Result}
 */
function execute(variant, program) {
  const ran = call([...variant.runner, program], path.dirname(program));
  const checks = readTap(ran.stdout);
  if (ran.failed && checks.failed.length === 0) checks.failed.push(`the program ended with ${ran.ending}`);
  if (!ran.failed && !checks.complete) checks.failed.push('the program did not come to its end');
  const status = checks.failed.length > 0 ? 'failed' : 'passed';
  return result(variant, status, { ...checks, output: status === 'failed' ? ran.output : '' });
}

/**
 * @param {string} text
 * @returns {{ passed: string[], failed: string[], skipped: string[], complete: boolean }} complete: as many as planned
 */
export function readTap(text) {
  const checks = { passed: /** @type {string[]} */ ([]), failed: /** @type {string[]} */ ([]) };
  const skipped = [];
  for (const [, not, name = '', why] of text.matchAll(/^(not )?ok \d+ - (.*?)(?: # SKIP (.*))?$/gm)) {
    if (why) skipped.push(`${name}: ${why}`);
    else checks[not ? 'failed' : 'passed'].push(name);
  }
  const planned = Number(/^1\.\.(\d+)$/m.exec(text)?.[1]);
  return { ...checks, skipped, complete: planned === checks.passed.length + checks.failed.length + skipped.length };
}

/**
 * @param {Variant} variant
 * @param {Result['status']} status
 * @param {Partial<Result>} rest
 * @returns {Result}
 */
function result({ name, arch, libc, native, cc, runner }, status, rest) {
  const { passed = [], failed = [], skipped = [], output = '' } = rest;
  const [command, ...args] = runner;
  const emulator = command ? [version(command) ?? command, ...args].join(' ') : null;
  return {
    name,
    arch,
    libc,
    native,
    status,
    compiler: version(cc),
    emulator,
    passed,
    failed,
    skipped,
    output,
  };
}

/**
 * @param {string[]} line a command and its arguments
 * @param {string} cwd
 */
function call([command = '', ...args], cwd) {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: TIME_LIMIT_MS });
  const ending = ran.error ? ran.error.message : ran.signal ? `signal ${ran.signal}` : `exit code ${ran.status}`;
  const failed = ran.status !== 0;
  return {
    failed,
    ending,
    stdout: ran.stdout ?? '',
    output: `${ran.stdout ?? ''}${ran.stderr ?? ''}${failed ? ending : ''}`,
  };
}

/**
 * @template T
 * @param {(folder: string) => T} body
 * @returns {T}
 */
function inScratchFolder(body) {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-native-'));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
