// The filter for the replies of a DNS list, as in `dnsbl.example=127.0.0.[2..11]` (ip_match.c).

type Token = { readonly kind: 'number'; readonly value: number } | { readonly kind: string };

/** Why Postfix cannot parse a filter, in its own words; undefined if the filter is valid. */
export function replyFilterProblem(filter: string): string | undefined {
  let pattern = filter;
  if (pattern.startsWith('[')) {
    const end = closingBracket(pattern);
    if (end === undefined) return 'missing "]" character';
    // Brackets around the whole filter are ignored.
    if (end === pattern.length - 1) pattern = pattern.slice(1, end);
  }
  if (pattern === '') return 'empty address pattern';
  return new Parser(pattern).problem();
}

function closingBracket(pattern: string): number | undefined {
  let level = 0;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '[') level++;
    if (pattern[at] === ']' && --level === 0) return at;
  }
  return undefined;
}

class Parser {
  /** Where the last token begins, and where the next one does. */
  private last = 0;
  private at = 0;

  constructor(private readonly pattern: string) {}

  problem(): string | undefined {
    for (let octet = 1; ; octet++) {
      const field = this.next();
      if (field.kind === '[') {
        const problem = this.sequence();
        if (problem !== undefined) return problem;
      } else if (field.kind !== 'number') return this.error('need decimal number 0..255 or "["');
      if (octet === 4) break;
      if (this.next().kind !== '.') return this.error('need "."');
    }
    if (this.at === this.pattern.length) return undefined;
    this.next();
    return this.error('garbage after pattern');
  }

  /** Numbers and ranges, separated by `;`, up to the closing bracket. */
  private sequence(): string | undefined {
    for (;;) {
      const first = this.next();
      if (!isNumber(first)) return this.error('need decimal number 0..255');
      let end = this.next();
      if (end.kind === '.') {
        if (!this.range(first.value)) return this.error('numeric range error');
        end = this.next();
      }
      if (end.kind === ']') return undefined;
      if (end.kind !== ';') return this.error('need ";" or "]"');
    }
  }

  /** The rest of a range after its first dot. */
  private range(from: number): boolean {
    if (this.next().kind !== '.') return false;
    const to = this.next();
    return isNumber(to) && from <= to.value;
  }

  private next(): Token {
    const { pattern, at } = this;
    this.last = at;
    const digits = /^\d+/.exec(pattern.slice(at))?.[0];
    this.at = Math.min(pattern.length, at + (digits?.length ?? 1));
    if (digits === undefined) return { kind: pattern[at] ?? 'end' };
    const value = Number(digits);
    return value > 255 ? { kind: 'too large' } : { kind: 'number', value };
  }

  private error(text: string): string {
    const { pattern, last, at } = this;
    return `${text} at "${pattern.slice(0, last)}>${pattern.slice(last, at)}<${pattern.slice(at)}"`;
  }
}

function isNumber(token: Token): token is { readonly kind: 'number'; readonly value: number } {
  return 'value' in token;
}
