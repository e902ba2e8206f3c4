// The few SVG elements that the timeline needs.

/** A linear scale from 0..maxMs to left..right, with `ticks` at round numbers of ms. */
export function defineScale(maxMs, left, right) {
  const perMs = (right - left) / (maxMs * 1.02);
  const step = roundStep(maxMs / 10);
  const ticks = Array.from({ length: Math.floor(maxMs / step) + 1 }, (_, i) => i * step);
  return { ticks, x: (ms) => round(left + ms * perMs) };
}

/** The smallest of 1, 2, 5, 10, 20, 50, ... that is at least `atLeast`. */
function roundStep(atLeast) {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= atLeast);
}

const round = (value) => Math.round(value * 10) / 10;

export function rect(x, y, width, height, attributes) {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${attributes}/>`;
}

/** A bar from one time to another; never too thin to be seen. */
export function bar(scale, fromMs, toMs, y, height, colour) {
  const x = scale.x(fromMs);
  return rect(x, y, Math.max(scale.x(toMs) - x, 1), height, `fill="${colour}"`);
}

export function line(x1, y1, x2, y2, colour, attributes = '') {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" ${attributes}/>`;
}

export function text(x, y, words, attributes = '') {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escapeXml(words)}</text>`;
}

export function escapeXml(words) {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
