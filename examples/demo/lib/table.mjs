import { burst } from './settings.mjs';

/** The two runs side by side, as lines of text. */
export function renderTable({ plain, patched, settings }) {
  const runs = [plain, patched];
  const rows = [...loadRows(settings, runs), null, ...burstRows(settings, runs)];
  const cells = [['', ...runs.map((run) => run.name)], null, ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row?.[column]?.length ?? 0)));
  return cells
    .map((row) => (row ? renderRow(row, widths) : widths.map((width) => '-'.repeat(width)).join('---')))
    .join('\n');
}

function renderRow([label, ...values], [labelWidth, ...widths]) {
  if (values.length === 0) return label;
  return [label.padEnd(labelWidth), ...widths.map((width, i) => values[i].padStart(width))].join('   ');
}

function loadRows({ connections, loadSeconds }, runs) {
  return [
    [`mixed load, ${connections} connections, ${loadSeconds} s`],
    ['  requests/s', ...runs.map((run) => run.load.requestsPerSecond.toFixed(1))],
    ['  latency, p50', ...runs.map((run) => ms(run.load.p50Ms))],
    ['  latency, p99', ...runs.map((run) => ms(run.load.p99Ms))],
    ['  longest stall of the event loop', ...runs.map((run) => ms(run.load.longestStallMs))],
    ['  in flight at the backend, at most', ...runs.map((run) => String(run.load.inFlight))],
  ];
}

function burstRows({ attempts }, runs) {
  const row = (label, kind, value) => [`  ${label}`, ...runs.map((run) => value(run.bursts[kind]))];
  return [
    [`${burst.requests} requests at once, each blocks ${burst.blockMs} ms (greenpatch: best of ${attempts})`],
    row('Atomics.wait', 'nap', took),
    row('sync-request', 'quote', took),
    row('in flight at the backend, at most', 'quote', (b) => String(b.inFlight)),
    row('a page: file, git, sync-request, Atomics.wait', 'page', took),
  ];
}

function took({ requests, tookMs }) {
  return requests === burst.requests ? ms(tookMs) : `${ms(tookMs)} for ${requests}`;
}

function ms(value) {
  return value === undefined || value === null ? 'no replies' : `${Math.round(value).toLocaleString('en')} ms`;
}
