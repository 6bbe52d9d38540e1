// The token types and modifiers. All of them are standard in the Language Server Protocol, so every theme has colors
// for them. docs/semantic-tokens.md describes what each one means.

/** The order matters: the server sends the type of a token as an index into this list. */
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

/** The order matters: each modifier is one bit of the number that the server sends. */
export const tokenModifiers = ['declaration', 'defaultLibrary', 'readonly', 'deprecated'] as const;
export type TokenModifier = (typeof tokenModifiers)[number];

/** Lines and characters count from 0, in UTF-16 code units. `type` is an index into `tokenTypes`, `modifiers` a bit set. */
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
