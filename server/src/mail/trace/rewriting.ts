// How trivial-rewrite(8) completes an address (rewrite.c): source routes, `domain!user`, `user%domain`, missing domains,
// and incomplete domains. An address is a list of tokens, as in tok822_tree.c.

import {
  internalize,
  internalizeAddress,
  isOperator,
  type Token,
  tokenize,
} from '../../syntax/tables/rfc822.ts';
import { quoteLocal, unquoteLocal } from './addresses.ts';
import { originOf } from './domains.ts';
import type { Journey } from './journey.ts';
import { type Program, programOf } from './program.ts';

/** The domains that complete an address. */
interface Domains {
  readonly origin: string;
  readonly domain: string;
}

/** The program that answers the requests of another program. */
export function trivialRewrite(journey: Journey, by?: Program): Program {
  const name = (by ?? new MainCf(journey)).text('rewrite_service_name');
  return programOf(journey, 'trivial-rewrite', name || 'rewrite');
}

class MainCf {
  constructor(private readonly journey: Journey) {}

  text(parameter: string): string {
    return this.journey.system.instance.expanded(parameter)?.text ?? '';
  }
}

/** The address that Postfix uses instead of an incomplete one, both in internal form. */
export function rewrite(journey: Journey, address: string, rewriting: 'local' | 'remote' | 'none'): string {
  if (rewriting === 'none') return address;
  return unquoteLocal(rewriteExternal(trivialRewrite(journey), quoteLocal(address), rewriting));
}

/** The same in external form (rewrite_proto). */
export function rewriteExternal(program: Program, address: string, rewriting: 'local' | 'remote'): string {
  if (address === '') return address;
  const tree = new Tree(tokenize(address));
  new Rewriter(program, domainsOf(program, rewriting)).rewrite(tree);
  return tree.external;
}

function domainsOf(program: Program, rewriting: 'local' | 'remote'): Domains {
  if (rewriting === 'local') return { origin: originOf(program), domain: program.text('mydomain') };
  const domain = program.text('remote_header_rewrite_domain');
  return { origin: domain, domain };
}

/** The tokens of an address, which change in place. */
export class Tree {
  /** Tokens that were added to an empty tree have no spaces between them (tok822_append_space). */
  private joined = false;

  constructor(public tokens: readonly Token[]) {}

  /** Reads a new text. */
  replace(text: string): void {
    this.tokens = tokenize(text);
    this.joined = false;
  }

  /** Replaces the tokens by others that are added to an empty tree. */
  rebuild(tokens: readonly Token[]): void {
    this.tokens = tokens;
    this.joined = true;
  }

  get head(): Token | undefined {
    return this.tokens[0];
  }

  get tail(): Token | undefined {
    return this.tokens.at(-1);
  }

  /** With quotes for the local part alone, as tok822_externalize() writes a whole address. */
  get external(): string {
    return quoteLocal(this.internal);
  }

  get internal(): string {
    return this.joined ? internalizeAddress(this.tokens) : internalize(this.tokens);
  }

  /** The index of the last operator of this kind; negative if there is none. */
  lastIndex(operator: string): number {
    return this.tokens.findLastIndex((token) => isOperator(token, operator));
  }

  index(operator: string): number {
    return this.tokens.findIndex((token) => isOperator(token, operator));
  }

  append(operator: string, text: string): void {
    this.tokens = [...this.tokens, operatorToken(operator), ...tokenize(text)];
  }

  keepBefore(index: number): void {
    this.tokens = this.tokens.slice(0, index);
  }

  /** Removes a dot at the end of the domain, but not one of several, and not one after `@`. */
  stripTrailingDot(): void {
    const before = this.tokens.at(-2);
    if (!isOperator(this.tail, '.') || before === undefined) return;
    if (!isOperator(before, '.') && !isOperator(before, '@')) this.keepBefore(this.tokens.length - 1);
  }

  /** Whether the only token is text in quotes. */
  get onlyQuoted(): Token | undefined {
    return this.tokens.length === 1 && this.head?.type === 'quoted' ? this.head : undefined;
  }
}

export function operatorToken(text: string): Token {
  return { type: 'operator', text, start: 0, end: 1 };
}

/** rewrite_tree() */
export class Rewriter {
  readonly swapsBangPath: boolean;
  readonly hasPercentHack: boolean;
  private readonly appendsOrigin: boolean;
  private readonly appendsDomain: boolean;

  constructor(
    program: Program,
    private readonly domains = domainsOf(program, 'local'),
  ) {
    this.swapsBangPath = program.is('swap_bangpath');
    this.hasPercentHack = program.is('allow_percent_hack');
    this.appendsOrigin = program.is('append_at_myorigin') && domains.origin !== '';
    this.appendsDomain = program.is('append_dot_mydomain') && domains.domain !== '';
  }

  rewrite(tree: Tree): void {
    if (tree.onlyQuoted?.text === '') return;
    if (tree.tokens.length === 1 && isOperator(tree.head, '@')) {
      tree.rebuild([{ type: 'quoted', text: '', start: 0, end: 0 }]);
      return;
    }
    this.stripSourceRoute(tree);
    if (tree.lastIndex('@') < 0) this.findDomain(tree);
    this.completeDomain(tree);
    tree.stripTrailingDot();
  }

  /** `@host:user@domain` */
  private stripSourceRoute(tree: Tree): void {
    const colon = isOperator(tree.head, '@') ? tree.index(':') : -1;
    if (colon >= 0 && colon < tree.tokens.length - 1) tree.tokens = tree.tokens.slice(colon + 1);
  }

  private findDomain(tree: Tree): void {
    const { tokens } = tree;
    const bang = this.swapsBangPath ? tree.index('!') : -1;
    const percent = this.hasPercentHack ? tree.lastIndex('%') : -1;
    if (bang >= 0) {
      const swapped = [...tokens.slice(bang + 1), operatorToken('@'), ...tokens.slice(0, bang)];
      if (bang === 0) tree.rebuild(swapped);
      else tree.tokens = swapped;
    } else if (percent >= 0) tree.tokens = tokens.with(percent, operatorToken('@'));
    else if (this.appendsOrigin) tree.append('@', this.domains.origin);
  }

  /** Appends `.$mydomain` to a domain without a dot. */
  private completeDomain(tree: Tree): void {
    const at = tree.lastIndex('@');
    if (!this.appendsDomain || at < 0 || at === tree.tokens.length - 1) return;
    const domain = tree.tokens.slice(at);
    if (domain.some((token) => token.type === 'literal' || isOperator(token, '.'))) return;
    tree.append('.', this.domains.domain);
  }
}
