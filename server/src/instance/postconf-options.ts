// The arguments of a service as postconf holds them in memory (postconf_master.c, postconf_user.c). They differ from
// what master(8) passes to the program where the line is damaged: postconf warns and reads on.

import { logicalText } from '../syntax/lines.ts';
import { masterFields, type Service } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import { closingBrace, masterBlank, splitWords, trim } from '../syntax/words.ts';

/** One `-o name=value`, as postconf reads it. */
export interface PostconfOption {
  readonly name: string;
  readonly text: string;
}

/** The fields and arguments of a service, in order; options are brought into the form `-o`, `name=value`. */
export const postconfWords = memoize((service: Service): readonly string[] => {
  const words = logicalWords(service);
  return [...words.slice(0, masterFields.length), ...normalized(words.slice(masterFields.length))];
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
    if (setting !== undefined) options.push(setting);
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
function normalized(list: string[]): string[] {
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
    const inside = withoutBraces(value);
    const setting = word === '-' ? undefined : splitNameValue(inside);
    list[i] = setting === undefined ? inside : `${setting.name}=${setting.text}`;
  }
  for (; i < list.length; i++) if (list[i]?.startsWith('{')) list[i] = withoutBraces(list[i] ?? '');
  return list;
}

/** split_nameval(): undefined if it reports an error. */
function splitNameValue(text: string): PostconfOption | undefined {
  const match = /^[ \t\n\v\f\r]*([^ \t\n\v\f\r=]+)[ \t\n\v\f\r]*=([\s\S]*)$/.exec(text);
  if (match === null) return undefined;
  const value = match[2] ?? '';
  const { start, end } = trim(value, { start: 0, end: value.length });
  return { name: match[1] ?? '', text: value.slice(start, end) };
}

function logicalWords({ line }: Service): string[] {
  const text = logicalText(line, { start: 0, end: line.text.length });
  return splitWords(text, 0, text.length, { separator: masterBlank, braces: true }).map((w) =>
    text.slice(w.start, w.end),
  );
}

function withoutBraces(word: string): string {
  const close = closingBrace(word, { start: 0, end: word.length });
  const { start, end } = trim(word, { start: 1, end: close < 0 ? word.length : close });
  return word.slice(start, end);
}
