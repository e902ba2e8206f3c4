// Makes all calls of a case at once in fibers, beside plain Node, and judges what its server has seen.
import { isDeepStrictEqual } from 'node:util';
import { Gate } from './gate.mjs';
import { runChild } from './run-child.mjs';
import { startServer } from './servers.mjs';

const UNIT_MS = 40;

/** @typedef {import('./declarations.mjs').Library} Library */
/** @typedef {import('./run.mjs').Row} Row */
/** @typedef {{serial: number, all?: number, error?: object, errors?: Record<string, object>}} Reference */

/** Plain references, by library, version and line. @type {Map<string, Promise<Reference>>} */
const references = new Map();

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 */
export async function runCalls(library, row, exec, folder) {
  const count = (row.calls = library.count ?? 10);
  const server = await startServer(library.server ?? 'http', library.folder, folder);
  row.server = server.version;
  const gate = server.counter === null ? new Gate(server.port, library.delayed ? (library.unit ?? UNIT_MS) : 0) : null;
  const counter = gate ?? /** @type {NonNullable<typeof server.counter>} */ (server.counter);
  const asked = {
    ready: () => counter.reset(atOnce(library)),
    counted: () => void (row.inFlight = counter.most),
    cut: () => counter.cut(),
  };
  try {
    const port = gate === null ? server.port : await gate.listen();
    /** @type {Omit<import('./run-child.mjs').Task, 'mode'>} */
    const task = { task: 'calls', exec, folder, port, count, unit: library.unit ?? UNIT_MS, data: server.data };
    // The HTTP server waits for others only where there are any.
    const alone = { ...asked, ready: gate === null ? () => {} : asked.ready };
    const key = [library.library, row.version, exec, library.folder, library.case, count, task.unit].join(' ');
    const plain = references.get(key) ?? runChild(library, '', { ...task, mode: 'plain' }, alone);
    references.set(key, plain);
    const reference = await plain;
    /** @type {{took: number, lag: number, error?: object, errors?: Record<string, object>}} */
    let result = { took: 0, lag: 0 };
    // A machine that is busy with other things can keep calls apart; nothing brings them together by chance.
    for (let attempt = 0; attempt < attemptsOf(library) && (row.inFlight ?? 0) < atOnce(library); attempt++) {
      counter.connections = 0;
      result = await runChild(library, row.engine, { ...task, mode: 'fibers' }, asked);
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
