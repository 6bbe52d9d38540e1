// What somebody has who takes the snippet of one name in main.cf, in master.cf and in the tables.
import type { Example } from '../rules/page.ts';
import { completed } from '../scenarios/configuration.ts';
import { expand, type Snippet, snippets } from './snippet.ts';

/** `given` are other texts for some of the snippets than the ones that they have at first. */
export function configurationOf(prefix: string, given: ReadonlyMap<Snippet, string> = new Map()): Example {
  const parts = snippets.filter((each) => each.prefix === prefix);
  const textOf = (snippet: Snippet) => given.get(snippet) ?? expand(snippet.body);
  const textIn = (language: string) =>
    parts
      .filter((part) => part.language === language)
      .map(textOf)
      .join('');
  const mainCf = textIn('postfix-main');
  const masterCf = textIn('postfix-master');
  const tables = parts.flatMap((part) => {
    const file = tableOf(part);
    return file === undefined ? [] : [[file, textOf(part)] as const];
  });
  return completed({
    files: {
      'main.cf': mainCf.includes('compatibility_level') ? mainCf : `compatibility_level = 3.6\n${mainCf}`,
      'master.cf': masterCf,
      ...Object.fromEntries(tables),
    },
    hasMasterCf: masterCf !== '',
    tables: tables.map(([file]) => file),
    stamps: {},
  });
}

/** The table that a snippet is for, if it is for a certain one: its description says so. */
export function tableOf({ description }: Snippet): string | undefined {
  return /\(\/etc\/postfix\/(\S+)\)/.exec(description)?.[1];
}
