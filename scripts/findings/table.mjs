// Findings by rule, as a Markdown table.

const severities = /** @type {const} */ (['error', 'warning', 'information', 'hint']);

/** @param {readonly import('./findings.mjs').Found[]} found */
export function toTable(found) {
  const codes = [...new Set(found.map(({ code }) => code))].sort();
  const rows = codes.map((code) =>
    row(
      `\`${code}\``,
      found.filter((one) => one.code === code),
    ),
  );
  const head = ['rule', 'findings', 'files', ...severities];
  const line = (/** @type {readonly unknown[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(line),
    line(row('all', found)),
  ].join('\n');
}

/**
 * @param {string} name
 * @param {readonly import('./findings.mjs').Found[]} found
 */
function row(name, found) {
  const counts = severities.map((severity) => found.filter((one) => one.severity === severity).length);
  return [
    name,
    found.length,
    new Set(found.map(({ file }) => file.name)).size,
    ...counts.map((n) => n || ''),
  ];
}
