// Findings in the form that every output format starts from.

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from '../instance/instance.ts';
import { releaseSetting } from '../lint/messages.ts';
import type { Severity } from '../lint/rule.ts';
import { type RatedFinding, severityOrder } from '../lint/settings.ts';
import { withoutRawBytes } from '../syntax/bytes.ts';
import type { SourceText } from '../syntax/text.ts';

/** A place in a file; lines and columns count from 1, columns in UTF-16 code units, the end is exclusive. */
export interface PrintedPlace {
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface PrintedFinding extends PrintedPlace {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** A finding, with details that only some formats show. */
export interface Reported {
  readonly finding: PrintedFinding;
  readonly related: readonly { readonly place: PrintedPlace; readonly message: string }[];
  /** The physical line on which it begins. */
  readonly source: string;
}

export type TextAt = (uri: string) => SourceText | undefined;

export function report({ rule, finding, severity }: RatedFinding, textAt: TextAt): Reported {
  const place = placeOf(finding.at, textAt);
  const related = (finding.related ?? []).map(({ at, message }) => ({
    place: placeOf(at, textAt),
    message: withoutRawBytes(message),
  }));
  return {
    finding: { ...place, code: rule.code, severity, message: forCommandLine(finding.message) },
    related,
    source: withoutRawBytes(lineOf(textAt(finding.at.uri), place.line - 1)),
  };
}

function forCommandLine(message: string): string {
  return withoutRawBytes(message).replaceAll(`set ${releaseSetting}`, 'set --postfix-version');
}

export function placeOf({ uri, start, end }: Location, textAt: TextAt): PrintedPlace {
  const text = textAt(uri);
  const from = text?.positionAt(start) ?? { line: 0, character: 0 };
  const to = text?.positionAt(end) ?? from;
  return {
    file: fileName(uri),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** Relative to the working directory. Many findings are in the same file. */
function fileName(uri: string): string {
  let name = fileNames.get(uri);
  if (name === undefined) {
    name = relative(process.cwd(), fileURLToPath(uri)) || '.';
    fileNames.set(uri, name);
  }
  return name;
}

const fileNames = new Map<string, string>();

/**
 * `main.cf:12`
 * @param directory the URI of a directory. Files in it are shown without it.
 */
export function placeName(location: Location, textAt: TextAt, directory: string): string {
  const { file, line } = placeOf(location, textAt);
  const { uri } = location;
  return `${uri.startsWith(`${directory}/`) ? decodeURIComponent(uri.slice(directory.length + 1)) : file}:${line}`;
}

function lineOf(text: SourceText | undefined, line: number): string {
  if (text === undefined) return '';
  const end = line + 1 < text.lineCount ? text.lineStart(line + 1) : text.length;
  return text.slice(text.lineStart(line), end).replace(/[\r\n]+$/, '');
}

export function byPlace({ finding: a }: Reported, { finding: b }: Reported): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** `2 errors, 1 warning`; `no findings`. */
export function summary(list: readonly Reported[]): string {
  const counts = severityOrder
    .map((severity) => ({
      severity,
      count: list.filter(({ finding }) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(
      ({ severity, count }) =>
        `${count} ${count === 1 || severity === 'information' ? severity : `${severity}s`}`,
    );
  return counts.length === 0 ? 'no findings' : counts.join(', ');
}
