// What is said about repetitions: a median, how far they lie apart, and ratios taken repetition by repetition.

/**
 * One run of one program.
 * @typedef {object} Run
 * @property {string} workload
 * @property {string} case
 * @property {string} peer
 * @property {number} rep
 * @property {Record<string, number>} metrics
 */

/**
 * @param {number[]} values
 * @returns {number} NaN for none
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 0) return (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
  return Number(sorted[middle]);
}

/**
 * @param {number[]} values
 * @returns {[low: number, high: number]} half of them lie between
 */
export function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Number(sorted[Math.round((sorted.length - 1) * share)]);
  return [at(0.25), at(0.75)];
}

/** @param {number[]} values */
export function summary(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Half the range as a share of the median: 0.05 reads "within 5% either way".
 * @param {number[]} values
 * @returns {number} 0 for fewer than two values
 */
export function spread(values) {
  if (values.length < 2) return 0;
  const { median: middle, min, max } = summary(values);
  return middle === 0 ? 0 : Math.abs((max - min) / 2 / middle);
}

/**
 * `combine(ours, theirs)` for each repetition that both peers have, so that a machine which speeds up or slows down
 * between repetitions moves both halves of a pair.
 * @param {Run[]} ours
 * @param {Run[]} theirs
 * @param {string} metric
 * @param {(ours: number, theirs: number) => number} combine
 */
export function pairwise(ours, theirs, metric, combine) {
  const other = new Map(theirs.map((run) => [run.rep, run.metrics[metric]]));
  return ours.flatMap((run) => {
    const [mine, its] = [run.metrics[metric], other.get(run.rep)];
    return mine === undefined || its === undefined ? [] : [combine(mine, its)];
  });
}

/** @type {(ours: number, theirs: number) => number} */
export const ratio = (ours, theirs) => ours / theirs;

/** @type {(ours: number, theirs: number) => number} */
export const difference = (ours, theirs) => ours - theirs;

/** @param {number} value */
export const round = (value) => Math.round(value * 1000) / 1000;
