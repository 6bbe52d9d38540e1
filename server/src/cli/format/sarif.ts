// SARIF 2.1.0, for code scanning.

import { pathToFileURL } from 'node:url';
import manifest from '../../../package.json' with { type: 'json' };
import type { Severity } from '../../lint/rule.ts';
import { rules } from '../../lint/rules/index.ts';
import type { PrintedPlace, Reported } from '../report.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export function toSarif(list: readonly Reported[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'postfix-lint',
            version: manifest.version,
            rules: rules.map(({ code, title, severity }) => ({
              id: code,
              shortDescription: { text: title },
              help: { text: `For details, run: postfix-lint --explain ${code}` },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        results: list.map(({ finding, related }) => ({
          ruleId: finding.code,
          ruleIndex: rules.findIndex(({ code }) => code === finding.code),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [{ physicalLocation: location(finding) }],
          relatedLocations: related.map(({ place, message }, id) => ({
            id,
            message: { text: message },
            physicalLocation: location(place),
          })),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function location({ file, line, column, endLine, endColumn }: PrintedPlace): object {
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return {
    artifactLocation: { uri, uriBaseId: 'ROOT' },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}
