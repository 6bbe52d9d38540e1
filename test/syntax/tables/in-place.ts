// Tables that are written in place, with Postfix's reason why it cannot open them.

const inline = (problem: string, name: string): readonly [string, string] => [
  `inline:${name}`,
  `${problem}: "inline:${name}"; need "inline:{name=value...}"`,
];
const tables = (type: string, name: string): readonly [string, string] => [
  `${type}:${name}`,
  `bad syntax: "${type}:${name}"; need "${type}:{type:name...}"`,
];

export const unsoundTables: readonly (readonly [table: string, problem: string])[] = [
  inline('bad syntax', '{a=b}x'),
  inline('bad syntax', '{}'),
  inline('bad syntax', 'a=b'),
  inline('empty table', '{ }'),
  inline("missing '=' after attribute name", '{ foo = xx }'),
  inline("missing '=' after attribute name", '{foo}'),
  inline(`unbalanced '"'`, '{ {"foo = xx} }'),
  inline('no key found; expected format: key = value', '{{ }}'),
  inline(`syntax error after '}' in "{a=b}x"`, '{{a=b}x}'),
  tables('pipemap', '{a:b}x'),
  tables('pipemap', '{foo}'),
  tables('unionmap', '{}'),
  tables('unionmap', '{ }'),
  ['randmap:123', 'bad syntax: "randmap:123"; need "randmap:{value...}"'],
  ['randmap:{ }', 'bad syntax: "randmap:{ }"; need "randmap:{value...}"'],
  ['static:{ foo', `bad static:name syntax: missing '}' in "{ foo"`],
  ['static:{a}x', `bad static:name syntax: syntax error after '}' in "{a}x"`],
  ['regexp:{ /a/ b }', `regexp map: no '{' at start of text in "/a/"`],
  ['pcre:{/a/ OK', `pcre map: missing '}' in "{/a/ OK"`],
  ['cidr:{ {192.0.2.1 x}y }', `cidr map: syntax error after '}' in "{192.0.2.1 x}y"`],
];

export const soundTables: readonly string[] = [
  'inline:{a=b}',
  'inline:{ {a = b c}, d=e }',
  'inline:{ {"a b"=c} }',
  'static:a',
  'static:{ a b }',
  'randmap:{a, {b c}}',
  'unionmap:{static:a, inline:{b=c}}',
  'pipemap:{static:a}',
  'regexp:{}',
  'regexp:{ {/a/ b} }',
  'cidr:{{192.0.2.1 x}}',
];
