// Compares `$name` and similar expressions with mac_parse.c and mac_expand.c. The tests in test/instance cover the
// expanded values, and compare them with the real postconf.
import { describe, expect, test } from 'vitest';
import {
  type Branch,
  branchesOf,
  type Part,
  parseExpression,
  references,
} from '../../server/src/syntax/expression.ts';

/**
 * The tree on one line: literal text in quotes (with its meaning: `$$` is "$"), `<name>` for a reference,
 * `<name ? … : …>` with branches, `<{…} == {…} ? … : …>` for a comparison, `<name(…)>` for a call, and
 * `!problem!` if Postfix complains.
 */
function tree(text: string): string {
  return show(parseExpression(text));
}

function show(parts: readonly Part[]): string {
  return parts.map(showPart).join(' ');
}

function showPart(part: Part): string {
  switch (part.kind) {
    case 'literal':
      return JSON.stringify(part.text);
    case 'malformed':
      return `!${part.problem}!`;
    case 'call':
      return `<${part.name.text}(${show(part.argument.parts)})>`;
    case 'reference':
      return `<${part.name.text}${branches(part)}>`;
    case 'comparison': {
      const { left, operator, suffix, right } = part;
      return `<{${show(left.parts)}} ${operator.text}${suffix?.text ?? ''} {${show(right.parts)}}${branches(part)}>`;
    }
  }
}

function branches({
  whenTrue,
  otherwise,
}: {
  readonly whenTrue?: Branch;
  readonly otherwise?: Branch;
}): string {
  return `${whenTrue ? ` ? ${show(whenTrue.parts)}` : ''}${otherwise ? ` : ${show(otherwise.parts)}` : ''}`;
}

const truncated = '!truncated macro reference!';
const emptyName = '!empty macro name!';
const nameSyntax = '!attribute name syntax error!';
const unbalanced = '!unbalanced {} in attribute expression!';
const noOperator = '!"==" or "!=" or "<" or "<=" or ">=" or ">" expected!';
const unexpected = '!unexpected input!';

describe('literal text', () => {
  test.each([
    ['', ''],
    ['plain text', '"plain text"'],
    ['a{b}(c)?:=', '"a{b}(c)?:="'],
    ['$$', '"$"'],
    ['$$$$', '"$$"'],
    ['a$$b', '"a$b"'],
    ['$$name', '"$name"'],
    ['$${name}', '"${name}"'],
    ['i {mail_addr}', '"i {mail_addr}"'],
  ])('%j', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });
});

describe('a reference', () => {
  test.each([
    ['$name', '<name>'],
    ['${name}', '<name>'],
    ['$(name)', '<name>'],
    ['$a$b', '<a> <b>'],
    ['$a b', '<a> " b"'],
    ['$a-b', '<a> "-b"'],
    ['$a.b', '<a> ".b"'],
    ['$a_1', '<a_1>'],
    ['$1', '<1>'],
    ['$aé', '<a> "é"'],
    ['${a}b', '<a> "b"'],
    ['x$a', '"x" <a>'],
    ['$$$a', '"$" <a>'],
    ['${ name }', '<name>'],
    ['${\tname\r\n}', '<name>'],
    ['${ }', '<>'],
    ['$(a}b)', nameSyntax],
  ])('%j', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });

  test.each([
    ['a $', `"a " ${emptyName}`],
    ['$', emptyName],
    ['$ a', `${emptyName} " a"`],
    ['$-a', `${emptyName} "-a"`],
    ['$é', `${emptyName} "é"`],
    ['${}', emptyName],
    ['$()', emptyName],
    ['${}a', `${emptyName} "a"`],
    ['${', truncated],
    ['$(', truncated],
    ['${name', truncated],
    ['${name)', truncated],
    ['$(name}', truncated],
    ['${a${b}', truncated],
    ['a $(b', `"a " ${truncated}`],
    ['${a b}', nameSyntax],
    ['${a-b}', nameSyntax],
    ['${a.b}', nameSyntax],
    ['${$a}', nameSyntax],
    ['${\vname}', nameSyntax],
    ['${é}', nameSyntax],
    ['${a(b)}', nameSyntax],
  ])('%j is wrong', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });
});

describe('a condition on a parameter', () => {
  test.each([
    ['${a?b}', '<a ? "b">'],
    ['${a:b}', '<a : "b">'],
    ['$(a?b)', '<a ? "b">'],
    ['${a?}', '<a ? >'],
    ['${a:}', '<a : >'],
    ['${?b}', '< ? "b">'],
    ['${ a ? b }', '<a ? " b ">'],
    ['${a?{b}}', '<a ? "b">'],
    ['${a:{b}}', '<a : "b">'],
    ['${a ? {b} }', '<a ? "b">'],
    ['${a?{ b }}', '<a ? " b ">'],
    ['${a?{b}:{c}}', '<a ? "b" : "c">'],
    ['${a ? {b} : {c} }', '<a ? "b" : "c">'],
    ['${a?{b}:c}', '<a ? "b" : "c">'],
    ['${a?{b}: c}', '<a ? "b" : " c">'],
    ['${a?{b}:}', '<a ? "b" : >'],
    ['${a?{}:{}}', '<a ?  : >'],
    ['${a?{{b}}}', '<a ? "{b}">'],
    ['${a?$b}', '<a ? <b>>'],
    ['${a?{$b}:{${c?d}}}', '<a ? <b> : <c ? "d">>'],
  ])('%j', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });

  test('text without braces continues to the end: a ":" or "?" in it is text (the only form in Postfix 2.2)', () => {
    expect(tree('${a?b:c}')).toBe('<a ? "b:c">');
    expect(tree('${a:b?c}')).toBe('<a : "b?c">');
    expect(tree('${a??foo:{b}ar}')).toBe('<a ? "?foo:{b}ar">');
    expect(tree('${a?{b}:c:d}')).toBe('<a ? "b" : "c:d">');
  });

  test.each([
    ['${a?{b}c}', '!":" expected!'],
    ['${a?{b} c}', '!":" expected!'],
    ['${a?{b}?{c}}', '!":" expected!'],
    ['${a:{b}?{c}}', unexpected],
    ['${a:{b} c}', unexpected],
    ['${a?{b}:{c}d}', unexpected],
    ['${a?{b}:{c}:{d}}', unexpected],
    ['$(a?{b)', unbalanced],
    ['$(a?{b}:{c)', unbalanced],
    ['${a?{b}', truncated],
    // The brace is closed, but only after the end of the reference.
    ['$(a?{b)}', `${unbalanced} "}"`],
    ['$(a?{b}:{c)}', `${unbalanced} "}"`],
  ])('%j is wrong', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });

  test('a reference ends inside its branch', () => {
    expect(tree('${a?{$(b}:c)}')).toBe(`<a ? ${truncated} : "c)">`);
  });

  test('a problem inside a branch matters only if the branch is taken', () => {
    expect(tree('${a?{$}:{b}}')).toBe(`<a ? ${emptyName} : "b">`);
  });
});

describe('a comparison', () => {
  test.each(['==', '!=', '<', '<=', '>=', '>'])('%s', (operator) => {
    expect(tree(`\${{a} ${operator} {b}}`)).toBe(`<{"a"} ${operator} {"b"}>`);
    expect(tree(`\${{a}${operator}{b}?{c}:{d}}`)).toBe(`<{"a"} ${operator} {"b"} ? "c" : "d">`);
    expect(tree(`\${{a} ${operator}level {b} ? {c} : {d}}`)).toBe(
      `<{"a"} ${operator}level {"b"} ? "c" : "d">`,
    );
  });

  test.each([
    ['${{$a} == {}}', '<{<a>} == {}>'],
    ['${ {a} == {b} ? c }', '<{"a"} == {"b"} ? " c ">'],
    ['${{a} == {b} : {c}}', '<{"a"} == {"b"} : "c">'],
    ['${{a} <level{b}}', '<{"a"} <level {"b"}>'],
    ['${{{a}} == {${b}}}', '<{"{a}"} == {<b>}>'],
    ['${{${{a} == {b}}} == {true}}', '<{<{"a"} == {"b"}>} == {"true"}>'],
    ['$({a} == {b})', '<{"a"} == {"b"}>'],
    [
      '${{$compatibility_level} <level {1} ? {yes} : {no}}',
      '<{<compatibility_level>} <level {"1"} ? "yes" : "no">',
    ],
  ])('%j', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });

  test.each([
    ['${{a}}', noOperator],
    ['${{a} }', noOperator],
    ['${{a} = {b}}', noOperator],
    ['${{a} === {b}}', noOperator],
    ['${{a} => {b}}', noOperator],
    ['${{a} b {c}}', noOperator],
    ['${{a}?{b}:{c}}', noOperator],
    ['${{ cookiecutter.name }}', noOperator],
    ['${{a} == b}', '!"{expression}" expected!'],
    ['${{a} ==}', '!"{expression}" expected!'],
    ['${{a} < level {b}}', '!"{expression}" expected!'],
    ['${{a} <lev {b}}', '!bad operator suffix!'],
    ['${{a} <Level {b}}', '!bad operator suffix!'],
    ['${{a} == {b} c}', '!"?" or ":" expected!'],
    ['${{a} == {b}{c}}', '!"?" or ":" expected!'],
    ['${{a} == {b} ? {c} d}', '!":" expected!'],
    ['${{a} == {b} ? {c} : {d} e}', unexpected],
    ['$({a == {b})', unbalanced],
    ['$({a} == {b)', unbalanced],
    ['$({a)}', `${unbalanced} "}"`],
    ['$({a} == {b)}', `${unbalanced} "}"`],
    ['${{a} == {b}', truncated],
  ])('%j is wrong', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });
});

describe('a function call (since Postfix 3.11)', () => {
  test.each([
    ['${domain_to_ascii{example.com}}', '<domain_to_ascii("example.com")>'],
    ['${domain_to_ascii {$mydomain} }', '<domain_to_ascii(<mydomain>)>'],
    ['${domain_to_ascii{ a b }}', '<domain_to_ascii("a b")>'],
    ['${f{}}', '<f()>'],
    ['${f{ }}', '<f()>'],
    ['${f{a{b}}}', '<f("a{b}")>'],
    ['${f{a} b}', unexpected],
    ['${f{a}?{b}}', unexpected],
    ['$(f{a)', unbalanced],
    ['$(f{a)}', `${unbalanced} "}"`],
  ])('%j', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });
});

describe('nesting', () => {
  const nested = (levels: number): string => `${'${a?'.repeat(levels)}b${'}'.repeat(levels)}`;

  test('is as deep as Postfix allows, and then a problem', () => {
    expect(tree(nested(3))).toBe('<a ? <a ? <a ? "b">>>');
    expect(tree(nested(101))).not.toContain('!');
    expect(tree(nested(102))).toContain('!unreasonable macro call nesting!');
  });

  test('braces and parentheses are balanced separately', () => {
    expect(tree('$(a?{b})')).toBe('<a ? "b">');
    expect(tree('${a?(b}')).toBe('<a ? "(b">');
    expect(tree('$(a?(b))')).toBe('<a ? "(b)">');
    expect(tree('${a?{b}}}')).toBe('<a ? "b"> "}"');
  });
});

describe('text that Postfix does not read after a problem', () => {
  test('stays in the tree as text, so that the tree covers the value', () => {
    expect(tree('$a ${b-c} $d')).toBe(`<a> " " ${nameSyntax} " $d"`);
    expect(tree('${a?${b-c}$d}$e')).toBe(`<a ? ${nameSyntax} "$d"> <e>`);
  });
});

describe('a part of a longer text', () => {
  const text = 'name = a $b ${c?d} $e';

  test('is read separately, with the offsets of the longer text', () => {
    const parts = parseExpression(text, 7, 18);
    expect(show(parts)).toBe('"a " <b> " " <c ? "d">');
    expect(parts.map(({ start, end }) => text.slice(start, end))).toEqual(['a ', '$b', ' ', '${c?d}']);
  });

  test('ends at its end, even inside a reference', () => {
    expect(show(parseExpression(text, 7, 17))).toBe(`"a " <b> " " ${truncated}`);
    expect(show(parseExpression(text, 7, 10))).toBe(`"a " ${emptyName}`);
    expect(show(parseExpression('$$', 0, 1))).toBe(emptyName);
    expect(show(parseExpression('${a}', 0, 1))).toBe(emptyName);
    expect(show(parseExpression('$$', 1, 1))).toBe('');
  });
});

describe('the place', () => {
  /** The texts of all parts and branches, outermost first. */
  function places(text: string): string[] {
    const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    const inside = (part: Part): string[] => [
      slice(part),
      ...branchesOf(part).flatMap((branch) => [slice(branch), ...branch.parts.flatMap(inside)]),
    ];
    return parseExpression(text).flatMap(inside);
  }

  test.each([
    ['a $b ', ['a ', '$b', ' ']],
    ['plain', ['plain']],
    ['${a?b$c}', ['${a?b$c}', 'b$c', 'b', '$c']],
    ['${a:b}', ['${a:b}', 'b', 'b']],
    ['${a?{b}:{c}}', ['${a?{b}:{c}}', 'b', 'b', 'c', 'c']],
    ['${a?{b}: c}', ['${a?{b}: c}', 'b', 'b', ' c', ' c']],
    ['${{a} <level {$b} ? {c}}', ['${{a} <level {$b} ? {c}}', 'a', 'a', '$b', '$b', 'c', 'c']],
    ['${f{ a }}', ['${f{ a }}', 'a', 'a']],
  ])('of each part of %j', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test.each([
    ['a $ b', ['a ', '$', ' b']],
    ['a ${} b', ['a ', '${}', ' b']],
    ['a ${b b', ['a ', '${b b']],
    ['a ${b-} b', ['a ', '${b-}', ' b']],
    ['a ${b?{c}d} b', ['a ', '${b?{c}d}', ' b']],
    ['a ${b:{c} d} b', ['a ', '${b:{c} d}', ' b']],
    ['a ${{b} = {c}} b', ['a ', '${{b} = {c}}', ' b']],
    ['a ${f{b} c} b', ['a ', '${f{b} c}', ' b']],
  ])('of a problem is the whole reference: %j', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test('of a reference that is nested too deeply is that reference', () => {
    const text = `${'${a?'.repeat(102)}b${'}'.repeat(102)}`;
    expect(places(text).slice(-2)).toEqual(['${a?b}', '${a?b}']);
  });
});

test('references are found in every branch, in the order of the text', () => {
  const text = '$a ${b?{$c}:{${d:$e}}} ${{$f} == {$g} ? {$h}} ${i{$j}}';
  expect([...references(parseExpression(text))].map((r) => r.name.text)).toEqual('abcdefghj'.split(''));
});
