// Workflow commands: GitHub shows each as an annotation on its line.

import type { Severity } from '../../lint/rule.ts';
import type { Reported } from '../report.ts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function toGithub(list: readonly Reported[]): string {
  return list
    .map(({ finding: { file, line, endLine, column, endColumn, code, severity, message } }) => {
      const properties = {
        file,
        line,
        endLine,
        // GitHub ignores columns that span more than one line.
        ...(line === endLine && { col: column, endColumn }),
        title: code,
      };
      const list = Object.entries(properties).map(
        ([name, value]) => `${name}=${escapeProperty(String(value))}`,
      );
      return `::${commands[severity]} ${list.join(',')}::${escapeText(message)}\n`;
    })
    .join('');
}

function escapeText(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
