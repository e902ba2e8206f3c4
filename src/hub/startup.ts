import { fstatSync } from 'node:fs';
import { unwatchTurns, watchTurns } from './turns';

/**
 * Start-up is plain Node's: until the main module has been evaluated, or waits at its first top-level await, a blocking call is the
 * original. Programs attach their listeners in there. A program that asks for others to run, by `spawn` or a wait of the API,
 * has begun.
 */
export const startup = {
  /** Blocking calls park from now on. True where no main module has been announced. */
  over: true,
  /** Node's loader of ES modules is bringing the main module, or what is to be imported before it: the event loop turns meanwhile. */
  loading: false,
  /** What it brings is the main module itself, and not what `--import` names. */
  main: false,
};

/** A main module is yet to come. Where it turns out that none is, as in a REPL, start-up ends with the first turn of the loop. */
export function expectMain(): void {
  startup.over = false;
  watchTurns(firstTurn);
}

function firstTurn(): void {
  unwatchTurns(firstTurn);
  if (!startup.loading && !readsProgram()) begin();
}

/** Whether Node is reading the program from stdin, which is no terminal: it runs that when it has all of it. */
function readsProgram(): boolean {
  const [, file] = process.argv;
  if (file !== undefined && file !== '-') return false;
  if (process.execArgv.some((flag) => /^(-i|--interactive|-p|-pe|--print|--test)$/.test(flag))) return false;
  try {
    return !fstatSync(0).isCharacterDevice();
  } catch {
    return false; // it is closed
  }
}

/** The main module has been evaluated, or the program asks for others to run. */
export function begin(): void {
  startup.over = true;
}
