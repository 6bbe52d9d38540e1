// Logical lines: which lines belong together, and what Postfix does not see (readlline.c).
import { describe, expect, test } from 'vitest';
import { logicalText, parseLines } from '../../server/src/syntax/lines.ts';

/**
 * Each piece of the text in order: `blank`, `comment`, or a logical line as its physical lines. A line that Postfix
 * drops because the file begins with white space is marked.
 */
function pieces(text: string): (string | string[])[] {
  return parseLines(text).map(({ item }) => {
    if (item.kind !== 'line') return item.kind;
    const lines = item.pieces.map(({ start, end }) => item.text.slice(start, end));
    return item.indented ? ['dropped', ...lines] : lines;
  });
}

/** The first logical line as Postfix has it in memory. */
function inMemory(text: string): string | undefined {
  const [line] = parseLines(text).flatMap(({ item }) => (item.kind === 'line' ? [item] : []));
  return line && logicalText(line, { start: 0, end: line.text.length });
}

/** The first logical line, with spaces instead of everything that Postfix does not see. */
function masked(text: string): string | undefined {
  return parseLines(text).flatMap(({ item }) => (item.kind === 'line' ? [item.masked] : []))[0];
}

describe('a logical line', () => {
  test('is one line of the file', () => {
    expect(pieces('a = 1\nb = 2\n')).toEqual([['a = 1'], ['b = 2']]);
  });

  test('continues if the next line begins with white space', () => {
    expect(pieces('a = 1,\n  2,\n\t3\nb = 4\n')).toEqual([['a = 1,', '  2,', '\t3'], ['b = 4']]);
  });

  test.each([
    ['a space', ' '],
    ['a tab', '\t'],
    ['a vertical tab', '\v'],
    ['a form feed', '\f'],
    ['a carriage return', '\r'],
  ])('continues after %s', (_, space) => {
    expect(pieces(`a = 1\n${space}2\n`)).toEqual([['a = 1', `${space}2`]]);
  });

  test('does not continue after a no-break space, because Postfix knows only ASCII', () => {
    expect(pieces('a = 1\n\u00a02\n')).toEqual([['a = 1'], ['\u00a02']]);
  });

  test('does not end at a comment, however it is indented', () => {
    expect(pieces('a = 1\n# note\n  2\n   # note\n  3\n')).toEqual([['a = 1', '  2', '  3']]);
  });

  test('does not end at a blank line', () => {
    expect(pieces('a = 1\n\n  2\n \t \n  3\n')).toEqual([['a = 1', '  2', '  3']]);
  });

  test('includes an indented parameter after a comment', () => {
    expect(pieces('a = 1\n\n# relay\n  relayhost = x\n')).toEqual([['a = 1', '  relayhost = x']]);
  });

  test('ends before the comments and blank lines that nothing continues', () => {
    expect(pieces('a = 1\n\n# b\n\nb = 2\n')).toEqual([['a = 1'], 'blank', 'comment', 'blank', ['b = 2']]);
    expect(pieces('a = 1\n# end\n')).toEqual([['a = 1'], 'comment']);
  });

  test('contains a "#" as text if the line does not begin with it', () => {
    expect(pieces('a = 1 # no comment\n  2 #3\n')).toEqual([['a = 1 # no comment', '  2 #3']]);
  });

  test('needs no newline at the end of the file', () => {
    expect(pieces('a = 1\n  2')).toEqual([['a = 1', '  2']]);
    expect(pieces('a = 1\n# end')).toEqual([['a = 1'], 'comment']);
    expect(pieces('a = 1\n  ')).toEqual([['a = 1'], 'blank']);
  });

  test('is dropped if it is the first one in the file and begins with white space', () => {
    expect(pieces('  a = 1\n  2\nb = 3\n')).toEqual([['dropped', '  a = 1', '  2'], ['b = 3']]);
    expect(pieces('\n# comment\n\ta = 1\nb = 3\n')).toEqual([
      'blank',
      'comment',
      ['dropped', '\ta = 1'],
      ['b = 3'],
    ]);
  });
});

describe('no logical line', () => {
  test('an empty file has no pieces', () => {
    expect(pieces('')).toEqual([]);
  });

  test('blank lines and comments are separate pieces, one for each physical line', () => {
    expect(pieces('\n \n\t#x\n#\n')).toEqual(['blank', 'blank', 'comment', 'comment']);
  });
});

describe('line endings', () => {
  test('a CR before the LF is part of the line, as white space at its end', () => {
    expect(pieces('a = 1\r\n  2\r\n\r\n# c\r\nb = 3\r\n')).toEqual([
      ['a = 1\r', '  2\r'],
      'blank',
      'comment',
      ['b = 3\r'],
    ]);
  });

  test('a line that contains only a CR is blank', () => {
    expect(pieces('a = 1\n\r\n  2\n')).toEqual([['a = 1', '  2']]);
  });

  test('a lone CR does not end a line', () => {
    expect(pieces('a = 1\rb = 2\r')).toEqual([['a = 1\rb = 2\r']]);
  });

  test('a Unicode line separator does not end a line', () => {
    expect(pieces('a = 1\u2028b = 2\u0085\n')).toEqual([['a = 1\u2028b = 2\u0085']]);
  });
});

describe('contents of real files', () => {
  test('merge markers are ordinary lines', () => {
    expect(pieces('<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> theirs\n')).toEqual([
      ['<<<<<<< HEAD'],
      ['a = 1'],
      ['======='],
      ['a = 2'],
      ['>>>>>>> theirs'],
    ]);
  });

  test('an indented merge marker only continues the line above', () => {
    expect(pieces('a = 1\n =======\nb = 2\n')).toEqual([['a = 1', ' ======='], ['b = 2']]);
  });

  test('a byte order mark is text', () => {
    expect(pieces('\ufeff# comment\na = 1\n')).toEqual([['\ufeff# comment'], ['a = 1']]);
  });

  test('an unindented line of a script ends the line above', () => {
    expect(pieces('debugger_command =\n\t PATH=/bin\nPATH=/usr/bin\n')).toEqual([
      ['debugger_command =', '\t PATH=/bin'],
      ['PATH=/usr/bin'],
    ]);
  });
});

describe('in memory', () => {
  test('there are no newlines, comments, and blank lines, but all leading white space', () => {
    expect(inMemory('a = 1\n# note\n   2\n\n\t3\nb = 4\n')).toBe('a = 1   2\t3');
  });

  test('nothing is left after a NUL', () => {
    expect(inMemory('a = 1\0 2\n  3\nb = 4\n')).toBe('a = 1');
    expect(inMemory('\0a = 1\n')).toBe('');
  });

  test('a line that begins with a NUL is not a blank line', () => {
    expect(pieces('\0\n  2\nb = 3\n')).toEqual([['\0', '  2'], ['b = 3']]);
  });
});

describe('the masked text', () => {
  test('is as long as the line, with spaces where Postfix sees nothing', () => {
    expect(masked('a = 1\n# $x\n  2\n')).toBe('a = 1        2');
    expect('a = 1\n# $x\n  2').toHaveLength('a = 1        2'.length);
  });

  test('is the line itself if it is one physical line', () => {
    expect(masked('a = 1 # $x\nb = 2\n')).toBe('a = 1 # $x');
  });
});

describe('places', () => {
  const text = '\n # c\n  x\n\n  y\na = 1\n#\n\n  b\n \n# d';

  test('the pieces cover the text without gaps', () => {
    const placed = parseLines(text);
    expect(placed.map(({ item, start, end }) => [item.kind, text.slice(start, end)])).toEqual([
      ['blank', '\n'],
      ['comment', ' # c\n'],
      ['line', '  x\n\n  y\n'],
      ['line', 'a = 1\n#\n\n  b\n'],
      ['blank', ' \n'],
      ['comment', '# d'],
    ]);
    for (const { item, start, end } of placed)
      if (item.kind !== 'line') expect(item).toEqual({ kind: item.kind, start: 0, end: end - start });
  });

  test('the physical lines of a logical line have no line break', () => {
    const pieces = parseLines(text).flatMap(({ item }) => (item.kind === 'line' ? item.pieces : []));
    expect(pieces).toEqual([
      { start: 0, end: 3 },
      { start: 5, end: 8 },
      { start: 0, end: 5 },
      { start: 9, end: 12 },
    ]);
  });

  test('a part as Postfix has it in memory', () => {
    const [line] = parseLines('a = 12\n# c\n  34\n');
    if (line?.item.kind !== 'line') throw new Error('no line');
    const part = (start: number, end: number): string =>
      line.item.kind === 'line' ? logicalText(line.item, { start, end }) : '';
    expect(part(4, 15)).toBe('12  34');
    expect(part(5, 14)).toBe('2  3');
    expect(part(0, 6)).toBe('a = 12');
    expect(part(6, 11)).toBe('');
    expect(part(7, 10)).toBe('');
    expect(part(14, 15)).toBe('4');
    expect(part(4, 4)).toBe('');
  });
});
