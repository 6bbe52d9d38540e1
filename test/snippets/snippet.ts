// The snippets of the extension, and what an editor makes of them (code.visualstudio.com/docs/editor/userdefinedsnippets).
import { readFileSync } from 'node:fs';

export interface Snippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

/** A place to fill in: what stands there at first, and the words to choose from. */
export interface TabStop {
  readonly number: number;
  readonly text: string;
  readonly choices: readonly string[];
}

/** The snippets of a file in snippets/. */
export function readSnippets(file: string): readonly Snippet[] {
  const json = readFileSync(new URL(`../../snippets/${file}`, import.meta.url), 'utf8');
  const snippets = JSON.parse(json) as Record<
    string,
    Omit<Snippet, 'name' | 'body'> & { body: readonly string[] }
  >;
  return Object.entries(snippets).map(([name, { body, ...rest }]) => ({
    name,
    ...rest,
    body: body.join('\n'),
  }));
}

/** The places to fill in, in the order of their numbers, `$0` left out. */
export function tabStopsOf(body: string): readonly TabStop[] {
  const stops = [...body.matchAll(token)].flatMap(({ groups = {} }): TabStop[] => {
    const { number, text, choices } = groups;
    if (number === undefined) return [];
    const words = choices?.split(/(?<!\\),/).map(unescaped) ?? [];
    return [{ number: Number(number), text: words[0] ?? unescaped(text ?? ''), choices: words }];
  });
  return stops.sort((a, b) => a.number - b.number);
}

/** The text that is inserted when nothing is filled in, but for what is given by number. */
export function expand(body: string, given: Readonly<Record<number, string>> = {}): string {
  const first = Object.fromEntries(tabStopsOf(body).map(({ number, text }) => [number, text]));
  return [...body.matchAll(token)].reduceRight((result, { 0: all, index, groups = {} }) => {
    const number = Number(groups.again ?? groups.number);
    const text = groups.escaped ?? (number === 0 ? '' : (given[number] ?? first[number]));
    if (text === undefined) throw new Error(`an editor would take this for a variable: ${all}`);
    return result.slice(0, index) + text + result.slice(index + all.length);
  }, body);
}

/** `\$`; `$1`; `${1:text}` and `${1|one,two|}`; and any other dollar. */
const token =
  /\\(?<escaped>[$}\\])|\$(?<again>\d+)|\$\{(?<number>\d+)(?::(?<text>(?:\\.|[^}\\])*)|\|(?<choices>(?:\\.|[^|\\])*)\|)\}|\$/g;

function unescaped(text: string): string {
  return text.replace(/\\([$},|\\])/g, '$1');
}
