import type { Examination } from './examine';
import type { Facts, SettingInEffect } from './facts';
import type { SelfTestResult, EngineReport } from './self-test';

/** What doctor has found; with `--json` this is what it prints. */
export interface DoctorReport extends Facts {
  ok: boolean;
  settings: SettingInEffect[];
  engines: Examination[];
}

type Row = readonly [label: string, value: string];

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`.trimEnd());
}

function indent(text: string, by: string): string[] {
  return text.split('\n').map((line) => by + line);
}

const yes = (value: boolean): string => (value ? 'yes' : 'no');

function factRows(report: DoctorReport): Row[] {
  const { node, v8, abi, platform, arch, libc, kernel, maxMapCount } = report;
  return [
    ['Node', `${node} (V8 ${v8}, ABI ${abi})`],
    ['Platform', [`${platform} ${arch}`, libc, `kernel ${kernel}`].filter(Boolean).join(', ')],
    ...(maxMapCount === null ? [] : [['Mappings a process may have', String(maxMapCount)] as const]),
  ];
}

function settingRow({ variable, value, from, problem }: SettingInEffect): Row {
  return [variable, problem ?? `${String(value)}${from === 'default' ? '  (default)' : ''}`];
}

function engineRows(engine: EngineReport): Row[] {
  const { created, guarded } = engine.stacks;
  return [
    ['Description', engine.description],
    ["JavaScript's stack", `${engine.stackKb} KiB a fiber`],
    // None are made before the self-test, and the figures are of its end.
    ...(created === 0 ? [] : [['Stacks with a guard', `${guarded} of ${created}`] as const]),
    ['CPU profiler sees fibers', yes(engine.profilerSeesFibers)],
    ['Async ids reachable', yes(engine.asyncIdsReachable)],
    ['Code caches accepted', yes(engine.codeCachesKept)],
    ...engine.missing.map((part) => ['Off', part] as const),
    ...(engine.pool === null
      ? []
      : [['Thread pool', `${engine.pool.size ?? 'unknown'} threads, by ${engine.pool.by}`] as const]),
    ['Cached files need no thread', yes(engine.warmFiles)],
  ];
}

function checkLines({ name, outcome, detail, ms }: SelfTestResult): string[] {
  const mark = { passed: 'ok      ', failed: 'FAILED  ', skipped: 'skipped ' }[outcome];
  if (outcome === 'failed') return [`    ${mark}${name}`, ...indent(detail ?? '', ' '.repeat(12))];
  const notes = [detail, ms === undefined ? undefined : `${ms} ms`].filter((note) => note !== undefined);
  return [`    ${mark}${name}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`];
}

function heading({ wanted, verdict, engine, refusals }: Examination): string {
  if (verdict === 'refused') return `Engine: none  (GREENPATCH_ENGINE=${wanted})`;
  if (engine === null) return `Engine: unknown  (GREENPATCH_ENGINE=${wanted})`;
  const why = wanted !== 'auto' ? 'asked for' : refusals.length > 0 ? 'the faster one refused' : 'the fastest there is';
  return `Engine: ${engine.kind}  (GREENPATCH_ENGINE=${wanted}: ${why})`;
}

function examinationLines(examination: Examination): string[] {
  const { engine, refusals, checks, problem, output, verdict } = examination;
  return [
    '',
    heading(examination),
    ...refusals.map((refusal) => `  Refused: ${refusal}`),
    ...(engine ? table(engineRows(engine)) : []),
    ...(checks.length > 0 ? ['', '  Self-test', ...checks.flatMap(checkLines)] : []),
    ...(problem === undefined ? [] : ['', `  ${problem}`]),
    ...(output ? ['  It wrote:', ...indent(output, '    ')] : []),
    ...(verdict === 'refused' ? [] : ['', `  Self-test ${verdict}.`]),
  ];
}

/** The report as text for people. */
export function render(report: DoctorReport): string {
  return [
    `greenpatch ${report.greenpatch}`,
    '',
    ...table(factRows(report)),
    '',
    'Settings',
    ...table(report.settings.map(settingRow)),
    ...report.engines.flatMap(examinationLines),
    '',
    report.ok ? 'Fibers work here.' : 'Fibers do not work here as they are set up. See above.',
  ].join('\n');
}
