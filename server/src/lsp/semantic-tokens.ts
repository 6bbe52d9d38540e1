// Requests for semantic tokens: of a whole document, of what changed since the last response, or of a range.

import {
  LSPErrorCodes,
  ResponseError,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensClientCapabilities,
  type SemanticTokensDelta,
  type SemanticTokensOptions,
} from 'vscode-languageserver';
import type { Range } from 'vscode-languageserver-types';
import type { Token, TokenOptions } from '../features/semantic-tokens/index.ts';
// The server announces its legend before it loads the features.
import { tokenModifiers, tokenTypes } from '../features/semantic-tokens/legend.ts';
import type { CancellationToken } from '../host.ts';
import type { PostfixService } from '../service.ts';

export const semanticTokensOptions: SemanticTokensOptions = {
  legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
  full: { delta: true },
  range: true,
};

/** The last response for a document. */
interface Answer {
  readonly builder: SemanticTokensBuilder;
  id: number;
}

export class SemanticTokenAnswers {
  private readonly answers = new Map<string, Answer>();
  private options: TokenOptions = { besideGrammar: false };
  private takesCancellation = false;

  constructor(private readonly service: Pick<PostfixService, 'semanticTokens'>) {}

  initialize(capabilities: SemanticTokensClientCapabilities | undefined): void {
    this.options = { besideGrammar: capabilities?.augmentsSyntaxTokens ?? false };
    this.takesCancellation = capabilities?.serverCancelSupport ?? false;
  }

  forget(uri: string): void {
    this.answers.delete(uri);
  }

  async full(uri: string, token?: CancellationToken): Promise<SemanticTokens | ResponseError> {
    const tokens = await this.service.semanticTokens(uri, this.options, undefined, token);
    if (tokens === undefined) return this.none();
    const answer = this.answers.get(uri) ?? { builder: new SemanticTokensBuilder(), id: 0 };
    this.answers.set(uri, answer);
    answer.builder.previousResult('');
    push(answer.builder, tokens);
    return { ...answer.builder.build(), resultId: String(++answer.id) };
  }

  async delta(
    uri: string,
    previous: string,
    token?: CancellationToken,
  ): Promise<SemanticTokens | SemanticTokensDelta | ResponseError> {
    const answer = this.answers.get(uri);
    if (answer === undefined || String(answer.id) !== previous) return this.full(uri, token);
    const tokens = await this.service.semanticTokens(uri, this.options, undefined, token);
    if (tokens === undefined) return this.none();
    // The client refers to an older response than one that was sent in the meantime.
    if (String(answer.id) !== previous) return this.full(uri, token);
    answer.builder.previousResult(answer.builder.id);
    push(answer.builder, tokens);
    return { ...answer.builder.buildEdits(), resultId: String(++answer.id) };
  }

  async range(uri: string, range: Range, token?: CancellationToken): Promise<SemanticTokens> {
    const builder = new SemanticTokensBuilder();
    push(builder, (await this.service.semanticTokens(uri, this.options, range, token)) ?? []);
    return { data: builder.build().data };
  }

  /**
   * The response for a document that is too long to get all of its tokens. If an editor such as VS Code gets an empty
   * result, it does not request ranges either. Therefore the response is an error if the editor supports that.
   */
  private none(): SemanticTokens | ResponseError {
    return this.takesCancellation
      ? new ResponseError<void>(
          LSPErrorCodes.ServerCancelled,
          'The document is too long to get all of its tokens.',
        )
      : { data: [] };
  }
}

function push(builder: SemanticTokensBuilder, tokens: readonly Token[]): void {
  for (const { line, character, length, type, modifiers } of tokens)
    builder.push(line, character, length, type, modifiers);
}
