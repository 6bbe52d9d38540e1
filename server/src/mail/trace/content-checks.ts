// header_checks, mime_header_checks, nested_header_checks, and body_checks for the lines of a mail (cleanup_message.c).

import type { Location } from '../../instance/instance.ts';
import { find, type Maps, mapsOf } from './lookup.ts';
import { headerName, type MimeLine, MimeReader } from './mime-lines.ts';
import type { Condition } from './model.ts';
import type { Program } from './program.ts';
import type { Placed } from './stages.ts';

/** The effects of the checks on the mail. */
export interface Checked {
  readonly headers: readonly string[];
  /** What ends the mail: its text with an enhanced status code. */
  readonly reject?: Placed<string>;
  readonly discard: boolean;
  readonly filter?: Placed<string>;
  readonly redirect?: Placed<string>;
  readonly hold?: Placed<string>;
  readonly bcc: readonly Placed<string>[];
  /** A lookup failed. */
  readonly failed: boolean;
  /** More Received: headers than hopcount_limit allows. */
  readonly loops: boolean;
}

export interface ContentOptions {
  /** Whether the tables are asked at all. */
  readonly checks: boolean;
  /** smtpd(8) refuses the mail at once, while the rest of a mail that is returned is still read. */
  readonly stopsAtReject: boolean;
  /** The Received: header of this host, which comes first. */
  readonly received: string;
}

export function checkContent(program: Program, lines: readonly string[], options: ContentOptions): Checked {
  const checks = new ContentChecks(program, options);
  for (const line of [options.received, ...lines]) checks.lines(line);
  checks.end();
  return checks;
}

/** HDR_OPT_MIME (header_opts.c) */
const mimeHeaders =
  /^(?:content-(?:description|disposition|id|length|transfer-encoding|type)|mime-version)$/i;

const checksOf = {
  primary: 'header_checks',
  multipart: 'mime_header_checks',
  nested: 'nested_header_checks',
} as const;

class ContentChecks implements Checked {
  readonly headers: string[] = [];
  readonly bcc: Placed<string>[] = [];
  reject?: Placed<string>;
  discard = false;
  filter?: Placed<string>;
  redirect?: Placed<string>;
  hold?: Placed<string>;
  failed = false;
  loops = false;
  private hops = 0;
  /** What the current line is. */
  private where: 'primary' | 'other' | 'body' = 'primary';
  private active: boolean;
  private readonly reader: MimeReader;
  private readonly maps = new Map<string, Maps | undefined>();

  constructor(
    private readonly program: Program,
    private readonly options: ContentOptions,
  ) {
    this.active = options.checks;
    this.reader = new MimeReader({
      parses: !program.is('disable_mime_input_processing'),
      depth: program.number('mime_nesting_limit'),
      boundary: program.number('mime_boundary_length_limit'),
    });
  }

  /** @param text one line, or all lines of a header */
  lines(text: string): void {
    for (const line of text.split('\n')) for (const found of this.reader.line(line)) this.take(found);
  }

  end(): void {
    for (const found of this.reader.flush()) this.take(found);
  }

  private get isOver(): boolean {
    if (this.discard) return true;
    return this.options.stopsAtReject && (this.reject !== undefined || this.failed || this.loops);
  }

  private take(line: MimeLine): void {
    if (this.isOver) return;
    if (line.kind === 'body') this.body(line);
    else {
      this.header(line);
      // The first header, that of this host, is not one of the mail's own headers.
      if (!this.hasReceived) this.headers.length = 0;
      this.hasReceived = true;
    }
  }

  private hasReceived = false;

  private body({ text, offset }: Extract<MimeLine, { kind: 'body' }>): void {
    this.where = 'body';
    const limit = this.program.number('body_checks_size_limit');
    if (limit === 0 || offset < limit) this.check('body_checks', text);
  }

  private header({ where, name, text }: Extract<MimeLine, { kind: 'header' }>): void {
    const isPrimary = where === 'primary';
    this.where = isPrimary ? 'primary' : 'other';
    const isReceived = name.toLowerCase() === 'received';
    if (isReceived) this.hops++;
    const result = this.check(mimeHeaders.test(name) ? 'mime_header_checks' : checksOf[where], text);
    if (result === undefined || !isPrimary) return;
    this.headers.push(result);
    if (isReceived && this.hops >= this.program.number('hopcount_limit')) this.loops = true;
  }

  /** The line after its action; undefined if it is removed. */
  private check(parameter: string, line: string): string | undefined {
    const maps = this.active ? this.mapsOf(parameter) : undefined;
    if (maps === undefined) return line;
    const found = find(this.program, maps, line);
    const condition = found.condition && { condition: found.condition };
    if (found.kind === 'none') return line;
    if (found.kind === 'error') {
      this.failed = true;
      this.step(`A lookup in ${parameter} fails.`, line, found.at, condition);
      return line;
    }
    if (found.text === undefined) {
      this.step(`${parameter} has an entry for the line.`, line, found.at, condition);
      return line;
    }
    return this.act(parameter, line, found.text, found.at, condition);
  }

  private mapsOf(parameter: string): Maps | undefined {
    if (!this.maps.has(parameter))
      this.maps.set(parameter, mapsOf(this.program, parameter, { fold: false, substitution: true }));
    return this.maps.get(parameter);
  }

  /** cleanup_act() */
  private act(
    parameter: string,
    line: string,
    action: string,
    at: readonly Location[],
    condition: { readonly condition: Condition } | undefined,
  ): string | undefined {
    const [, word = '', text = ''] = /^([^ \t]*)\s*(.*)$/s.exec(action) ?? [];
    const tell = (what: string, after?: string): void =>
      this.step(what, line, at, condition, after === undefined ? {} : { after });
    const placed: Placed<string> = { value: text, at };
    switch (word.toUpperCase()) {
      case 'REJECT': {
        const reason = rejectText(text);
        this.reject = { value: reason, at };
        this.active = false;
        tell(`${parameter} rejects the mail.`, reason);
        return line;
      }
      case 'WARN':
      case 'INFO':
        tell(`${parameter} logs the line.`);
        return line;
      case 'FILTER':
        if (!text.includes(':')) return line;
        this.filter = placed;
        tell(`${parameter} sends the mail through a filter.`, text);
        return line;
      case 'PASS':
        this.active = false;
        tell(`${parameter} ends the checks.`);
        return line;
      case 'DISCARD':
        this.discard = true;
        this.active = false;
        tell(`${parameter} discards the mail.`);
        return line;
      case 'HOLD':
        if (this.hold === undefined) tell(`${parameter} puts the mail on hold.`);
        this.hold ??= placed;
        return line;
      case 'PREPEND':
        if (!this.isValid(text)) return line;
        if (this.where === 'primary') this.headers.push(text);
        tell(`${parameter} adds a line before this one.`, text);
        return line;
      case 'REPLACE':
        if (!this.isValid(text)) return line;
        tell(`${parameter} replaces the line.`, text);
        return text;
      case 'REDIRECT':
        if (!text.includes('@')) return line;
        this.redirect = placed;
        this.active = false;
        tell(`${parameter} sends the mail to another address.`, text);
        return line;
      case 'BCC':
        if (!text.includes('@') || !this.program.since('3.0')) return line;
        this.bcc.push(placed);
        tell(`${parameter} adds a recipient.`, text);
        return line;
      case 'STRIP':
        if (!this.program.since('3.2')) return line;
        tell(`${parameter} removes the line.`);
        return undefined;
      case 'IGNORE':
        tell(`${parameter} removes the line.`);
        return undefined;
      default:
        return line;
    }
  }

  /** A line that is added to the headers must be a header. */
  private isValid(text: string): boolean {
    return text !== '' && (this.where === 'body' || headerName(text) !== undefined);
  }

  private step(
    what: string,
    before: string,
    at: readonly Location[],
    condition: { readonly condition: Condition } | undefined,
    more: { readonly after?: string } = {},
  ): void {
    this.program.step({ what, before, ...more, at, ...condition });
  }
}

/** The enhanced status code must say that the mail is refused. */
function rejectText(text: string): string {
  if (text === '') return '5.7.1 message content rejected';
  const [, status, rest = ''] = /^([245]\.\d{1,3}\.\d{1,3})(?!\S)\s*(.*)$/s.exec(text) ?? [];
  if (status === undefined) return `5.7.1 ${text}`;
  const checked = status.startsWith('2') ? `4${status.slice(1)}` : status;
  return `${checked} ${rest}`;
}
