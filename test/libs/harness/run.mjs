// Runs one library, in one version, on one Node line and engine, against its server, and judges what it has seen.
import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { findLine } from '../../../scripts/node-lines.mjs';
import { Gate } from './gate.mjs';
import { install } from './install.mjs';
import { ensure } from './server-tools.mjs';
import { startServer } from './servers.mjs';

const CHILD = fileURLToPath(new URL('child.cjs', import.meta.url));
const TERMINAL = path.join(ROOT, 'test', 'support', 'terminal.py');
const LIMIT_MS = 120_000;
const OWN_LIMIT_MS = 180_000;
const UNIT_MS = 40;

/** @typedef {import('./declarations.mjs').Library} Library */

/**
 * @typedef {object} Row one line of the ledger
 * @property {string} library
 * @property {string} version
 * @property {string} through
 * @property {string} node such as `v22.23.3`
 * @property {number} line
 * @property {string} engine
 * @property {string} server with its version
 * @property {'concurrent' | 'correct but serial' | 'blocks' | 'not run' | 'own tests only' | 'wrong'} verdict
 * @property {string} why of any verdict but concurrent, and of one that has a limit
 * @property {number | null} inFlight most calls under way at the same time, as the server has seen them
 * @property {number | null} calls
 * @property {number | null} ms all calls in fibers
 * @property {number | null} serialMs the same calls in plain Node, one after the other
 * @property {number | null} allMs the same in plain Node with Promise.all
 * @property {string} own the library's own tests: `19 of 19`, or what failed
 * @property {string[]} faults what must not be: another verdict than the declared one, wrong replies, leaks
 */

/** @typedef {{serial: number, all?: number, error?: object, errors?: Record<string, object>}} Reference */
/** @typedef {{ready(): void, counted(): void, cut(): void}} Asked */

/** Plain references, by library, version and line. @type {Map<string, Promise<Reference>>} */
const references = new Map();

/**
 * @param {Library} library
 * @param {string} version
 * @param {number} line
 * @param {string} engine
 * @returns {Promise<Row>}
 */
export async function runLibrary(library, version, line, engine) {
  const node = findLine(line);
  if (node === undefined) throw new Error(`Node ${line} is not here: npm run prebuilds`);
  /** @type {Row} */
  const row = {
    library: library.library,
    version: library.builtin ? node.version.slice(1) : version,
    through: library.through,
    node: node.version,
    line,
    engine,
    server: '',
    verdict: 'own tests only',
    why: '',
    inFlight: null,
    calls: null,
    ms: null,
    serialMs: null,
    allMs: null,
    own: '',
    faults: [],
  };
  try {
    if (library.notRun !== undefined && library.own === undefined) throw new NotRun(library.notRun);
    const folder = await installed(library, version, line);
    if (library.case !== undefined) await runCase(library, row, node.exec, folder);
    for (const own of library.own ?? []) await runOwn(library, row, node.exec, folder, own);
    if (library.notRun !== undefined) throw new NotRun(library.notRun);
  } catch (error) {
    row.verdict = error instanceof NotRun ? 'not run' : 'wrong';
    row.why = firstLine(/** @type {Error} */ (error).message);
    if (!(error instanceof NotRun)) row.faults.push(/** @type {Error} */ (error).message);
  }
  return row;
}

class NotRun extends Error {}

/**
 * @param {Library} library
 * @param {string} version
 * @param {number} line
 * @returns {Promise<string>} the folder in whose node_modules it is
 */
async function installed(library, version, line) {
  if (library.builtin) return library.folder;
  return install(library, version, line).catch((error) => {
    throw new NotRun(`it cannot be installed: ${firstLine(error.stderr || error.message)}`);
  });
}

/** @param {string} text */
const firstLine = (text) => text.trim().split('\n', 1).join();

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 */
async function runCase(library, row, exec, folder) {
  const count = (row.calls = library.count ?? 10);
  const server = await startServer(library.server ?? 'http', library.folder, folder).catch((error) => {
    throw new NotRun(error.message);
  });
  row.server = server.version;
  const gate = server.counter === null ? new Gate(server.port, library.delayed ? (library.unit ?? UNIT_MS) : 0) : null;
  const counter = gate ?? /** @type {NonNullable<typeof server.counter>} */ (server.counter);
  /** What the child asks for. @type {Asked} */
  const asked = {
    ready: () => counter.reset(atOnce(library)),
    counted: () => void (row.inFlight = counter.most),
    cut: () => counter.cut(),
  };
  try {
    const port = gate === null ? server.port : await gate.listen();
    const args = [path.join(library.folder, /** @type {string} */ (library.case)), folder, String(port)];
    const rest = [String(count), String(library.unit ?? UNIT_MS)];
    const key = [library.library, row.version, exec, library.folder, library.case, ...rest].join(' ');
    // The HTTP server waits for others only where there are any.
    const alone = { ...asked, ready: gate === null ? () => {} : asked.ready };
    const data = server.data ?? '';
    const [start, flags] = library.terminal ? [ensure('python3', 'python3'), [TERMINAL, exec]] : [exec, []];
    const plain = references.get(key) ?? runChild(start, flags, [...args, ...rest, 'plain', data], {}, alone);
    references.set(key, plain);
    const reference = await plain;
    const env = {
      ...compat(library),
      GREENPATCH_ENGINE: row.engine,
      GREENPATCH_REQUIRE: '1',
      GREENPATCH_WARN_HUB: 'off',
    };
    /** @type {{took: number, lag: number, error?: object, errors?: Record<string, object>}} */
    let result = { took: 0, lag: 0 };
    // A machine that is busy with other things can keep calls apart; nothing brings them together by chance.
    for (let attempt = 0; attempt < attemptsOf(library) && (row.inFlight ?? 0) < atOnce(library); attempt++) {
      counter.connections = 0;
      result = await runChild(start, [...flags, '-r', ROOT], [...args, ...rest, 'fibers', data], env, asked);
    }
    row.ms = result.took;
    row.serialMs = reference.serial;
    row.allMs = reference.all ?? null;
    if (counter.connections === 0) row.faults.push('nothing came through the gate: the driver has gone past it');
    if (!isDeepStrictEqual(result.error, reference.error))
      row.faults.push(
        `its error is ${JSON.stringify(result.error)}, and in plain Node ${JSON.stringify(reference.error)}`,
      );
    for (const [what, error] of Object.entries(reference.errors ?? {})) {
      const other = result.errors?.[what];
      if (!isDeepStrictEqual(other, error))
        row.faults.push(`${what}: its error is ${JSON.stringify(other)}, and in plain Node ${JSON.stringify(error)}`);
    }
    judge(library, row, result.lag);
  } finally {
    gate?.close();
    await server.stop();
  }
}

/**
 * How many calls must be under way at the same time, and are waited for.
 * @param {Library} library
 */
const atOnce = ({ count = 10, most = count, expect }) => (expect === 'serial' ? 1 : Math.min(count, most));

/** @param {Library} library */
const attemptsOf = ({ expect = 'concurrent', server, through }) =>
  expect === 'concurrent' && (server !== undefined || through === 'patches') ? 3 : 1;

/**
 * @param {Library} library
 * @param {Row} row
 * @param {number} lag longest time for which the event loop stood still, in ms
 */
function judge(library, row, lag) {
  const longest = (library.count ?? 10) * (library.unit ?? UNIT_MS);
  const enough = library.expect === 'serial' ? row.calls : atOnce(library);
  if (row.inFlight === enough) row.verdict = 'concurrent';
  else row.verdict = lag > longest / 2 ? 'blocks' : 'correct but serial';
  const limited = row.verdict !== 'concurrent' || enough !== row.calls;
  row.why = limited ? (library.why ?? `${row.inFlight} of ${row.calls} calls at the same time`) : '';
  const expected = { concurrent: 'concurrent', serial: 'correct but serial', blocks: 'blocks' }[
    library.expect ?? 'concurrent'
  ];
  if (row.verdict === expected) return;
  row.faults.push(`it is "${row.verdict}" (${row.inFlight} of ${row.calls} in flight), declared as "${expected}"`);
}

/**
 * @param {Library} library
 * @returns {Record<string, string>}
 */
const compat = ({ compat: text }) => (text === undefined ? {} : { GREENPATCH_COMPAT: text });

/** @param {Record<string, string>} extra */
function environment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST|npm_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * @param {string} exec
 * @param {string[]} flags
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {Asked} asked what is done when it is about to make its calls, has made them, or wants to lose its connection
 * @returns {Promise<any>} what it reports
 */
function runChild(exec, flags, args, env, asked) {
  return new Promise((resolve, reject) => {
    /** @type {any} */
    let result;
    let output = '';
    const child = fork(CHILD, args, {
      execPath: exec,
      execArgv: flags,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => (output = `${output}${text}`.slice(-8000)));
    const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.on('message', (/** @type {any} */ message) => {
      if (message.result !== undefined) result = message.result;
      if (message.ready === true) asked.ready();
      else if (message.counted === true) asked.counted();
      else if (message.cut === true) asked.cut();
      else return;
      child.send('go');
    });
    child.on('exit', (code, signal) => {
      clearTimeout(late);
      if (code === 0 && result !== undefined) return resolve(result);
      const leaks = result !== undefined && signal === 'SIGKILL' ? 'it does not end: something is left open; ' : '';
      reject(new Error(`${leaks}its process ended with ${signal ?? code}: ${output}`));
    });
  });
}

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 * @param {import('./declarations.mjs').OwnTests} own
 */
async function runOwn(library, row, exec, folder, own) {
  const modules = path.join(folder, 'node_modules');
  const cwd = library.builtin ? library.folder : path.join(modules, library.library);
  const args = own.args.map((word) => word.replace('{modules}', modules).replace('{folder}', library.folder));
  const file = args.find((word) => word.startsWith(modules) || word.startsWith(library.folder));
  if (file !== undefined && !existsSync(file)) throw new Error(`${file} is not there`);
  const env = environment({
    // The tests start Node themselves; those processes are preloaded, too.
    NODE_OPTIONS: `-r ${ROOT}`,
    ...compat(library),
    GREENPATCH_ENGINE: row.engine,
    GREENPATCH_REQUIRE: '1',
    GREENPATCH_WARN_HUB: 'off',
    ...(own.path ? { NODE_PATH: cwd } : {}),
  });
  let { code, output, match } = await executeOwn(own, exec, args, cwd, env);
  for (let again = 0; own.timed && match === null && again < 2; again++)
    ({ code, output, match } = await executeOwn(own, exec, args, cwd, env));
  if (match === null) {
    row.faults.push(`its own tests: exit code ${code}: ${output.slice(-3000)}`);
    return;
  }
  const note = own.why === undefined ? '' : ` (${own.why})`;
  row.own = [row.own, `${match[1] === undefined ? 'passed' : `${match[1]} passed`}${note}`].filter(Boolean).join(', ');
}

/**
 * @param {import('./declarations.mjs').OwnTests} own
 * @param {string} exec
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
async function executeOwn(own, exec, args, cwd, env) {
  const { code, output } = await execute(exec, args, cwd, env);
  return { code, output, match: code === (own.exit ?? 0) ? new RegExp(own.stdout, 'm').exec(output) : null };
}

/**
 * @param {string} exec
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{code: number | string, output: string}>}
 */
function execute(exec, args, cwd, env) {
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: OWN_LIMIT_MS, maxBuffer: 1 << 26 };
    execFile(exec, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'unknown'), output: `${stdout}\n${stderr}` });
    });
  });
}
