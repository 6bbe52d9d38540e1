// The snippets, and how an editor expands them
// (code.visualstudio.com/docs/editor/userdefinedsnippets).
import { readSnippets } from '../../scripts/catalog/docs.mjs';

export interface Snippet {
  /** Its language, such as `postfix-main`. */
  readonly language: string;
  readonly name: string;
  /** The text that inserts it. */
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

/** A tab stop with its initial text and its choices. */
export interface TabStop {
  readonly number: number;
  readonly text: string;
  readonly choices: readonly string[];
}

/** All snippets, by language. */
export const snippets: readonly Snippet[] = Object.entries(readSnippets()).flatMap(([language, own]) =>
  own.map(({ title, body, ...rest }) => ({ language, name: title, ...rest, body: body.join('\n') })),
);

/** The tab stops in the order of their numbers, without `$0`. */
export function tabStopsOf(body: string): readonly TabStop[] {
  const stops = [...body.matchAll(token)].flatMap(({ groups = {} }): TabStop[] => {
    const { number, text, choices } = groups;
    if (number === undefined) return [];
    const words = choices?.split(/(?<!\\),/).map(unescaped) ?? [];
    return [{ number: Number(number), text: words[0] ?? unescaped(text ?? ''), choices: words }];
  });
  return stops.sort((a, b) => a.number - b.number);
}

/** The snippet with its initial text, then with each other choice. */
export function variantsOf(body: string): readonly string[] {
  const others = tabStopsOf(body).flatMap(({ number, choices }) =>
    choices.slice(1).map((word) => expand(body, { [number]: word })),
  );
  return [expand(body), ...others];
}

/** The inserted text, with the initial text in all tab stops except those that are given by number. */
export function expand(body: string, given: Readonly<Record<number, string>> = {}): string {
  const first = Object.fromEntries(tabStopsOf(body).map(({ number, text }) => [number, text]));
  return [...body.matchAll(token)].reduceRight((result, { 0: all, index, groups = {} }) => {
    const number = Number(groups.again ?? groups.number);
    const text = groups.escaped ?? (number === 0 ? '' : (given[number] ?? first[number]));
    if (text === undefined) throw new Error(`an editor would treat this as a variable: ${all}`);
    return result.slice(0, index) + text + result.slice(index + all.length);
  }, body);
}

/** `\$`; `$1`; `${1:text}` and `${1|one,two|}`; and any other dollar. */
const token =
  /\\(?<escaped>[$}\\])|\$(?<again>\d+)|\$\{(?<number>\d+)(?::(?<text>(?:\\.|[^$}\\])*)|\|(?<choices>(?:\\.|[^|\\])*)\|)\}|\$/g;

function unescaped(text: string): string {
  return text.replace(/\\([$},|\\])/g, '$1');
}
