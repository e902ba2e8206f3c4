import path from 'node:path';
import type { SelfTestResult, EngineReport, SelfTestLine } from './self-test';
import { type ChildEnd, runChild } from '../child-process';

/** What became of one engine. */
export interface Examination {
  /** What GREENPATCH_ENGINE was set to. */
  wanted: string;
  /** refused: no engine could be opened. failed: one was, and is not fit for use. */
  verdict: 'passed' | 'failed' | 'refused';
  /** Engines that could not be used, and why, in the order tried. */
  refusals: string[];
  engine: EngineReport | null;
  checks: SelfTestResult[];
  /** How the self-test's process ended, if it did not end as it should. */
  problem?: string;
  /** The end of what it wrote then. */
  output?: string;
}

/** A check of which only the beginning is known. Replaced before it is shown. */
const UNFINISHED = 'unfinished' as SelfTestResult['outcome'];

/** What became of the self-test's process. */
interface Ending {
  lines: SelfTestLine[];
  output: string;
  problem?: string;
}

/**
 * Opens an engine and tries it out in a process of its own: a wrong engine can crash or hang it, but not the caller.
 * @param engine for GREENPATCH_ENGINE; undefined leaves the environment as it is
 * @param limitMs when the process is killed
 */
export async function examine(engine: string | undefined, limitMs: number): Promise<Examination> {
  const env = engine === undefined ? process.env : { ...process.env, GREENPATCH_ENGINE: engine };
  const ending = await runSelfTest(env, limitMs);
  const result = summarise(env.GREENPATCH_ENGINE || 'auto', ending.lines);
  // Under way when the process ended: cut short by that, or the last one, which is that the process ends well.
  const unfinished = result.checks.find(({ outcome }) => outcome === UNFINISHED);
  if (ending.problem === undefined) {
    if (unfinished) unfinished.outcome = 'passed';
  } else {
    const when = unfinished ? ` during "${unfinished.name}"` : result.engine ? '' : ' before an engine was open';
    result.problem = `The self-test's process ${ending.problem}${when}.`;
    result.output = ending.output;
    if (unfinished) Object.assign(unfinished, { outcome: 'failed', detail: `the process ${ending.problem}` });
  }
  if (ending.problem !== undefined || result.checks.some(({ outcome }) => outcome === 'failed'))
    result.verdict = 'failed';
  return result;
}

function summarise(wanted: string, lines: readonly SelfTestLine[]): Examination {
  const result: Examination = { wanted, verdict: 'failed', refusals: [], engine: null, checks: [] };
  for (const line of lines) {
    if (line.type === 'refused' || line.type === 'opened') result.refusals = line.refusals;
    if (line.type === 'refused') result.verdict = 'refused';
    if (line.type === 'opened' || line.type === 'done') result.engine = line.engine;
    if (line.type === 'done') result.verdict = 'passed';
    if (line.type === 'begin') result.checks.push({ name: line.name, outcome: UNFINISHED });
    if (line.type === 'end') result.checks[result.checks.length - 1] = line.check;
  }
  return result;
}

async function runSelfTest(env: NodeJS.ProcessEnv, limitMs: number): Promise<Ending> {
  const lines: SelfTestLine[] = [];
  const args = ['-r', path.join(__dirname, 'preload.js'), path.join(__dirname, 'self-test.js')];
  try {
    const end = await runChild<SelfTestLine>({
      args,
      env,
      limitMs,
      foreign: false,
      output: 'by stream',
      take: (line) => lines.push(line),
    });
    if (end.ending === 'not started') return unstartable(end.output);
    const problem = end.ending === 'time limit' ? `did not end within ${limitMs / 1000} s` : fault(lines, end);
    return { lines, output: end.output, problem };
  } catch (error) {
    return unstartable((error as Error).message); // forbidden by the permission model, for one
  }
}

const unstartable = (why: string): Ending => ({ lines: [], output: '', problem: `could not be started (${why})` });

function fault(lines: readonly SelfTestLine[], { code, signal }: ChildEnd): string | undefined {
  if (signal !== null) return `was ended by the signal ${signal}`;
  if (code !== 0) return `ended with exit code ${code}`;
  const last = lines[lines.length - 1]?.type;
  return last === 'done' || last === 'refused' ? undefined : 'ended too early: its event loop ran dry';
}
