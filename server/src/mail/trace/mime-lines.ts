// What each line of a message is: header, header of a part, header of an attached message, or body (mime_state.c).

import { encodeBytes } from '../../syntax/bytes.ts';

export type MimeLine =
  | {
      readonly kind: 'header';
      /** `nested`: of an attached message. */
      readonly where: 'primary' | 'multipart' | 'nested';
      readonly name: string;
      /** All its lines, without space before the colon. */
      readonly text: string;
    }
  | {
      readonly kind: 'body';
      readonly text: string;
      /** In bytes, from the start of the part. */
      readonly offset: number;
    };

export interface MimeLimits {
  /** False for disable_mime_input_processing: everything after the headers is body. */
  readonly parses: boolean;
  /** mime_nesting_limit */
  readonly depth: number;
  /** mime_boundary_length_limit */
  readonly boundary: number;
}

interface Boundary {
  readonly text: string;
  /** A part of multipart/digest is a message unless its headers say otherwise. */
  readonly holdsMails: boolean;
}

type State = 'primary' | 'multipart' | 'nested' | 'body';

export class MimeReader {
  private state: State = 'primary';
  private type: 'message' | 'multipart' | 'other' = 'other';
  private header: { readonly name: string; text: string } | undefined;
  /** The innermost one last. */
  private readonly boundaries: Boundary[] = [];
  private offset = 0;

  constructor(private readonly limits: MimeLimits) {}

  /** The parts of the mail that are complete with the next line. A header is complete when the line after it is read. */
  *line(text: string): Generator<MimeLine> {
    if (this.state !== 'body') {
      if (this.header !== undefined && /^[ \t]/.test(text)) {
        this.header.text += `\n${text}`;
        return;
      }
      yield* this.flush();
      const name = headerName(text);
      if (name !== undefined) {
        this.header = { name, text: name + text.slice(name.length).replace(/^[ \t]+/, '') };
        return;
      }
      yield* this.endOfHeaders(text);
    }
    this.findBoundary(text);
    yield this.body(text);
  }

  /** The header that is not complete yet. */
  *flush(): Generator<MimeLine> {
    const { header, state } = this;
    if (header === undefined || state === 'body') return;
    this.header = undefined;
    if (this.limits.parses && header.name.toLowerCase() === 'content-type')
      this.readType(header.text.slice('content-type:'.length));
    yield { kind: 'header', where: state, ...header };
  }

  private *endOfHeaders(text: string): Generator<MimeLine> {
    if (text !== '') {
      // Text without an empty line before it.
      if (this.state === 'primary') yield this.body('');
      this.begin('body');
      return;
    }
    this.offset = 0;
    if (this.type === 'message') this.begin('nested', 'other');
    else this.begin('body', this.type === 'multipart' ? 'other' : this.type);
  }

  private begin(state: State, type = this.type): void {
    this.state = state;
    this.type = type;
    if (state === 'body') this.offset = 0;
  }

  private body(text: string): MimeLine {
    const { offset } = this;
    this.offset += encodeBytes(text).length + 1;
    return { kind: 'body', text, offset };
  }

  private findBoundary(text: string): void {
    if (!text.startsWith('--') || text.length <= 2) return;
    const index = this.boundaries.findLastIndex((each) => text.startsWith(each.text, 2));
    const found = this.boundaries[index];
    if (found === undefined) return;
    this.boundaries.length = index + 1;
    if (text.startsWith('--', 2 + found.text.length)) {
      this.boundaries.pop();
      this.begin('body', 'other');
    } else this.begin('multipart', found.holdsMails ? 'message' : 'other');
  }

  /** mime_state_content_type() */
  private readType(value: string): void {
    const [first = '', ...parameters] = segmentsOf(value);
    const [, type = '', subtype = ''] = /^\s*([^\s/]+)\s*(?:\/\s*([^\s/]+))?/.exec(first) ?? [];
    switch (type.toLowerCase()) {
      case '':
      case 'text':
        this.type = 'other';
        return;
      case 'message':
        this.type = /^(?:rfc822|global)$/i.test(subtype) ? 'message' : 'other';
        return;
      case 'multipart':
        this.type = 'multipart';
        for (const parameter of parameters) {
          const [, quoted, plain] =
            /^\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s"]+))/is.exec(parameter) ?? [];
          const text = quoted?.replace(/\\(.)/gs, '$1') ?? plain;
          // Postfix counts from -1.
          if (text === undefined || this.boundaries.length > this.limits.depth + 1) continue;
          this.boundaries.push({
            text: text.slice(0, this.limits.boundary),
            holdsMails: subtype.toLowerCase() === 'digest',
          });
        }
    }
  }
}

/** The name before the colon (is_header.c); undefined for a line that is not a header. */
export function headerName(line: string): string | undefined {
  return /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
}

/** The text between semicolons, with a space for each comment. Comments can nest (header_token.c). */
function segmentsOf(value: string): string[] {
  const segments: string[] = [];
  let segment = '';
  let isQuoted = false;
  let depth = 0;
  for (let i = 0; i < value.length; i++) {
    const isEscape = value[i] === '\\' && (isQuoted || depth > 0);
    const text = value.slice(i, i + (isEscape ? 2 : 1));
    if (isEscape) i++;
    if (depth > 0) {
      if (text === '(') depth++;
      else if (text === ')') depth--;
    } else if (isQuoted) {
      segment += text;
      isQuoted = text !== '"';
    } else if (text === '(') {
      segment += ' ';
      depth = 1;
    } else if (text === ';') {
      segments.push(segment);
      segment = '';
    } else {
      segment += text;
      isQuoted = text === '"';
    }
  }
  return [...segments, segment];
}
