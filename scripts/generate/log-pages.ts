// What the pages of the rules quote from the log, as patterns that find the page of a message.

import type { Rule } from '../../server/src/lint/rule.ts';

/** The file that the extension reads. */
export const logPagesFile = 'client/src/postfix/log-pages.json';

/** The fewest letters that a pattern needs, so that it does not match unrelated messages. */
const ENOUGH = 13;

/**
 * The pattern of each quoted message, with the code of the rule. In a pattern, `*` matches any text, because names,
 * numbers, and values vary. If several pages quote a message, the one that refers to all the others explains it. If no page
 * does, the message is left out.
 */
export function logPages(rules: readonly Pick<Rule, 'code'>[], page: (code: string) => string): string {
  const codes = new Map<string, Set<string>>();
  for (const { code } of rules) {
    for (const pattern of patternsIn(page(code))) {
      const known = codes.get(pattern) ?? new Set();
      codes.set(pattern, known.add(code));
    }
  }
  const explained = [...codes].flatMap(([pattern, all]) => {
    const code = [...all].find((each) => refersToAll(page(each), all, each));
    return code === undefined ? [] : [[pattern, code]];
  });
  const sorted = explained.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

function refersToAll(text: string, codes: ReadonlySet<string>, own: string): boolean {
  return [...codes].every((code) => code === own || text.includes(`](${code}.md)`));
}

function patternsIn(page: string): Set<string> {
  const blocks = [...page.matchAll(/^```(?:text|log)\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const messages = blocks.flatMap((block) =>
    [...block.matchAll(/^\S+?: (?:fatal|panic|error|warning): (.+)$/gm)].map(([, text = '']) => text),
  );
  return new Set(
    messages.map(patternOf).filter((pattern) => (pattern.match(/[a-z]/gi) ?? []).length >= ENOUGH),
  );
}

/** The message with `*` instead of what varies: quoted text, paths, numbers, parameters, hosts, and addresses. */
function patternOf(message: string): string {
  return message
    .replace(/^.*?[,:] line \d+: /, '')
    .replace(/"[^"]*"|'[^']*'|`[^']*'/g, '*')
    .replace(/\S+=\S+.*$/, '*')
    .replace(/((?:parameter|parameter value|type|argument|not supported|server description): ).+$/, '$1*')
    .replace(/\[[^\]]*\](?::\d+)?/g, '*')
    .replace(/(?:\w+:)?\/[^\s,;:]+(?::\w+)?/g, '*')
    .replace(/\S*[@_]\S*(?<![,:;.])/g, '*')
    .replace(/\b(?:[\w-]+\.)+[\w-]+\b/g, '*')
    .replace(/\b\S*\d\S*(?<![,:;])/g, '*')
    .replace(/= .*$/, '= *')
    .replace(/…/g, '*')
    .replace(/\*(?:[\s*]*\*)+/g, '*');
}
