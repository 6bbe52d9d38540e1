// Names that a program would misunderstand if a shell or an option parser saw them.

/** Characters and words that mean something to shells, option parsers, terminals, and Postfix. */
const pieces = [
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    "'",
    '"',
    '`',
    '$',
    '\\',
    ';',
    '&',
    '|',
    '<',
    '>',
    '(',
    ')',
    '{',
    '}',
    '[',
  ],
  ...[
    ']',
    '*',
    '?',
    '!',
    '#',
    '~',
    '=',
    ':',
    ',',
    '%',
    '@',
    '^',
    '-',
    '--',
    '-o',
    '-q',
    '-c',
    '-rf',
    '..',
    '.',
  ],
  ...[
    '$(touch HIT)',
    '`touch HIT`',
    '; touch HIT;',
    '|| touch HIT',
    '\n touch HIT\n',
    '${IFS}',
    '$IFS',
    '&&',
  ],
  ...[
    '\u0001',
    '\u001b[31m',
    '\u0007',
    '\u007f',
    'é',
    'ü',
    '日本',
    '😀',
    '\u200b',
    '\u202e',
    '\ufeff',
    'e\u0301',
  ],
  ...['name', 'a', 'transport', 'x.db', 'hash:', 'file://', '%n%s', '\\n', '\\0', '-1', '0', 'true'],
];

/** The same words in each run. */
export function hostileNames(count: number): readonly string[] {
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const names = new Set(pieces);
  while (names.size < count) {
    names.add(Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join(''));
  }
  return [...names].slice(0, count);
}
