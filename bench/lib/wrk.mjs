// Reads what `wrk --latency` prints.

/** @type {Record<string, number>} */
const microseconds = { us: 1, ms: 1e3, s: 1e6, m: 6e7 };

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? NaN);

/**
 * @param {string} text
 * @param {number} percent
 */
function latency(text, percent) {
  const found = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(text);
  return found ? Number(found[1]) * Number(microseconds[String(found[2])]) : NaN;
}

/**
 * @param {string} text
 * @returns its figures; those of a line that is not there are NaN, except the errors, which wrk names only when it has some
 */
export function parseWrk(text) {
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)?.slice(1) ?? [];
  const refused = number(text, /Non-2xx or 3xx responses: (\d+)/) || 0;
  return {
    req_per_s: number(text, /Requests\/sec:\s+([\d.]+)/),
    p50_us: latency(text, 50),
    p99_us: latency(text, 99),
    messages: number(text, /(\d+) requests in/),
    errors: socket.map(Number).reduce((a, b) => a + b, refused),
  };
}
