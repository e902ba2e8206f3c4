// COMPATIBILITY.md: one row for each library, made from the rows of COMPATIBILITY.json, which are one for each version, Node and engine.
import { LINES } from '../../../scripts/node-lines.mjs';

/** @typedef {import('./run.mjs').Row} Row */

const HEAD = `# Compatibility

Written by \`npm run test:libs\`, which runs each library, unmodified, against a real server. Do not edit. All measurements (calls in flight, times
beside \`Promise.all\` in plain Node, own tests) are in \`COMPATIBILITY.json\`, one entry for each version, Node and engine.

Each call is made in a straight line, in a fiber of its own. The arguments differ, the first call takes longest, and every reply and
every error is compared with what plain Node gives. A gate in front of the server counts how many calls are under way at the same time.

- **concurrent**: all calls were under way at the same time.
- **correct but serial**: right answers, one after the other, while other fibers run.
- **blocks**: nothing else runs meanwhile.

_Through_ says what makes it yield: the patches of Node's builtins, an [adapter](docs/guide/libraries.md), \`sync()\` around a library that has no blocking API, or
the libraries \`fibers\` and \`deasync\`. _All_ stands for Node ${LINES.join(', ')} and for both engines.

_Server killed_: the server got SIGKILL while all calls were under way. Each call ended with the error that it has in plain Node, or never did where it never does
there. Then the server was started again: the same client serves again (_reconnects_), or a new client has to be made (_opens again_).

`;
const COLUMNS = ['library', 'verdict', 'through', 'versions', 'Node', 'engines', 'what differs'];

/** @template T @param {T[]} values */
const distinct = (values) => [...new Set(values)];

/** @param {Row[]} rows of one library and one way of using it: those with faults count */
function verdictOf(rows) {
  if (rows.some(({ faults }) => faults.length > 0)) return '**FAILS**';
  return distinct(rows.map(({ verdict }) => verdict)).join(' or ');
}

/** @param {Row[]} rows what there is to know beside the verdict */
function remarks(rows) {
  const faults = rows
    .filter(({ faults }) => faults.length > 0)
    .map(({ why, line, engine }) => `Node ${line}, ${engine}: ${why}`);
  const why = rows.filter(({ faults }) => faults.length === 0).map(({ why }) => why);
  const killed = rows.map(({ killed = '' }) => killed.replace(/^\d+ of \d+ errors, /, '')).filter(Boolean);
  const after = killed.map((what) => `server killed: ${what}`);
  return distinct([...faults, ...why, ...after].filter(Boolean));
}

/** @param {Row[]} rows */
function linesOf(rows) {
  const lines = distinct(rows.map(({ line }) => line)).sort((a, b) => a - b);
  return lines.length === LINES.length ? 'all' : lines.join(', ');
}

/** @param {Row[]} rows */
function enginesOf(rows) {
  const engines = distinct(rows.map(({ engine }) => engine));
  return engines.length === 2 ? 'all' : engines.join(', ');
}

/**
 * @template T
 * @param {T[]} values
 * @param {(value: T) => string} key
 * @returns {T[][]}
 */
const grouped = (values, key) => distinct(values.map(key)).map((one) => values.filter((value) => key(value) === one));

/** Several ways of using a library that differ are told apart by their way. @param {Row[]} rows of one library */
function cells(rows) {
  const ways = grouped(rows, ({ through }) => through);
  /** @param {(rows: Row[]) => string[]} ask */
  const told = (ask) => {
    const answers = ways.map((way) => ask(way).join('; '));
    if (distinct(answers).length === 1) return answers[0] ?? '';
    return ways.flatMap((way, nth) => (answers[nth] ? [`${answers[nth]} (${way[0]?.through})`] : [])).join('; ');
  };
  return [
    rows[0]?.library ?? '',
    told((way) => [verdictOf(way)]),
    ways.map((way) => way[0]?.through).join('; '),
    told((way) => [distinct(way.map(({ version }) => version)).join(', ')]),
    told((way) => [linesOf(way)]),
    told((way) => [enginesOf(way)]),
    told(remarks),
  ];
}

/**
 * @param {Row[]} rows
 * @returns {string} the page
 */
export function page(rows) {
  const table = [COLUMNS, COLUMNS.map(() => '---'), ...grouped(rows, ({ library }) => library).map(cells)];
  return `${HEAD}${table.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`;
}
