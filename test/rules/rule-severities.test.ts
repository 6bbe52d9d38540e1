// What VS Code's JSON support makes of the severities of rules, in settings.json and in .postfix-lint.json.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { getLanguageService, type JSONSchema, TextDocument } from 'vscode-json-languageservice';
import manifest from '../../package.json' with { type: 'json' };
import { rules } from '../../server/src/lint/rules/index.ts';

const { properties } = manifest.contributes.configuration;
const fileSchema = JSON.parse(
  readFileSync(new URL('../../schemas/postfix-lint.schema.json', import.meta.url), 'utf8'),
);

describe.each<[string, JSONSchema, string]>([
  ['settings.json', { properties: properties as never }, 'postfix.lint.rules'],
  ['.postfix-lint.json', fileSchema, 'rules'],
])('%s', (_, schema, setting) => {
  test('completes the code of every rule, with its title and severity', async () => {
    const items = await completions(schema, `{ "${setting}": { "|" } }`);
    expect(items.map(({ label }) => label).sort()).toEqual(rules.map(({ code }) => code).sort());
    const [rule] = rules;
    const item = items.find(({ label }) => label === rule?.code);
    expect(item?.documentation).toBe(`${rule?.title} (default: ${rule?.severity})`);
  });

  test('completes the severity', async () => {
    const items = await completions(schema, `{ "${setting}": { "open-relay": "|" } }`);
    expect(items.map(({ label }) => label)).toEqual([
      '"error"',
      '"warning"',
      '"information"',
      '"hint"',
      '"off"',
    ]);
  });

  test('accepts the codes of rules with severities, and nothing else', async () => {
    const problems = (text: string) => validate(schema, `{ "${setting}": ${text} }`);
    expect(await problems('{ "open-relay": "off", "bad-boolean": "hint" }')).toEqual([]);
    expect(await problems('{ "open-relais": "off" }')).toEqual(['There is no rule with this code.']);
    expect(await problems('{ "open-relay": "loud" }')).toEqual([
      expect.stringMatching(/^Value is not accepted/),
    ]);
  });
});

/** What is offered where `|` is. */
async function completions(schema: JSONSchema, marked: string) {
  const offset = marked.indexOf('|');
  const { service, document, tree } = open(schema, marked.replace('|', ''));
  const list = await service.doComplete(document, document.positionAt(offset), tree);
  return list?.items ?? [];
}

async function validate(schema: JSONSchema, text: string) {
  const { service, document, tree } = open(schema, text);
  return (await service.doValidation(document, tree)).map(({ message }) => message);
}

function open(schema: JSONSchema, text: string) {
  const service = getLanguageService({});
  service.configure({ validate: true, schemas: [{ uri: 'schema:test', fileMatch: ['*.json'], schema }] });
  const document = TextDocument.create('file:///test.json', 'json', 1, text);
  return { service, document, tree: service.parseJSONDocument(document) };
}
