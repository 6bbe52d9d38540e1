// `name = value` within the value of another parameter: a line break is missing, or white space begins the next line.

import type { ReleaseCatalog } from '../../catalog/catalog.ts';

export interface GluedSetting {
  readonly name: string;
  /** Where the name begins in the value. */
  readonly start: number;
  /** Text of the value is directly before the name, without white space between them. */
  readonly isGlued: boolean;
}

/** Shorter names are the ends of other words. */
const minLength = 8;
/** Longer than any name. */
const maxLength = 100;

export function* gluedSettings(
  value: string,
  catalog: Pick<ReleaseCatalog, 'parameter'>,
): Generator<GluedSetting> {
  // Settings of a Milter and conditions are inside braces.
  const brace = value.indexOf('{');
  const text = brace < 0 ? value : value.slice(0, brace);
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
    if (text[equals + 1] === '=' || text[equals - 1] === '=') continue;
    let end = equals;
    while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
    const [word = ''] = /\w*$/.exec(text.slice(Math.max(0, end - maxLength), end)) ?? [];
    const found = nameIn(word, text.charAt(end - word.length - 1), catalog);
    if (found !== undefined) yield { ...found, start: end - found.name.length };
  }
}

/** The longest name with which a word ends. */
function nameIn(
  word: string,
  before: string,
  catalog: Pick<ReleaseCatalog, 'parameter'>,
): Omit<GluedSetting, 'start'> | undefined {
  for (let start = 0; start <= word.length - minLength; start++) {
    const name = word.slice(start);
    const parameter = catalog.parameter(name);
    if (parameter === undefined || parameter.derived || word[start - 1] === '_') continue;
    // `-omyhostname=mail.example.com`
    if (before === '-' && start === 1 && word.startsWith('o')) return undefined;
    if (start === 0 && !/^[\s\])"]?$/.test(before)) return undefined;
    return { name, isGlued: start > 0 || /\S/.test(before) };
  }
  return undefined;
}
