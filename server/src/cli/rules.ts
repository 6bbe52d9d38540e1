// `--list-rules` and `--explain`.

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rules } from '../lint/rules/index.ts';
import { closest } from '../lint/suggest.ts';

export function listRules(): string {
  const width = Math.max(...rules.map(({ code }) => code.length));
  return rules
    .map(({ code, severity, title }) => `${code.padEnd(width)}  ${severity.padEnd(11)}  ${title}\n`)
    .join('');
}

/** The rule's page, or a problem if there is no such rule. */
export function explain(code: string): { readonly page: string } | { readonly problem: string } {
  if (!rules.some((rule) => rule.code === code)) {
    const meant = closest(
      code,
      rules.map((rule) => rule.code),
    );
    return { problem: `there is no rule ${code}${meant === undefined ? '' : `; did you mean ${meant}?`}` };
  }
  const file = pageFile(code);
  return file === undefined
    ? { problem: `the page of rule ${code} is not installed` }
    : { page: readFileSync(file, 'utf8') };
}

/** The build puts the pages in the same directory as the bundle. */
function pageFile(code: string): string | undefined {
  const program = process.argv[1];
  if (program === undefined) return undefined;
  const file = join(dirname(realpathSync(program)), '../dist/docs/rules', `${code}.md`);
  return existsSync(file) ? file : undefined;
}
