// Runs the tests that a library brings along, and programs beside its case.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { environment, settings } from './run-child.mjs';
import { startServer } from './servers.mjs';

const OWN_LIMIT_MS = 180_000;

/** @typedef {import('./declarations.mjs').Library} Library */
/** @typedef {import('./run.mjs').Row} Row */

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 * @param {import('./declarations.mjs').OwnTests} own
 */
export async function runOwn(library, row, exec, folder, own) {
  const modules = path.join(folder, 'node_modules');
  const cwd = library.builtin ? library.folder : path.join(modules, library.library);
  const port = own.args.includes('{port}') ? await portFor(library, folder) : 0;
  const args = own.args.map((word) =>
    word.replace('{modules}', modules).replace('{folder}', library.folder).replace('{port}', String(port)),
  );
  const file = args.find((word) => word.startsWith(modules) || word.startsWith(library.folder));
  if (file !== undefined && !existsSync(file)) throw new Error(`${file} is not there`);
  const env = environment({
    // The tests start Node themselves; those processes are preloaded, too.
    NODE_OPTIONS: `-r ${ROOT}`,
    ...settings(library, row.engine),
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
 * @param {Library} library
 * @param {string} folder
 */
async function portFor(library, folder) {
  const server = await startServer(/** @type {string} */ (library.server), library.folder, folder);
  return server.port;
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
