// Semantic tokens in a readable form: each line of a text, followed by the tokens of that line.
//
//     myorigin = $mydomain
//     ^^^^^^^^ property declaration defaultLibrary
//              ^ operator
//                ^^^^^^^^^ variable defaultLibrary

import { expect } from 'vitest';
import {
  semanticTokens,
  type Token,
  tokenModifiers,
  tokenTypes,
} from '../../server/src/features/semantic-tokens/index.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import type { FileTexts } from './markers.ts';

/** Expects exactly the tokens that are marked in the first file. A single text is main.cf. */
export async function expectTokens(
  marked: string | FileTexts,
  options: Omit<TokenRequest, 'files'> = {},
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

export interface TokenRequest {
  /** By file name. The tokens are those of the first file. */
  readonly files: FileTexts;
  /** The language of the first file, if its name does not determine it. */
  readonly language?: string;
  readonly version?: string;
  readonly besideGrammar?: boolean;
}

/** The tokens of the first file. */
export async function tokensOf({
  files,
  language,
  version,
  besideGrammar = false,
}: TokenRequest): Promise<readonly Token[]> {
  const [name = '', text = ''] = Object.entries(files)[0] ?? [];
  const { service } = inMemory(files, { version: version ?? '3.11' });
  if (language !== undefined) service.open(uriOf(name), language, text);
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} does not belong to the configuration`);
  return semanticTokens(snapshot, { besideGrammar }, { start: 0, end: text.length }) ?? [];
}

/** A text, with the tokens of each line below it: `^^^ type modifiers`. The text must not end with a newline. */
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
