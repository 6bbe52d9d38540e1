// Classes of text, to compare the scopes of a grammar with semantic tokens.

import type { IToken } from 'vscode-textmate';
import type { TokenType } from '../../server/src/features/semantic-tokens/index.ts';

export type Class =
  | 'comment'
  | 'name'
  | 'reference'
  | 'attribute'
  | 'keyword'
  | 'function'
  | 'type'
  | 'service'
  | 'number'
  | 'string'
  | 'regexp'
  | 'operator';

/** Includes classes that only grammars have. */
export type ScopeClass = Class | 'punctuation' | 'template' | 'escape' | 'plain';

export const classOfType: Readonly<Record<TokenType, Class>> = {
  comment: 'comment',
  property: 'name',
  variable: 'reference',
  parameter: 'attribute',
  keyword: 'keyword',
  // Fixed words of a value have the same class as those of the language.
  enumMember: 'keyword',
  function: 'function',
  type: 'type',
  class: 'service',
  number: 'number',
  string: 'string',
  regexp: 'regexp',
  operator: 'operator',
};

/** By the first part of a scope's name. The first match counts. */
const classesOfScopes: readonly (readonly [scope: string, is: ScopeClass])[] = [
  ['comment.block.template', 'template'],
  ['comment', 'comment'],
  ['meta.template', 'template'],
  ['string.regexp', 'regexp'],
  ['variable.other.assignment', 'name'],
  ['entity.name.tag.key', 'name'],
  ['variable.other.reference', 'reference'],
  ['constant.other.placeholder', 'reference'],
  ['entity.other', 'attribute'],
  ['keyword.other.unit', 'number'],
  ['keyword.operator', 'operator'],
  ['keyword', 'keyword'],
  ['constant.language', 'keyword'],
  ['constant.other', 'keyword'],
  ['constant.numeric', 'number'],
  ['constant.character.escape', 'escape'],
  ['support.function', 'function'],
  ['entity.name.function', 'function'],
  ['support.type', 'type'],
  ['storage.type', 'type'],
  ['entity.name.type', 'service'],
  ['string', 'string'],
  ['punctuation', 'punctuation'],
];

/** These classes also apply to all inner scopes. */
const inherited: readonly ScopeClass[] = ['comment', 'template', 'regexp'];

/** The class of a token of a grammar: the class of its innermost scope that has one. */
export function classOfScopes({ scopes }: IToken): ScopeClass {
  const found = scopes.map(classOfScope).filter((each) => each !== undefined);
  return found.find((each) => inherited.includes(each)) ?? found.at(-1) ?? 'plain';
}

function classOfScope(scope: string): ScopeClass | undefined {
  // A scope can have two names.
  const [first = ''] = scope.split(' ');
  return classesOfScopes.find(([beginning]) => first === beginning || first.startsWith(`${beginning}.`))?.[1];
}
