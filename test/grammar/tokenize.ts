// Runs the grammars in package.json as VS Code does, with vscode-textmate.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type IToken } from 'vscode-textmate';

/** The folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Language {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly firstLine?: string;
  readonly configuration: string;
}

export interface GrammarContribution {
  readonly language?: string;
  readonly scopeName: string;
  readonly path: string;
}

export interface Contributions {
  readonly languages: readonly Language[];
  readonly grammars: readonly GrammarContribution[];
}

/** The contributions in package.json. */
export const contributions: Contributions = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).contributes;

/** One line of a document, with the tokens of the grammar. Columns count from 0, in UTF-16 code units. */
export interface TokenizedLine {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** Tokenizing reached the time limit, so the rest of the line has no tokens. */
  readonly stoppedEarly: boolean;
}

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const onigLib = oniguruma.loadWASM(wasm).then(() => ({
  createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text: string) => new oniguruma.OnigString(text),
}));

const registry = new textmate.Registry({
  onigLib,
  loadGrammar: async (scopeName) => {
    const grammar = contributions.grammars.find((candidate) => candidate.scopeName === scopeName);
    if (!grammar) return null;
    const path = join(root, grammar.path);
    return textmate.parseRawGrammar(readFileSync(path, 'utf8'), path);
  },
});

/** The grammar of a language. Throws if package.json has none. */
export async function grammarOf(languageId: string): Promise<IGrammar> {
  const contribution = contributions.grammars.find(({ language }) => language === languageId);
  const grammar = contribution && (await registry.loadGrammar(contribution.scopeName));
  if (!grammar) throw new Error(`no grammar for ${languageId}`);
  return grammar;
}

/**
 * Tokenizes a document line by line.
 * @param limit time limit for one line in milliseconds; 0 means no limit
 */
export function tokenize(grammar: IGrammar, text: string, limit = 0): TokenizedLine[] {
  let stack = textmate.INITIAL;
  return text.split(/\r\n|\r|\n/).map((line) => {
    const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, stack, limit);
    stack = ruleStack;
    return { text: line, tokens, stoppedEarly };
  });
}

/** The scopes of a token, without the scope of the whole document and without the suffix `.postfix`. */
export function scopesOf(token: IToken): string[] {
  return token.scopes.slice(1).map((scope) => scope.replace(/\.postfix$/, ''));
}

/** A document with the tokens of each line below it, except for tokens without a specific scope. */
export function render(lines: readonly TokenizedLine[]): string {
  const result: string[] = [];
  for (const { text, tokens } of lines) {
    result.push(`>${text}`);
    for (const token of tokens) {
      const scopes = scopesOf(token);
      const length = Math.min(token.endIndex, text.length) - token.startIndex;
      const bare = scopes.every((scope) => scope.startsWith('meta.'));
      if (length > 0 && !bare)
        result.push(` ${' '.repeat(token.startIndex)}${'^'.repeat(length)} ${scopes.join(' ')}`);
    }
  }
  return `${result.join('\n')}\n`;
}
