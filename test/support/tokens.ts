// Semantic tokens as a page that can be read: each line of a text, and beneath it what its words are.
//
//     myorigin = $mydomain
//     ^^^^^^^^ property declaration defaultLibrary
//              ^ operator
//                ^^^^^^^^^ variable defaultLibrary

import { expect } from 'vitest';
import type { Token } from '../../server/src/features/tokens/legend.ts';
import { tokenModifiers, tokenTypes } from '../../server/src/features/tokens/legend.ts';
import { tokensIn } from '../../server/src/features/tokens/tokens.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import type { FileTexts } from './markers.ts';

/** Expects just the tokens that are marked in the first of the files. A text alone is main.cf. */
export async function expectTokens(
  marked: string | FileTexts,
  options: Omit<TokenQuestion, 'files'> = {},
): Promise<void> {
  const files = typeof marked === 'string' ? { 'main.cf': marked } : marked;
  const [[name, page] = ['main.cf', '']] = Object.entries(files);
  const text = page
    .split('\n')
    .filter((line) => !/^ *\^+ [a-z]/i.test(line))
    .join('\n');
  const tokens = await tokensOf({ ...options, files: { ...files, [name]: text } });
  expect(beneath(text, tokens)).toBe(page);
}

export interface TokenQuestion {
  /** By file name; the first one is looked at. */
  readonly files: FileTexts;
  /** The language of the first file, where its name does not tell. */
  readonly language?: string;
  readonly version?: string;
  readonly besideGrammar?: boolean;
}

/** The tokens of the first of the files. */
export async function tokensOf({ files, language, version, besideGrammar = false }: TokenQuestion) {
  const [name = '', text = ''] = Object.entries(files)[0] ?? [];
  const { service } = inMemory(files, { version: version ?? '3.11' });
  if (language !== undefined) service.open(uriOf(name), language, text);
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} is no file of ours`);
  return tokensIn(snapshot, { start: 0, end: text.length }, { besideGrammar });
}

/** A text without a newline at its end, and below each of its lines the tokens: `^^^ type modifiers`. */
export function beneath(text: string, tokens: readonly Token[]): string {
  const shown = text
    .split(/\r\n|\n|\r/)
    .flatMap((content, number) => [
      content,
      ...tokens
        .filter(({ line }) => line === number)
        .map(
          ({ character, length, ...kind }) => `${' '.repeat(character)}${'^'.repeat(length)} ${nameOf(kind)}`,
        ),
    ]);
  return shown.join('\n');
}

export function nameOf({ type, modifiers }: Pick<Token, 'type' | 'modifiers'>): string {
  return [tokenTypes[type], ...tokenModifiers.filter((_, bit) => modifiers & (1 << bit))].join(' ');
}
