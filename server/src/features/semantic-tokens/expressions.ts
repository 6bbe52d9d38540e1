// What stands between the names and texts of `${name?{text}:{text}}`, `${{a} == {b} ? {c} : {d}}` and
// `${function{text}}`: spots name the references alone.

import { type Branch, branchesOf, type Part, parseExpression } from '../../syntax/expression.ts';
import type { Span } from '../../syntax/text.ts';
import { type Paint, paint } from './paint.ts';

export function operatorsIn(text: string, { start, end }: Span): Paint[] {
  const found: Paint[] = [];
  const visit = (parts: readonly Part[]): void => {
    for (const part of parts) {
      switch (part.kind) {
        case 'call':
          found.push(paint(part.name, 'function', 'defaultLibrary'));
          break;
        case 'comparison': {
          const { operator, suffix, right } = part;
          found.push(paint({ start: operator.start, end: (suffix ?? operator).end }, 'operator'));
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

/** The `?` and the `:` in front of the branches; the first one stands behind `from`. */
function choices(
  text: string,
  from: number,
  { whenTrue, otherwise }: { readonly whenTrue?: Branch; readonly otherwise?: Branch },
): Paint[] {
  const operators: Paint[] = [];
  if (whenTrue !== undefined || otherwise !== undefined) operators.push(character(text, from));
  // A second branch is there only when the first one has braces.
  if (whenTrue !== undefined && otherwise !== undefined) operators.push(character(text, whenTrue.end + 1));
  return operators;
}

/** The first character from here on that is no blank. */
function character(text: string, from: number): Paint {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return paint({ start: at, end: at + 1 }, 'operator');
}
