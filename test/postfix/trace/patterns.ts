// Random regular expressions, plausible and odd, in the syntax of pcre: and regexp: tables.
import type { Random } from './random';

export type Dialect = 'pcre' | 'regexp';

/** A pattern without its delimiters, and the number of its groups. */
export function somePattern(
  random: Random,
  dialect: Dialect,
): { readonly source: string; readonly groups: number } {
  const writer = new Writer(random, dialect);
  const source = `${random.chance(0.4) ? '^' : ''}${writer.alternatives(3)}${random.chance(0.4) ? '$' : ''}`;
  return { source, groups: writer.groups };
}

class Writer {
  groups = 0;

  constructor(
    private readonly random: Random,
    private readonly dialect: Dialect,
  ) {}

  alternatives(depth: number): string {
    const { random } = this;
    const count = depth > 0 && random.chance(0.2) ? 2 + random.below(2) : 1;
    return Array.from({ length: count }, () => this.sequence(depth)).join('|');
  }

  private sequence(depth: number): string {
    const count = 1 + this.random.below(4);
    return Array.from({ length: count }, () => this.item(depth)).join('');
  }

  private item(depth: number): string {
    const { random } = this;
    const atom = this.atom(depth);
    if (/^(?:\^|\$|\\[bB<>]|\(\?[=!<])/.test(atom)) return atom;
    if (random.chance(0.65)) return atom;
    const sign = random.pick(['*', '+', '?', '{2}', '{1,2}', '{0,3}', '{1,}']);
    return `${atom}${sign}${this.dialect === 'pcre' ? random.pick(['', '', '', '?', ...(atom.endsWith(')') ? [] : ['+'])]) : ''}`;
  }

  private atom(depth: number): string {
    const { random, dialect } = this;
    if (depth > 0 && random.chance(0.25)) return this.group(depth - 1);
    const common = [
      'a',
      'b',
      'c',
      'a',
      'b',
      '.',
      'x',
      '@',
      '\\.',
      '[ab]',
      '[^a]',
      '[a-c]',
      '[[:alpha:]]',
      '[^[:digit:]b]',
      '[]a]',
      '[a.-]',
      '1',
      '\\w',
      '\\b',
      '^',
      '$',
      'ab',
      'example',
      '\\s',
      'B',
      '[A-C]',
      'é',
      '[[:punct:]]',
    ];
    const pcre = [
      '\\d',
      '\\D',
      '\\W',
      '[\\w.]',
      '\\x61',
      '(?i)a',
      '(?-i)b',
      '\\Aa',
      '\\h',
      '[^\\s@]',
      '\\Q.*\\Ea',
      '(?#c)a',
    ];
    const posix = ['\\<a', 'b\\>', '[[:upper:]]', '\\W'];
    return random.pick([...common, ...common, ...(dialect === 'pcre' ? pcre : posix)]);
  }

  private group(depth: number): string {
    const { random, dialect } = this;
    const kind =
      dialect === 'pcre' ? random.pick(['(', '(', '(?:', '(?=', '(?!', '(?>', '(?<=', '(?<n>']) : '(';
    if (kind === '(' || kind === '(?<n>') this.groups++;
    const open = kind === '(?<n>' ? `(?<n${this.groups}>` : kind;
    const content = kind === '(?<=' ? random.pick(['a', 'ab', '[a-c]', 'b']) : this.alternatives(depth);
    return `${open}${content})`;
  }
}

export function someSubject(random: Random): string {
  const parts = ['a', 'b', 'c', 'a', 'b', 'x', '@', '.', '1', 'ab', 'B', 'A', ' ', 'example', '-', 'é', '*'];
  return Array.from({ length: 1 + random.below(8) }, () => random.pick(parts)).join('');
}
