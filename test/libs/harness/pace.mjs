// Twenty calls at once, of 200 ms and less, in fibers and with Promise.all in plain Node, in turn.
import { Gate } from './gate.mjs';
import { runChild } from './run-child.mjs';
import { startServer } from './servers.mjs';

const COUNT = 20;
/** The first call takes 200 ms. */
const UNIT_MS = 10;
/** In fibers it takes at most so many times what it takes with Promise.all. Calls that wait for each other take ten times as long. */
const MOST = 1.1;
/** All calls, where Promise.all can do it in this time. */
const GOAL_MS = 400;
/** The best round of each counts. What other programs do on this machine makes rounds slower, never faster; so more are tried. */
const ROUNDS = { least: 3, most: 20 };

/** @typedef {import('./declarations.mjs').Library} Library */
/** @typedef {import('./run.mjs').Row} Row */

/**
 * @param {Library} library
 * @param {Row} row
 * @param {string} exec
 * @param {string} folder
 * @param {{least: number, most: number}} [rounds]
 */
export async function runPace(library, row, exec, folder, rounds = ROUNDS) {
  const server = await startServer(library.server ?? 'http', library.folder, folder);
  const runners = [
    new Runner(library, '', exec, folder, server),
    new Runner(library, row.engine, exec, folder, server),
  ];
  const [plain, fibers] = /** @type {[Runner, Runner]} */ (runners);
  try {
    for (const runner of runners) await runner.start();
    for (let round = 0; round < rounds.most; round++) {
      // Neither is always the first one.
      for (const runner of round % 2 === 0 ? [plain, fibers] : [fibers, plain]) await runner.lap();
      if (round + 1 >= rounds.least && fibers.best <= plain.best * MOST) break;
    }
    for (const runner of runners) await runner.end();
  } finally {
    for (const runner of runners) runner.close();
    await server.stop();
  }
  row.pace = { ms: fibers.best, allMs: plain.best, ratio: Number((fibers.best / plain.best).toFixed(3)) };
  if (row.pace.ratio > MOST || (plain.best * MOST < GOAL_MS && fibers.best > GOAL_MS))
    row.faults.push(`${COUNT} calls take ${fibers.best} ms in fibers, and ${plain.best} ms with Promise.all`);
}

/** A process that makes all calls when it is told to. */
class Runner {
  best = Infinity;
  #ended;
  #gate;
  /** @type {(more: boolean) => void} */
  #go = () => {};
  /** @type {(took: number) => void} */
  #arrived = () => {};
  #lap = this.#next();
  #begin;

  /**
   * @param {Library} library
   * @param {string} engine none: plain Node
   * @param {string} exec
   * @param {string} folder
   * @param {import('./servers.mjs').Server} server
   */
  constructor(library, engine, exec, folder, { port, data, counter }) {
    this.#gate = counter === null ? new Gate(port, library.delayed ? UNIT_MS : 0) : null;
    counter?.reset(0);
    this.#ended = Promise.resolve();
    const mode = engine === '' ? /** @type {const} */ ('plain') : /** @type {const} */ ('fibers');
    const task = { task: /** @type {const} */ ('pace'), mode, exec, folder, count: COUNT, unit: UNIT_MS, data };
    const lap = (/** @type {number} */ took) => {
      this.#arrived(took);
      return new Promise((resolve) => (this.#go = resolve));
    };
    this.#begin = async () => {
      const at = this.#gate === null ? port : await this.#gate.listen();
      this.#ended = runChild(library, engine, { ...task, port: at }, { lap });
      this.#ended.catch(() => {}); // the code that waits for a lap gets it
    };
  }

  /** @returns {Promise<number>} the time of a lap */
  #next() {
    return new Promise((resolve) => (this.#arrived = resolve));
  }

  /** Ends when it is ready. */
  async start() {
    await this.#begin();
    await Promise.race([this.#lap, this.#failed()]);
  }

  async lap() {
    this.#gate?.reset(COUNT);
    this.#lap = this.#next();
    this.#go(true);
    this.best = Math.min(this.best, await Promise.race([this.#lap, this.#failed()]));
  }

  async end() {
    this.#go(false);
    await this.#ended;
  }

  close() {
    this.#go(false);
    this.#gate?.close();
  }

  /** @returns {Promise<never>} */
  async #failed() {
    await this.#ended;
    throw new Error('it has ended too early');
  }
}
