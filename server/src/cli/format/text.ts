// Output for people: one line for each finding, then the line of the file with carets under the error.

import { styleText } from 'node:util';
import type { Severity } from '../../lint/rule.ts';
import { type Reported, summary } from '../report.ts';

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Severity, Style>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  information: ['bold', 'blue'],
  hint: 'bold',
};

/** Longer lines are cut around the error. */
const maxWidth = 100;

export function toText(list: readonly Reported[], color: boolean): string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const blocks = list.map((reported) => {
    const { finding, related } = reported;
    const { file, line, column, severity, message, code } = finding;
    return [
      `${paint('bold', `${file}:${line}:${column}:`)} ${paint(styles[severity], `${severity}:`)} ${message} ${paint('dim', `[${code}]`)}`,
      ...excerpt(reported, (text) => paint(styles[severity], text)),
      ...related.map(
        ({ place, message: note }) =>
          `  ${paint('dim', `${place.file}:${place.line}:${place.column}:`)} ${note}`,
      ),
    ].join('\n');
  });
  return `${[...blocks, summary(list)].join('\n')}\n`;
}

function excerpt({ finding, source }: Reported, paint: (text: string) => string): string[] {
  if (source.trim() === '') return [];
  const start = finding.column - 1;
  const end = finding.endLine === finding.line ? finding.endColumn - 1 : source.length;
  const from = source.length <= maxWidth ? 0 : Math.max(0, Math.min(start - 20, source.length - maxWidth));
  const shown = source.slice(from, from + maxWidth);
  const number = String(finding.line);
  const width = Math.max(1, Math.min(end, from + shown.length) - start);
  return [
    `  ${number} | ${printable(shown)}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(start - from)}${paint('^'.repeat(width))}`,
  ];
}

/** Replaces characters that would move the cursor, without changing the width. */
function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '\u00b7');
}
