// The texts of the rules: their titles, and the messages and fix titles that the examples on their pages produce.

import { rules } from '../../server/src/lint/rules/index.ts';
import { createPostfixService, defaultSettings } from '../../server/src/service.ts';
import { pageCodes, readPage } from '../../test/rules/page.ts';

export interface RuleText {
  readonly where: string;
  readonly text: string;
}

export async function ruleTexts(): Promise<readonly RuleText[]> {
  const texts = new Map<string, RuleText>();
  const add = (where: string, text: string): void => {
    if (!texts.has(text)) texts.set(text, { where, text });
  };
  for (const { code, title } of rules) add(`${code}: title`, title);
  for (const code of pageCodes()) {
    const { wrong, right } = readPage(code);
    for (const { files, stamps, pems, release } of [...wrong, ...right]) {
      const folder = 'file:///etc/postfix/';
      const service = createPostfixService({
        readFile: async (uri) => files[uri.slice(folder.length)],
        stat: async (uri) => stamps[uri.slice(folder.length)],
        pemLabels: async (uri) => pems[uri.slice(folder.length)],
        log: () => undefined,
      });
      service.configure({ ...defaultSettings, version: release ?? '3.7' });
      for (const { rule, finding } of await service.findings(`${folder}main.cf`)) {
        add(`${rule.code}: message`, finding.message);
        for (const { message } of finding.related ?? []) add(`${rule.code}: related place`, message);
        for (const { title } of finding.fixes ?? []) add(`${rule.code}: fix`, title);
      }
    }
  }
  return [...texts.values()];
}
