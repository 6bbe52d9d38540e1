// The configuration that results from the snippets of one name in main.cf, in master.cf, and in the tables.
import type { Example } from '../rules/page.ts';
import { expand, type Snippet, snippets } from './snippet.ts';

/** @param given texts that replace the initial texts of some snippets */
export function configurationOf(prefix: string, given: ReadonlyMap<Snippet, string> = new Map()): Example {
  const named = snippets.filter((each) => each.prefix === prefix);
  const parts = [...new Set([...named, ...named.flatMap(companionsOf)])];
  const textOf = (part: Snippet) => given.get(part) ?? expand(part.body);
  const textIn = (language: string) =>
    parts
      .filter((part) => part.language === language)
      .map(textOf)
      .join('');
  const masterCf = textIn('postfix-master');
  const tables = parts.flatMap((part) => {
    const file = tableOf(part);
    return file === undefined ? [] : [[file, textOf(part)] as const];
  });
  return {
    files: { 'main.cf': textIn('postfix-main'), 'master.cf': masterCf, ...Object.fromEntries(tables) },
    hasMasterCf: masterCf !== '',
    tables: tables.map(([file]) => file),
    stamps: {},
    pems: {},
  };
}

/** The table that the description of a snippet names, if any. */
export function tableOf({ description }: Snippet): string | undefined {
  return /\(\/etc\/postfix\/(\S+)\)/.exec(description)?.[1];
}

/** The snippets that this one needs, which its description names. */
function companionsOf({ description }: Snippet): readonly Snippet[] {
  const mentions = [...description.matchAll(/the snippet ([a-z-]+) in (main|master)\.cf/g)];
  return mentions.flatMap(([, prefix, file]) =>
    snippets.filter((each) => each.prefix === prefix && each.language === `postfix-${file}`),
  );
}
