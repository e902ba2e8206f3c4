import { bar, defineScale, escapeXml, line, rect, text } from './svg.mjs';

// One picture of the page burst in both runs: a lane a request, both runs over the same axis, and, in the space that the
// preloaded run leaves empty, the same lanes once more, enlarged.

// Okabe and Ito's palette: distinguishable with every common kind of colour blindness, and of different lightness.
const phases = {
  file: { label: 'readFileSync', colour: '#D55E00' },
  git: { label: "execFileSync('git', ...)", colour: '#009E73' },
  quote: { label: 'sync-request', colour: '#0072B2' },
  nap: { label: 'Atomics.wait', colour: '#E69F00' },
};
const waiting = { label: 'sent, waiting for its turn', colour: '#D4D4D4' };

const page = { width: 1200, left: 96, right: 1164 };
const lane = { height: 6, gap: 1 };
const firstPanelTop = 172;
const insetAxisHeight = 34;

/** The picture as one self-contained SVG document. */
export function renderTimeline(plain, patched) {
  const [above, below] = [plain, patched].map((run) => ({ name: run.name, ...run.bursts.page }));
  const scale = defineScale(Math.max(above.tookMs, below.tookMs), page.left, page.right);
  const first = { run: above, top: firstPanelTop, height: panelHeight(above) };
  const second = { run: below, top: first.top + first.height + 84, height: panelHeight(below) + insetAxisHeight };
  const bottom = second.top + second.height;
  const parts = [
    heading(above, below),
    legend(),
    panel(first, scale, 'node app.js'),
    panel(second, scale, 'node -r greenpatch app.js'),
    axisLabel(bottom + 38),
    inset(second, scale),
    footer(bottom + 66),
  ];
  return document(bottom + 88, describe(above, below), parts.join('\n'));
}

const panelHeight = ({ lanes }) => lanes.length * (lane.height + lane.gap) + lane.gap;
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const times = (factor) => (factor >= 10 ? factor.toFixed(0) : factor.toFixed(1));

function describe(above, below) {
  const [a, b] = [above, below].map(({ requests, tookMs }) => `${requests} requests in ${seconds(tookMs)}`);
  return `Timeline of one blocking web application. Plain Node: ${a}, one after the other. With greenpatch: ${b}, together.`;
}

function document(height, description, content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${height}" width="${page.width}" height="${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif" font-size="14" fill="#1A1A1A">
<title>${escapeXml(description)}</title>
${rect(0, 0, page.width, height, 'fill="#FFFFFF"')}
${content}
</svg>
`;
}

function heading(above, below) {
  const sentence = 'Each request blocks four times. Nothing in the application was changed, only how it is started.';
  return [
    text(
      page.left,
      50,
      `${below.requests} requests at once to one blocking application`,
      'font-size="26" font-weight="700"',
    ),
    text(page.left, 80, sentence, 'font-size="16" fill="#444444"'),
  ].join('\n');
}

function legend() {
  const columns = [0, 225, 375, 590, 735];
  const item = ({ label, colour }, x) => rect(x, 103, 22, 12, `rx="2" fill="${colour}"`) + text(x + 30, 114, label);
  return [waiting, ...Object.values(phases)].map((phase, i) => item(phase, page.left + columns[i])).join('\n');
}

function panel({ run, top, height }, scale, command) {
  return [
    text(
      page.left,
      top - 14,
      command,
      'font-size="17" font-weight="700" font-family="ui-monospace, \'Liberation Mono\', monospace"',
    ),
    text(
      page.right,
      top - 14,
      `${run.requests} requests in ${seconds(run.tookMs)}`,
      'font-size="17" font-weight="700" text-anchor="end"',
    ),
    rect(page.left, top, page.right - page.left, height, 'fill="#F7F7F7"'),
    axis(scale, top, height),
    laneNames(run, top),
    lanes(run, scale, top),
    endMark(run, scale, top, height),
  ].join('\n');
}

function axis(scale, top, height) {
  return scale.ticks
    .map((ms) => {
      const x = scale.x(ms);
      const label = text(
        x,
        top + height + 18,
        ms.toLocaleString('en'),
        'text-anchor="middle" font-size="13" fill="#444444"',
      );
      return line(x, top, x, top + height, '#DDDDDD') + label;
    })
    .join('');
}

function axisLabel(y) {
  return text(
    (page.left + page.right) / 2,
    y,
    'milliseconds since the first request was sent',
    'text-anchor="middle" fill="#444444"',
  );
}

function laneNames({ lanes: all }, top) {
  const y = (index) => top + lane.gap + index * (lane.height + lane.gap) + lane.height;
  const name = (index) =>
    text(page.left - 8, y(index) + 1, `request ${index + 1}`, 'text-anchor="end" font-size="12" fill="#444444"');
  return name(0) + name(all.length - 1);
}

function lanes({ lanes: all }, scale, top) {
  const began = ({ steps, sentMs }) => steps[0]?.startMs ?? sentMs;
  const ordered = [...all].sort((a, b) => began(a) - began(b) || a.sentMs - b.sentMs);
  return ordered
    .map((request, index) => oneLane(request, scale, top + lane.gap + index * (lane.height + lane.gap)))
    .join('\n');
}

function oneLane({ id, sentMs, doneMs, steps }, scale, y) {
  const draw = (from, to, colour) => bar(scale, from, to, y, lane.height, colour);
  const tooltip = steps.map(({ name, startMs, durationMs }) => `${phases[name].label} ${startMs} + ${durationMs} ms`);
  return [
    `<g><title>${escapeXml(`${id}: sent at ${sentMs} ms, answered at ${doneMs} ms\n${tooltip.join('\n')}`)}</title>`,
    draw(sentMs, doneMs, waiting.colour),
    ...steps.map(({ name, startMs, durationMs }) => draw(startMs, startMs + durationMs, phases[name].colour)),
    '</g>',
  ].join('');
}

function endMark({ tookMs }, scale, top, height) {
  const x = scale.x(tookMs);
  return line(x, top - 4, x, top + height, '#1A1A1A', 'stroke-width="1.5" stroke-dasharray="4 3"');
}

/** The preloaded run enlarged, where it leaves at least two thirds of its panel empty. */
function inset({ run, top }, scale) {
  const end = scale.x(run.tookMs);
  if (end - page.left > (page.right - page.left) / 3) return '';
  const [left, right, height] = [end + 110, page.right - 16, panelHeight(run)];
  const middle = { x: (end + left) / 2, y: top + height / 2 };
  const factor = (right - left) / (end - page.left);
  const own = defineScale(run.tookMs, left, right);
  const small = 'text-anchor="middle" font-size="13" fill="#444444"';
  return [
    rect(end, top, left - end, height, 'fill="#E9E9E9"'),
    rect(left, top, right - left, height, 'fill="#FFFFFF"'),
    axis(own, top, height),
    lanes(run, own, top),
    rect(left, top, right - left, height, 'fill="none" stroke="#8A8A8A"'),
    text(middle.x, middle.y - 8, 'enlarged', small) + text(middle.x, middle.y + 10, `${times(factor)} times`, small),
  ].join('\n');
}

function footer(y) {
  const words = `Recorded by npm run demo on Node ${process.versions.node}. The start and length of each step come from the application, in Server-Timing headers.`;
  return text(page.left, y, words, 'font-size="12" fill="#666666"');
}
