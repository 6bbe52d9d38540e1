// The operators and function names in `${name?{text}:{text}}`, `${{a} == {b} ? {c} : {d}}`, and `${function{text}}`.
// Occurrences cover only the references.

import { type Branch, branchesOf, type Part, parseExpression } from '../../syntax/expression.ts';
import type { Span } from '../../syntax/text.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';

export function operatorsIn(text: string, { start, end }: Span): ClassifiedSpan[] {
  const found: ClassifiedSpan[] = [];
  const visit = (parts: readonly Part[]): void => {
    for (const part of parts) {
      switch (part.kind) {
        case 'call':
          found.push(classified(part.name, 'function', 'defaultLibrary'));
          break;
        case 'comparison': {
          const { operator, suffix, right } = part;
          found.push(classified({ start: operator.start, end: (suffix ?? operator).end }, 'operator'));
          found.push(...choices(text, right.end + 1, part));
          break;
        }
        case 'reference':
          found.push(...choices(text, part.name.end, part));
      }
      for (const branch of branchesOf(part)) visit(branch.parts);
    }
  };
  visit(parseExpression(text, start, end));
  return found;
}

/** The `?` and the `:` before the branches. The first one comes after `from`. */
function choices(
  text: string,
  from: number,
  { whenTrue, otherwise }: { readonly whenTrue?: Branch; readonly otherwise?: Branch },
): ClassifiedSpan[] {
  const operators: ClassifiedSpan[] = [];
  if (whenTrue !== undefined || otherwise !== undefined) operators.push(character(text, from));
  // There can only be a second branch if the first one has braces.
  if (whenTrue !== undefined && otherwise !== undefined) operators.push(character(text, whenTrue.end + 1));
  return operators;
}

/** The first character at or after `from` that is not white space. */
function character(text: string, from: number): ClassifiedSpan {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return classified({ start: at, end: at + 1 }, 'operator');
}
