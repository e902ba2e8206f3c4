// Kills the server of a case while all its calls are in flight, and starts it again.
import { isDeepStrictEqual } from 'node:util';
import { Gate } from './gate.mjs';
import { runChild } from './run-child.mjs';
import { startServer } from './servers.mjs';

/** The calls of a case that can wait for ever need not be quick either. */
const UNIT_MS = 40;

/** @typedef {import('./declarations.mjs').Library} Library */
/** @typedef {import('./run.mjs').Row} Row */
/** @param {string} kind */
const isSilent = (kind) => kind.startsWith('never');

/** @typedef {{errors: object[]}} Errors */

/** What plain Node does, by library, version and line. @type {Map<string, Promise<Errors>>} */
const references = new Map();

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 */
export async function runKilled(library, row, exec, folder) {
  const key = [library.library, row.version, exec].join(' ');
  const plain = references.get(key) ?? kill(library, '', exec, folder);
  references.set(key, plain);
  const reference = await plain.catch((error) => {
    throw new Error(`in plain Node: ${error.message}`);
  });
  const { errors } = await kill(library, row.engine, exec, folder);
  // What blocks in plain Node has been in flight once only there.
  const wrong = errors.flatMap((error, n) => {
    const other = reference.errors[n] ?? reference.errors[0];
    return isDeepStrictEqual(error, other) ? [] : [`call ${n}: ${JSON.stringify(error)}, not ${JSON.stringify(other)}`];
  });
  const kind = /** @type {string} */ (library.killed);
  row.killed = isSilent(kind) ? kind : `${errors.length - wrong.length} of ${errors.length} errors, ${kind}`;
  row.faults.push(...wrong.map((text) => `the server was killed, ${text}`));
}

/**
 * @param {Library} library
 * @param {string} engine none: plain Node
 * @param {string} exec
 * @param {string} folder
 * @returns {Promise<Errors>}
 */
async function kill(library, engine, exec, folder) {
  const name = library.server ?? 'http';
  const server = await startServer(name === 'http' ? 'http process' : name, library.folder, folder, 'to be killed');
  const { kill, start } = server;
  if (kill === undefined || start === undefined) throw new Error(`${name} is no process: it cannot be killed`);
  const gate = new Gate(server.port);
  const kind = /** @type {string} */ (library.killed);
  let killing = Promise.resolve();
  /** @type {import('./run-child.mjs').Asked} */
  const asked = {
    inFlight(/** @type {number} */ count) {
      gate.reset(count);
      killing = gate.inFlight(count).then(() => {
        gate.shut();
        return kill();
      });
    },
    killed: () => killing.then(() => ({ answers: !isSilent(kind), reconnects: /reconnects$/.test(kind) })),
    async restart() {
      await start();
      await gate.listen();
    },
  };
  try {
    const mode = engine === '' ? 'plain' : 'fibers';
    const port = await gate.listen();
    const count = library.count ?? 10;
    const { data } = server;
    return await runChild(
      library,
      engine,
      { task: 'killed', mode, exec, folder, port, count, unit: UNIT_MS, data },
      asked,
    );
  } finally {
    gate.close();
    await start(); // for the next one
    await server.stop();
  }
}
