// The arguments of a service as postconf holds them in memory (postconf_master.c, postconf_user.c). They differ from
// what master(8) passes to the program where the line is damaged: postconf warns and reads on.

import { logicalText } from '../syntax/lines.ts';
import { masterFields, type Service } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import { masterBlank, openBraces, splitWords, trim } from '../syntax/words.ts';

/** One `-o name=value`, as postconf reads it. */
export interface PostconfOption {
  readonly name: string;
  readonly text: string;
}

/** The fields and arguments of a service, in order; options are brought into the form `-o`, `name=value`. */
export function postconfWords(service: Service): readonly string[] {
  return read(service).words;
}

/** What postconf warns about in the arguments of a service. */
export function postconfProblems(service: Service): readonly string[] {
  return read(service).problems;
}

const read = memoize((service: Service): { words: readonly string[]; problems: readonly string[] } => {
  const words = logicalWords(service);
  const problems: string[] = [];
  const list = normalized(words.slice(masterFields.length), problems);
  return { words: [...words.slice(0, masterFields.length), ...list], problems };
});

/** The parameters that the options of a service set, in order. */
export const postconfOptions = memoize((service: Service): readonly PostconfOption[] => {
  const options: PostconfOption[] = [];
  const words = postconfWords(service);
  for (let i = masterFields.length; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!isOption(word)) break;
    const value = words[i + 1];
    if (!expectsValue(word) || value === undefined) continue;
    i++;
    const setting = word === '-o' ? splitNameValue(value) : undefined;
    if (typeof setting === 'object') options.push(setting);
  }
  return options;
});

/** Whether the word belongs to the options, which end at the first word that does not begin with `-`. */
export function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '--';
}

/** strchr() also finds the end of its string, so postconf expects a value after a `-` by itself. */
export function expectsValue(option: string): boolean {
  return option === '-' || option[1] === 'o';
}

/**
 * pcf_normalize_daemon_args(): splits options into `-o` and `name=value`, and removes braces. It looks for an `o` in
 * the whole word, so `-ofoo=x` becomes `-o`, `f`, `-o`, `o=x`. This deliberately reproduces postconf's behavior.
 */
function normalized(list: string[], problems: string[]): string[] {
  let i = 0;
  for (; i < list.length; i++) {
    let word = list[i] ?? '';
    if (!isOption(word)) break;
    const letter = word.indexOf('o', 2);
    if (letter > 0) {
      list.splice(i + 1, 0, `-${word.slice(letter)}`);
      word = word.slice(0, letter);
      list[i] = word;
    }
    if (!expectsValue(word)) continue;
    if (word.length > 2) {
      list.splice(i + 1, 0, word.slice(2));
      list[i] = word.slice(0, 2);
    } else if (i + 1 >= list.length) continue;
    i++;
    const value = list[i] ?? '';
    if (!value.startsWith('{')) continue;
    const inside = withoutBraces(value, problems);
    list[i] = inside;
    if (word === '-') continue;
    const setting = splitNameValue(inside);
    if (typeof setting === 'string') problems.push(`${setting}: "${inside}"`);
    else list[i] = `${setting.name}=${setting.text}`;
  }
  for (; i < list.length; i++) if (list[i]?.startsWith('{')) list[i] = withoutBraces(list[i] ?? '', problems);
  return list;
}

/** split_nameval(): the name and value, or the problem that it reports. */
function splitNameValue(text: string): PostconfOption | string {
  const { start, end } = trim(text, { start: 0, end: text.length });
  const name = /^[^ \t\n\v\f\r=]*/.exec(text.slice(start))?.[0] ?? '';
  if (name === '') return 'missing attribute name';
  const equals = trim(text, { start: start + name.length, end: text.length }).start;
  if (text[equals] !== '=') return "missing '=' after attribute name";
  const value = trim(text, { start: equals + 1, end: Math.max(end, equals + 1) });
  return { name, text: text.slice(value.start, value.end) };
}

function logicalWords({ line }: Service): string[] {
  const text = logicalText(line, { start: 0, end: line.text.length });
  return splitWords(text, 0, text.length, { separator: masterBlank, braces: true }).map((w) =>
    text.slice(w.start, w.end),
  );
}

function withoutBraces(word: string, problems: string[]): string {
  const { inside, problem } = openBraces(word);
  if (problem !== undefined) problems.push(problem);
  const { start, end } = trim(inside, { start: 0, end: inside.length });
  return inside.slice(start, end);
}
