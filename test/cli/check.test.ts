import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { render } from '../../src/cli/check/report';
import type { CheckReport, Finding } from '../../src/cli/check/verdict';
import { type Outcome, runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const FIXTURES = path.join(ROOT, 'test', 'fixtures', 'check');
const RUNNING = Number(process.versions.node.split('.')[0]);
const ENGINE = wantedEngines()[0]!;

/** A folder with packages of its own, to be checked by name. */
let folder: string;

function write(file: string, text: string): void {
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenpatch check '));
  const manifest = (name: string, more = {}) => JSON.stringify({ name, version: '1.2.3', main: 'index.js', ...more });
  write('node_modules/reads/package.json', manifest('reads'));
  write(
    'node_modules/reads/index.js',
    "const fs = require('fs'); fs.readFileSync(__filename); exports.later = () => fs.readdirSync('.');",
  );
  write('node_modules/reads/test/all.js', "require('fs').mkdtempSync('x');");
  write(
    'node_modules/@scope/esm/package.json',
    manifest('@scope/esm', { type: 'module', exports: { import: './index.js' } }),
  );
  write(
    'node_modules/@scope/esm/index.js',
    "import { statSync } from 'fs'; export const one = await 1; statSync('.');",
  );
  write('node_modules/pure/package.json', manifest('pure'));
  write('node_modules/pure/index.js', 'exports.add = (a, b) => a + b;');
  write('node_modules/broken/package.json', manifest('broken'));
  write('node_modules/broken/index.js', "throw new RangeError('out of order');");
  write('node_modules/lacking/package.json', manifest('lacking'));
  write('node_modules/lacking/index.js', "require('nowhere-to-be-found');");
  write('syntax.js', '// Cannot be compiled.\nconst = 1;\n');
  write('lacking.js', "require('nowhere-to-be-found');");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Circumstances {
  line?: number;
  engine?: string;
  env?: Record<string, string>;
  cwd?: string;
}

function greenpatch(args: string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const { line = RUNNING, engine = ENGINE, env = {}, cwd = ROOT } = circumstances;
  const node = findLine(line);
  if (!node) throw new Error(`Node ${line} is not here. Run "npm run prebuilds" first ("npm test" does)`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST)/.test(name));
  const all = { ...Object.fromEntries(inherited), GREENPATCH_ENGINE: engine, ...env };
  return runChild(node.exec, [MAIN, 'check', ...args], { cwd, env: all, timeout: 90_000 });
}

interface Checked {
  report: CheckReport;
  code: number | null;
  stderr: string;
}

async function check(args: string[], circumstances?: Circumstances): Promise<Checked> {
  const { stdout, stderr, code } = await greenpatch(['--json', '--time', '60000', ...args], circumstances);
  return { report: JSON.parse(stdout) as CheckReport, code, stderr };
}

const fixture = (name: string) => path.join(FIXTURES, name);

/** What was seen, one text per line of the program: `parked fs.writeFileSync 8 x1`. */
const sites = ({ report }: Checked): string[] =>
  report.sites.map(({ how, what, line, count }) => `${how} ${what} ${line} x${count}`).sort();

const texts = ({ report }: Checked, kind: Finding['kind']): string[] =>
  report.findings.filter((finding) => finding.kind === kind).map(({ text }) => text);

it('names the file systems that have become slow', async () => {
  const { report } = await check([fixture('blocking.js')]);
  expect(report.slowMounts).toEqual([]);
  expect(render(report)).not.toMatch(/Slow file systems/);
  expect(render({ ...report, slowMounts: ['/mnt/a', '/mnt/b'] })).toMatch(
    /^Slow file systems: .*\n {2}- \/mnt\/a\n {2}- \/mnt\/b$/m,
  );
});

const matrix = wantedLines().flatMap((line) => wantedEngines().map((engine) => ({ line, engine })));

describe.each(matrix)('check on Node $line, $engine', (circumstances) => {
  it('finds a script concurrent whose calls park', async () => {
    const checked = await check([fixture('blocking.js')], circumstances);
    const seen = sites(checked);
    for (const call of ['child_process.execSync 7', 'Atomics.wait 11', 'zlib.gzipSync 12'])
      expect(seen).toContain(`parked ${call} x1`);
    expect(seen.filter((site) => /fs\.readFileSync 10 x1/.test(site))).toHaveLength(1);
    expect(checked.report.sites.every(({ file }) => file === fixture('blocking.js'))).toBe(true);
    expect(checked.report).toMatchObject({ engine: circumstances.engine, ending: 'exit', error: null, stuck: null });
    // A busy machine may take longer over what is answered at once.
    const held = checked.report.sites.filter(({ how }) => how === 'held').length;
    expect([checked.report.verdict, checked.code]).toEqual(held === 0 ? ['concurrent', 0] : ['blocks', 1]);
    expect(held).toBeLessThan(2);
  });

  it('finds what blocks in a listener of a socket', async () => {
    const checked = await check([fixture('listener.js')], circumstances);
    expect(sites(checked)).toContain('blocked fs.readFileSync 10 x1');
    expect(texts(checked, 'blocks')).toEqual([
      expect.stringMatching(/^fs\.readFileSync blocked once, .*listener\.js:10/),
    ]);
    expect(checked).toMatchObject({ code: 1, report: { verdict: 'blocks' } });
  });

  it('finds functions that a preload has taken out before', async () => {
    const env = { NODE_OPTIONS: `-r "${fixture('take.js')}"` };
    const checked = await check([fixture('captured.js')], { ...circumstances, env });
    expect(sites(checked).filter((site) => site.startsWith('captured'))).toEqual([
      'captured fs.readFileSync 4 x1',
      'captured fs.readFileSync 5 x1',
    ]);
    expect(sites(checked)).toContainEqual(expect.stringMatching(/^(inline|held) fs\.readFileSync 6 x1$/));
    expect(texts(checked, 'blocks')[0]).toMatch(/blocked 2 times, .*:4, .*:5, by way of a function that was taken/);
    expect(checked).toMatchObject({ code: 1, report: { verdict: 'blocks' } });
  });

  it('finds native addons, and their calls that hold everybody up', async () => {
    const checked = await check([fixture('addon.js')], circumstances);
    expect(checked.report.addons).toEqual([
      expect.objectContaining({ file: expect.stringContaining('napi_frames.node') as string, calls: 'unknown' }),
    ]);
    expect(sites(checked)).toEqual([
      'held napi_frames.node callFunction 9 x1',
      'parked child_process.execFileSync 10 x1',
      'parked napi_frames.node callFunction 10 x1',
    ]);
    expect(checked).toMatchObject({ code: 1, report: { verdict: 'blocks' } });
  });

  it('sees ES modules', async () => {
    const checked = await check([fixture('module.mjs')], circumstances);
    expect(sites(checked)).toEqual(['parked child_process.execFileSync 5 x1']);
    expect(checked).toMatchObject({ code: 0, report: { verdict: 'concurrent' } });
  });

  it.skipIf(circumstances.line < 22)("finds Node's own database", async () => {
    const checked = await check([fixture('sqlite.js')], circumstances);
    expect(sites(checked)).toEqual([
      'blocked sqlite.DatabaseSync 5 x1',
      'blocked sqlite.DatabaseSync.exec 6 x1',
      'blocked sqlite.DatabaseSync.prepare 7 x1',
      'blocked sqlite.StatementSync.run 7 x1',
    ]);
    expect(checked.report.findings[0]!.advice).toContain('GREENPATCH_COMPAT=all,node:sqlite:offload');
    expect(checked.code).toBe(1);
  });

  it.skipIf(circumstances.line < 22)('finds nothing in a database that an adapter has moved', async () => {
    const env = { GREENPATCH_COMPAT: 'all,node:sqlite:offload' };
    const checked = await check([fixture('sqlite.js')], { ...circumstances, env });
    expect(checked).toMatchObject({ code: 0, report: { verdict: 'concurrent', findings: [] } });
    expect(checked.report.adaptations).toMatchObject([{ library: 'node:sqlite' }]);
  });
});

describe('check of a script', () => {
  it('finds what computes for long and cannot yield', async () => {
    const checked = await check([fixture('hash.js')]);
    expect(sites(checked)).toEqual(['held crypto.Hash.update 6 x1']);
    expect(checked.report.findings[0]!.advice).toMatch(/offload/);
    expect(checked.code).toBe(1);
  });

  it('finds a call that never returns', async () => {
    const checked = await check(['--time', '5000', fixture('stuck.js')]);
    expect(checked.report).toMatchObject({ ending: 'time limit', stuck: { what: 'Atomics.wait', place: { line: 3 } } });
    expect(texts(checked, 'blocks')).toEqual([
      expect.stringMatching(/^Atomics\.wait had not returned at .*stuck\.js:3 /),
    ]);
    expect(checked.code).toBe(1);
  });

  it('leaves out what happens when nothing else can wait', async () => {
    const checked = await check([fixture('startup.js')]);
    expect(sites(checked)).toEqual(['early fs.readFileSync 3 x1']);
    expect(checked).toMatchObject({ code: 0, report: { verdict: 'concurrent', findings: [] } });
  });

  it("finds the use of Node's internal modules", async () => {
    const checked = await check([fixture('binding.js')]);
    expect(texts(checked, 'captured')).toEqual([expect.stringMatching(/^process\.binding\('fs'\) is used at .*:3/)]);
    expect(checked).toMatchObject({ code: 0, report: { verdict: 'unknown' } });
    expect((await check(['--fail-on', 'captured', fixture('binding.js')])).code).toBe(1);
  });

  it('is not seen by the processes and threads that the script starts', async () => {
    const env = { NODE_OPTIONS: '--no-warnings' };
    const { report, code } = await check([fixture('forks.js')], { env });
    expect(report.output).toBe('{"options":"--no-warnings","mark":null}');
    expect([report.sites, code]).toEqual([[], 0]);
  });

  it('hands over arguments and tells the exit code', async () => {
    const { report, code } = await check([fixture('exits.js'), '--', '--json', 'two words', '--']);
    expect(report).toMatchObject({ ending: 'exit', code: 7, output: '--json|two words|--', verdict: 'unknown' });
    expect(code).toBe(0);
  });

  it('tells an error that was not caught, and what was seen before', async () => {
    const checked = await check([fixture('throws.js')]);
    expect(checked.report.error).toMatchObject({ name: 'TypeError', message: 'not today', ownFrames: true });
    expect(checked.report.sites.map(({ what, line }) => `${what} ${line}`)).toEqual(['fs.readFileSync 3']);
    expect(texts(checked, 'incomplete')).toEqual(['the program failed: TypeError: not today']);
  });

  it('ends a program that does not end, and what that has started', async () => {
    const pidFile = path.join(folder, 'pid');
    const { report } = await check(['--time', '5000', fixture('waits.js'), '--', pidFile]);
    expect(report).toMatchObject({ ending: 'time limit', error: null });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });

  it('survives a program that floods its output', async () => {
    const { report } = await check(['--time', '3000', fixture('flood.js')]);
    expect(report.ending).toBe('time limit');
    expect(report.output.length).toBeGreaterThan(1000);
    expect(report.output.length).toBeLessThanOrEqual(4000);
  });

  it.each([
    ['syntax.js', 'syntax.js cannot be loaded: SyntaxError: '],
    ['lacking.js', "lacking.js cannot be loaded: Error: Cannot find module 'nowhere-to-be-found'"],
  ])('cannot load %s: exit code 2', async (name, why) => {
    const { stderr, code } = await check([name], { cwd: folder });
    expect(stderr).toContain(`greenpatch: ${why}`);
    expect(code).toBe(2);
  });

  it('says that nothing is patched where no engine works', async () => {
    const { stderr, code, report } = await check([fixture('blocking.js')], { engine: 'off' });
    expect(stderr).toContain('no engine for fibers works here');
    expect([report.engine, code]).toEqual([null, 2]);
  });
});

/** A process that has ended may be there until its parent asks for its exit code. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('check of a package', () => {
  it('tells calls made by loading it, and blocking functions that it names', async () => {
    const { report, code } = await check(['reads'], { cwd: folder });
    expect(report.target).toMatchObject({ kind: 'package', name: 'reads', version: '1.2.3' });
    expect(report.sites).toEqual([expect.objectContaining({ what: 'fs.readFileSync', line: 1, count: 1 })]);
    expect(report.mentions).toEqual([{ what: 'fs.readdirSync', files: ['index.js'] }]);
    expect([report.verdict, code]).toEqual(['unknown', 0]);
  });

  it('loads one that is an ES module and waits', async () => {
    const checked = await check(['@scope/esm'], { cwd: folder });
    expect(checked.report.error).toBe(null);
    expect(checked.report.sites).toEqual([expect.objectContaining({ what: 'fs.statSync', line: 1, count: 1 })]);
  });

  it('finds nothing in one that does not block', async () => {
    const { report, code } = await check(['pure'], { cwd: folder });
    expect(report).toMatchObject({ verdict: 'concurrent', sites: [], mentions: [], findings: [], addons: [] });
    expect(code).toBe(0);
  });

  it('tells which adapters are in use', async () => {
    const { report } = await check(['sync-request']);
    expect(report.adaptations).toEqual([expect.objectContaining({ library: 'sync-rpc' })]);
    expect(report.sites.some(({ how, what }) => how === 'early' && what === 'child_process.spawnSync')).toBe(true);
  });

  it.each([
    ['broken', 'broken cannot be loaded: RangeError: out of order'],
    ['lacking', "lacking cannot be loaded: Error: Cannot find module 'nowhere-to-be-found'"],
  ])('cannot load %s: exit code 2', async (name, why) => {
    const { stderr, code } = await check([name], { cwd: folder });
    expect(stderr).toContain(`greenpatch: ${why}`);
    expect(code).toBe(2);
  });
});

describe('the text', () => {
  it('has lines of at most 100 columns, no colours, and ends with the verdict', async () => {
    const { stdout, stderr, code } = await greenpatch([fixture('listener.js')]);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(stdout).toMatch(/^ {2}blocked {3}fs\.readFileSync +1 +\d+\.\d {2}test.fixtures.check.listener\.js:10$/m);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/\n\nVerdict: blocks: 1 finding, see above\n$/);
    expect([stderr, code]).toEqual(['', 1]);
  });

  it('leads to no failure with --fail-on none', async () => {
    const { stdout, code } = await greenpatch(['--fail-on', 'none', fixture('listener.js')]);
    expect(stdout).toContain('Verdict: blocks');
    expect(code).toBe(0);
  });
});

describe('the command line', () => {
  it.each([
    [[], 'check needs the name of a package or a script.'],
    [['--', 'a.js'], 'check needs the name of a package or a script.'],
    [['a.js', 'b.js'], 'check takes one package or script; arguments of a script go behind "--": b.js'],
    [['no-such-package'], 'there is neither a file "no-such-package" nor an installed package of that name'],
    [['./no-such-file.js'], 'there is neither a file "./no-such-file.js"'],
    [['../no-such-package'], 'there is neither a file "../no-such-package"'],
    [['fs'], "fs is a module of Node's own."],
    [['--time', 'soon', 'a.js'], '--time is "soon"'],
    [['--time', '0', 'a.js'], '--time is "0"'],
    [['--engine', 'off', 'a.js'], '--engine is "off", which is none of auto, switch, threads.'],
    [['--fail-on', 'all', 'a.js'], '--fail-on is "all", which is none of none, blocks, captured, addons.'],
    [['--frob'], "Unknown option '--frob'"],
  ])('%j is wrong, says why, and ends with exit code 2', async (args, why) => {
    const { stdout, stderr, code } = await greenpatch(args);
    expect(stderr).toContain(`greenpatch: ${why}`);
    expect([stdout, code]).toEqual(['', 2]);
  });
});
