// The readable end of a run: the targets first, then a table a workload, as Markdown.
import { pairwise, ratio, spread, summary } from './stats.mjs';
import { judge, targets } from './targets.mjs';

export function number(value) {
  if (value === undefined || Number.isNaN(value)) return '';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const percent = (share) => `${Math.round(share * 100)}%`;

/** Rows of strings as a Markdown table, padded so that it reads as plain text too. */
export function markdown(header, rows) {
  const widths = header.map((title, i) => Math.max(title.length, 3, ...rows.map((row) => row[i].length)));
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

const median = (values) => (values.length === 0 ? '-' : number(summary(values).median));

function limitOf({ compare, atMost, atLeast, unit }) {
  const sign = atMost !== undefined ? '<=' : '>=';
  const limit = number(atMost ?? atLeast);
  if (compare === 'ratio') return `${sign} ${limit} x`;
  return `${sign} ${compare === 'difference' ? '+' : ''}${limit} ${unit}`.trimEnd();
}

const comparison = ({ target, pairs }) => {
  if (pairs.length === 0) return '-';
  const { median: middle, min, max } = summary(pairs);
  const unit = target.compare === 'difference' ? ` ${target.unit}` : ' x';
  return `${number(middle)}${unit} (${number(min)} to ${number(max)})`;
};

/** The table of targets, for those that were run; '' for none. */
export function targetTable(records) {
  const judged = targets.map((target) => judge(target, records)).filter((verdict) => verdict !== null);
  if (judged.length === 0) return '';
  const rows = judged.map((verdict) => [
    `${verdict.target.what}${verdict.target.unit ? `, ${verdict.target.unit}` : ''}`,
    verdict.target.against,
    median(verdict.ours),
    median(verdict.theirs),
    comparison(verdict),
    limitOf(verdict.target),
    verdict.met === null ? 'not run' : verdict.met ? 'met' : 'NOT MET',
  ]);
  return `## Targets\n\n${markdown(['figure', 'yardstick', 'greenpatch', 'yardstick is', 'pair by pair', 'target', ''], rows)}\n`;
}

function cell(records, metric) {
  const values = records
    .map((record) => record.metrics[metric])
    .filter((value) => value !== undefined && value !== null);
  if (values.length === 0) return '';
  const apart = spread(values);
  return `${number(summary(values).median)}${apart >= 0.005 ? ` ±${percent(apart)}` : ''}`;
}

/** How our first column compares: greenpatch's figure over this peer's, repetition by repetition. */
function against(ours, theirs, metric) {
  if (ours === theirs || ours === undefined) return '';
  const ratios = pairwise(ours, theirs, metric, ratio);
  return ratios.length === 0 ? '' : number(summary(ratios).median);
}

/** Keeps the order of first appearance: `[[key, records]]`. */
function grouped(records, key) {
  const groups = new Map();
  for (const record of records) groups.set(key(record), [...(groups.get(key(record)) ?? []), record]);
  return [...groups];
}

function peerRow(peer, records, ours, columns) {
  const good = records.filter((record) => record.error === null);
  const cells = columns.map((column) => cell(good, column));
  if (good.length === 0) cells[0] = records[0].skipped ? 'not run' : 'failed';
  const others = records.map((record) => record.others).filter((value) => typeof value === 'number');
  const share = good.length === records.length ? String(good.length) : `${good.length} of ${records.length}`;
  return [records[0].case, peer, ...cells, against(ours, good, columns[0]), share, median(others)];
}

/** Why there are no figures, a line each. */
function notes(records) {
  const said = records.filter((r) => r.error !== null).map((r) => `${r.case} ${r.peer}: ${r.error}`.trim());
  const distinct = [...new Set(said)];
  return distinct.length === 0 ? '' : `\n${distinct.join('\n')}\n`;
}

/** One table a workload, a row a case and peer: medians ± half the range. */
export function workloadTable(workload, records) {
  const mine = records.filter((record) => record.workload === workload.name);
  if (mine.length === 0) return '';
  const seen = workload.columns.filter((column) => mine.some((record) => record.metrics[column] !== undefined));
  const columns = seen.length > 0 ? seen : workload.columns.slice(0, 1);
  const rows = grouped(mine, (record) => record.case).flatMap(([, ofCase]) => {
    const ours = ofCase.filter((record) => record.peer === 'greenpatch' && record.error === null);
    return grouped(ofCase, (record) => record.peer).map(([peer, list]) =>
      peerRow(peer, list, peer === 'greenpatch' ? undefined : ours, columns),
    );
  });
  const header = ['case', 'peer', ...columns, `ours/its ${columns[0]}`, 'runs', 'others'];
  return `## ${workload.name}\n\n${markdown(header, rows)}\n${notes(mine)}`;
}
