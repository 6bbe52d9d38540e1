// The kinds of semantic tokens that we tell apart. All are standard ones of the Language Server Protocol, so that
// every theme has a colour for them. docs/semantic-tokens.md says what each stands for.

/** In the order of the legend: a token's type is sent as an index into it. */
export const tokenTypes = [
  'comment',
  'property',
  'variable',
  'parameter',
  'keyword',
  'enumMember',
  'function',
  'type',
  'class',
  'number',
  'string',
  'regexp',
  'operator',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/** In the order of the legend: each is one bit of the number that is sent. */
export const tokenModifiers = ['declaration', 'defaultLibrary', 'readonly', 'deprecated'] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

/** Lines and characters count from 0, in UTF-16 code units; the type and the bits of the modifiers are the legend's. */
export interface Token {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: number;
  readonly modifiers: number;
}

const typeIndexes = new Map(tokenTypes.map((type, i) => [type, i]));
const modifierBits = new Map(tokenModifiers.map((modifier, i) => [modifier, 1 << i]));

export function typeIndex(type: TokenType): number {
  return typeIndexes.get(type) ?? 0;
}

export function modifierSet(modifiers: readonly TokenModifier[]): number {
  return modifiers.reduce((set, modifier) => set | (modifierBits.get(modifier) ?? 0), 0);
}
