import type { LedgerSite } from '../../observe/watch';
import { blocksOthers, type CheckReport, type Finding, shown } from './verdict';

const COLUMNS = 100;
/** Lines of a table; the rest is counted. `--json` has all. */
const MOST_ROWS = 40;

/** Colours where the text goes to a terminal. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  faint(text: string): string;
}

const code = (before: number, after: number) => (text: string) => `\u001b[${before}m${text}\u001b[${after}m`;
const same = (text: string) => text;

export const plain: Paint = { good: same, bad: same, faint: same };
export const coloured: Paint = { good: code(32, 39), bad: code(31, 39), faint: code(2, 22) };

/** The end of a long text says most: it is a path. */
const fitted = (text: string, width: number) => (text.length <= width ? text : `…${text.slice(1 - width)}`);

/** Breaks a text into lines. */
function wrapped(text: string, indent: string, width = COLUMNS - indent.length): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? fitted(word, width) : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one);
}

const RANK = ['captured', 'blocked', 'held', 'parked', 'inline', 'early'];

function tableOf(sites: readonly LedgerSite[], paint: Paint): string[] {
  const sorted = [...sites].sort((a, b) => RANK.indexOf(a.how) - RANK.indexOf(b.how) || b.ms - a.ms);
  const rows = sorted.slice(0, MOST_ROWS);
  const width = Math.min(38, Math.max(8, ...rows.map(({ what }) => what.length)));
  const rest = COLUMNS - width - 34;
  const cells = (how: string, what: string, count: string, ms: string, place: string) =>
    `  ${how.padEnd(8)}  ${fitted(what, width).padEnd(width)}  ${count.padStart(7)}  ${ms.padStart(9)}  ${fitted(place, rest)}`;
  return [
    paint.faint(cells('', 'function', 'calls', 'ms', 'from')),
    ...rows.map((site) => {
      const line = cells(site.how, site.what, String(site.count), site.ms.toFixed(1), shown(site));
      return blocksOthers(site) ? paint.bad(line) : line;
    }),
    ...(sorted.length > rows.length ? [`  and ${sorted.length - rows.length} more: --json has all`] : []),
  ];
}

const MEANING: Readonly<Record<LedgerSite['how'], string>> = {
  parked: 'its fiber was parked, others ran',
  inline: 'was answered at once',
  early: 'there was no other code to run, as at the start and at exit',
  held: 'took long without parking: no other code ran',
  blocked: 'nothing could be parked: no other code ran',
  captured: 'went past the patch: no other code ran',
};

function legend(sites: readonly LedgerSite[]): string[] {
  const used = RANK.filter((how) => sites.some((site) => site.how === how)) as LedgerSite['how'][];
  return wrapped(used.map((how) => `${how}: ${MEANING[how]}`).join('; '), '  ');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

const bullet = (text: string): string[] => {
  const [first, ...more] = wrapped(text, '    ');
  return [`  - ${first!.trimStart()}`, ...more];
};

function findingLines({ text, advice }: Finding): string[] {
  return [...bullet(`${text}.`), ...wrapped(advice, '    ')];
}

function heading({ target, engine, ending, code: exit, signal, ms }: CheckReport): string {
  const took = `${(ms / 1000).toFixed(1)} s`;
  const how = {
    exit: `ended with exit code ${exit} after ${took}`,
    signal: `ended by the signal ${signal} after ${took}`,
    'time limit': `ended by check after ${took}`,
    'not started': 'not started',
  }[ending];
  const what =
    target.kind === 'package' ? `package ${target.name}${target.version ? ` ${target.version}` : ''}` : target.name;
  return `${what}: ${how}, engine ${engine ?? 'none'}`;
}

/** What a verdict says. */
function verdictLine({ verdict, findings, sites, target }: CheckReport, paint: Paint): string {
  if (verdict === 'blocks') {
    const count = findings.filter(({ kind }) => kind === 'blocks').length;
    return paint.bad(`Verdict: blocks: ${count} ${count === 1 ? 'finding' : 'findings'}, see above`);
  }
  if (verdict === 'unknown') return 'Verdict: unknown: not all could be seen or judged, see above';
  const parked = sites.filter(({ how }) => how === 'parked').length;
  const why =
    parked > 0
      ? 'what blocked parked its fiber'
      : target.kind === 'package'
        ? 'nothing in it blocks, as far as loading it shows'
        : 'nothing blocked';
  return paint.good(`Verdict: concurrent: ${why}`);
}

/** The report as text for people, at most 100 columns wide. */
export function render(report: CheckReport, paint: Paint = plain): string {
  const { sites, addons, adaptations, slowMounts, mentions, findings, error, output } = report;
  const addonLines = addons.flatMap(({ file, package: owner, note }) =>
    bullet(`${owner ?? 'no package'}: ${note} (${shown({ file, line: 0 })})`),
  );
  const adapterLines = adaptations.flatMap(({ library, version, leftAlone }) =>
    bullet(`${library} ${version ?? ''}: ${leftAlone === undefined ? 'adapted' : `not adapted: ${leftAlone}`}`),
  );
  const mentionLines = wrapped(mentions.map(({ what }) => what).join(', '), '  ');
  return [
    ...wrapped(heading(report), ''),
    ...section('Blocking calls', sites.length === 0 ? ['  none'] : [...tableOf(sites, paint), ...legend(sites)]),
    ...section('Native addons', addonLines),
    ...section('Adapters', adapterLines),
    ...section(
      'Slow file systems: calls on them have made all code wait, and park from then on',
      slowMounts.flatMap(bullet),
    ),
    ...(mentions.length === 0 ? [] : section('Named in its files and not called', mentionLines)),
    ...section('Findings', findings.flatMap(findingLines)),
    ...(error === null && report.ending !== 'signal' ? [] : section('It wrote last', outputLines(output))),
    '',
    verdictLine(report, paint),
  ].join('\n');
}

const outputLines = (output: string): string[] =>
  output === ''
    ? []
    : output
        .split('\n')
        .slice(-10)
        .map((line) => `  ${line.slice(0, COLUMNS - 2)}`);
