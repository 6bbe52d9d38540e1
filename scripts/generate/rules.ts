// Documentation and schemas of the rules.

import { assignableRoles } from '../../server/src/instance/table-roles.ts';
import type { Rule } from '../../server/src/lint/rule.ts';
import { withRows } from './markdown.ts';

/** @param index the text of docs/rules/README.md */
export function ruleTable(index: string, rules: readonly Rule[]): string {
  return withRows(
    index,
    rules.map(({ code, severity, title }) => `| [\`${code}\`](${code}.md) | ${severity} | ${title} |`),
  );
}

/** The JSON schema of an object with rule codes as keys, so that an editor can complete them. */
export function ruleCodes(rules: readonly Rule[]) {
  return {
    enum: rules.map(({ code }) => code),
    enumDescriptions: rules.map(({ title, severity }) => `${title} (default: ${severity})`),
    errorMessage: 'There is no rule with this code.',
  };
}

/** The JSON schema of `.postfix-lint.json`. @param severities the schema of a severity */
export function settingsFileSchema(rules: readonly Rule[], severities: object): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of postfix-lint for the configuration in this folder',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: {
        type: 'object',
        description: 'Severity of each rule, by its code',
        propertyNames: ruleCodes(rules),
        additionalProperties: severities,
      },
      tableRoles: {
        type: 'object',
        description: 'Purposes of lookup tables, by file name pattern',
        additionalProperties: { type: 'string', enum: assignableRoles },
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
