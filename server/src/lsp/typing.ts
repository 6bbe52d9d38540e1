// A line that the user is typing is not complete yet. Findings that appear in it wait until the user pauses or changes
// another line.

import type { Diagnostic } from 'vscode-languageserver';
import type { Change } from '../texts.ts';

/** How long the user must pause, in milliseconds. */
const pause = 1000;

interface TypedLine {
  readonly uri: string;
  readonly line: number;
  /** The codes of the findings that the line already had. */
  readonly known: ReadonlySet<unknown>;
}

export class Typing {
  private typed: TypedLine | undefined;
  private isHiding = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The findings that the client has in each open document. */
  private readonly shown = new Map<string, readonly Diagnostic[]>();

  /** @param ended is called when there are findings that no longer have to wait */
  constructor(private readonly ended: () => void) {}

  changed(uri: string, changes: readonly Change[]): void {
    const line = changes.length === 1 && changes[0] !== undefined ? lineOf(changes[0]) : undefined;
    if (line === undefined) this.typed = undefined;
    else if (this.typed?.uri !== uri || this.typed.line !== line)
      this.typed = { uri, line, known: this.codesIn(uri, line) };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), pause);
  }

  closed(uri: string): void {
    this.shown.delete(uri);
    if (this.typed?.uri === uri) this.typed = undefined;
  }

  /** The findings in an open document without those that wait. */
  visible(uri: string, found: readonly Diagnostic[]): Diagnostic[] {
    const visible = found.filter((each) => !this.waits(uri, each));
    if (visible.length < found.length) this.isHiding = true;
    this.shown.set(uri, visible);
    return visible;
  }

  private waits(uri: string, { range, code }: Diagnostic): boolean {
    const { typed } = this;
    return typed !== undefined && typed.uri === uri && isIn(range, typed.line) && !typed.known.has(code);
  }

  private codesIn(uri: string, line: number): ReadonlySet<unknown> {
    const here = (this.shown.get(uri) ?? []).filter(({ range }) => isIn(range, line));
    return new Set(here.map(({ code }) => code));
  }

  private end(): void {
    this.typed = undefined;
    if (!this.isHiding) return;
    this.isHiding = false;
    this.ended();
  }
}

function isIn({ start, end }: Diagnostic['range'], line: number): boolean {
  return start.line <= line && end.line >= line;
}

/** The line of a change that is typed: one that neither adds nor removes a line. */
function lineOf({ range, text }: Change): number | undefined {
  if (range === undefined || range.start.line !== range.end.line || /[\r\n]/.test(text)) return undefined;
  return range.start.line;
}
