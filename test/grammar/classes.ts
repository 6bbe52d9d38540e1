// What a scope of a grammar and a semantic token have in common: the class of a stretch of text.

import type { IToken } from 'vscode-textmate';
import type { TokenType } from '../../server/src/features/tokens/legend.ts';

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

/** What a grammar sees that no token tells: punctuation belongs to what it encloses, a template to nobody. */
export type ScopeClass = Class | 'punctuation' | 'template' | 'escape' | 'plain';

export const classOfType: Readonly<Record<TokenType, Class>> = {
  comment: 'comment',
  property: 'name',
  variable: 'reference',
  parameter: 'attribute',
  keyword: 'keyword',
  // A fixed word, be it the value's or the language's.
  enumMember: 'keyword',
  function: 'function',
  type: 'type',
  class: 'service',
  number: 'number',
  string: 'string',
  regexp: 'regexp',
  operator: 'operator',
};

/** By the beginning of a scope's name; the first that fits. */
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

/** Scopes that hold all that is in them, whatever it is called. */
const whole: readonly ScopeClass[] = ['comment', 'template', 'regexp'];

/** The class of a grammar's token: of its innermost scope that has one. */
export function classOfScopes({ scopes }: IToken): ScopeClass {
  const found = scopes.map(classOfScope).filter((each) => each !== undefined);
  return found.find((each) => whole.includes(each)) ?? found.at(-1) ?? 'plain';
}

function classOfScope(scope: string): ScopeClass | undefined {
  // A scope may have two names.
  const [first = ''] = scope.split(' ');
  return classesOfScopes.find(([beginning]) => first === beginning || first.startsWith(`${beginning}.`))?.[1];
}
