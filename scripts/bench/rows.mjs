// The results of the benchmark: rows of figures, formatted as a table.

/**
 * @typedef {object} Figures
 * @property {number} median
 * @property {number} [p95] one measurement in twenty is larger
 * @property {number} [p99] one measurement in a hundred is larger
 * @property {number} [max] the largest one
 */

/**
 * @typedef {object} Budget
 * @property {number} [limit] for the judged figure, in the row's unit
 * @property {number} [ratio] of the judged figure to the peer's
 */

/**
 * @typedef {object} Measured
 * @property {string} what
 * @property {string} unit
 * @property {number} count the number of measurements
 * @property {Figures} figures
 * @property {number} [findings] the number of findings in the answers, as a measure of the work done
 * @property {Figures & { name: string }} [peer] the figures to compare with, measured in the same run
 * @property {Budget} [budget]
 */

/**
 * The judged figure is p99 if it exists, else p95, else the median.
 * @typedef {Measured & { ratio?: number, verdict?: 'ok' | 'over' }} Row
 */

/**
 * Something that was not measured, and why.
 * @typedef {object} Skipped
 * @property {string} what
 * @property {string} reason
 */

/**
 * @param {readonly number[]} values at least one
 * @returns {Figures & { p95: number }}
 */
export function figuresOf(values) {
  return { median: at(values, 0.5), p95: at(values, 0.95) };
}

/**
 * Includes p99, for measurements that are frequent enough.
 * @param {readonly number[]} values
 * @returns {Figures & { p95: number, p99: number, max: number }}
 */
export function tailOf(values) {
  return { ...figuresOf(values), p99: at(values, 0.99), max: at(values, 1) };
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? Number.NaN;
}

/**
 * @param {Measured} measured
 * @returns {Row}
 */
export function judge(measured) {
  const { figures, peer, budget } = measured;
  const figure = figures.p99 ?? figures.p95 ?? figures.median;
  const ratio = peer && figure / (peer.p95 ?? peer.median);
  if (!budget) return { ...measured, ...(ratio === undefined ? {} : { ratio }) };
  const holds = figure <= (budget.limit ?? Infinity) && (ratio ?? 0) <= (budget.ratio ?? Infinity);
  return { ...measured, ...(ratio === undefined ? {} : { ratio }), verdict: holds ? 'ok' : 'over' };
}

/**
 * @param {readonly Row[]} rows
 * @returns {string} a header and a line for each row
 */
export function toTable(rows) {
  const head = [
    'what',
    'median',
    'p95',
    'p99',
    'max',
    'unit',
    'held against',
    'median',
    'p95',
    'ratio',
    'budget',
    '',
  ];
  const cells = [
    head,
    ...rows.map(({ what, figures, unit, peer, ratio, budget, verdict }) => [
      what,
      number(figures.median),
      number(figures.p95),
      number(figures.p99),
      number(figures.max),
      unit,
      peer?.name ?? '',
      number(peer?.median),
      number(peer?.p95),
      number(ratio),
      budget ? budgetText(budget, unit) : '',
      verdict ?? '',
    ]),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = [false, true, true, true, true, false, false, true, true, true, false, false];
  return cells
    .map((row) =>
      row
        .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * @param {Budget} budget
 * @param {string} unit
 */
function budgetText({ limit, ratio }, unit) {
  return [
    ...(limit === undefined ? [] : [`≤ ${limit} ${unit}`]),
    ...(ratio === undefined ? [] : [`ratio ≤ ${ratio}`]),
  ].join(', ');
}

/** @param {number | undefined} value rounded to three digits, because more would suggest false precision */
function number(value) {
  if (value === undefined) return '';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value < 0.01 ? 1 : value < 1 ? 2 : 3);
}
