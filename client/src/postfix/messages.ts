// Parses the output of Postfix programs: one message per line, such as `postmap: warning: FILE, line N: TEXT`.

export type Severity = 'panic' | 'fatal' | 'error' | 'warning' | 'info';

export interface Message {
  /** The program, without its directory: `postmap`, `postfix-script`. Empty if the line has no known form. */
  readonly program: string;
  readonly severity: Severity;
  /** The message without the program, the severity, the file, and the line. */
  readonly text: string;
  /** An absolute path, or one of the expected paths. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** What Postfix printed, if we found the place in the files. */
  readonly printed?: string;
}

/** True for a message after which the program exits, or which means that a file was not read correctly. */
export function isError({ severity }: Message): boolean {
  return severity === 'panic' || severity === 'fatal' || severity === 'error';
}

/** The complete message, as people quote it. */
export function sentence({ program, severity, file, line, text, printed }: Message): string {
  if (printed !== undefined) return printed;
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}, line ${line}: `;
  return `${program}: ${severity === 'info' ? '' : `${severity}: `}${place}${text}`;
}

/**
 * The messages in the output of a program, in their order.
 *
 * Repeated lines are left out. A program reads main.cf again and again if the file changed within the last second
 * (dict.c, dict_load_file_xt), and starts over when an LMDB table outgrows its map (postmap.c). Only `duplicate entry`
 * can legitimately occur twice.
 *
 * @param files absolute paths that a message may name. They are needed if Postfix prints a path in a different form:
 *   control characters and, without SMTPUTF8, bytes above 127 become `?` (msg_output.c).
 */
export function readMessages(output: string, files: readonly string[] = []): Message[] {
  const known = files.flatMap(spellings).sort((a, b) => b.spelling.length - a.spelling.length);
  const seen = new Set<string>();
  const messages: Message[] = [];
  for (const printed of output.split('\n')) {
    if (printed.trim() === '' || (seen.has(printed) && !printed.includes(': duplicate entry: '))) continue;
    seen.add(printed);
    const [, tag = '', severity = 'info', rest = printed] =
      /^(\S+?)(?:\[\d+\])?: (?:(panic|fatal|error|warning): )?(.*)$/s.exec(printed) ?? [];
    messages.push({
      program: tag.slice(tag.lastIndexOf('/') + 1),
      severity: severity as Severity,
      ...(knownPlace(rest, known) ?? anyPlace(rest)),
    });
  }
  return messages;
}

interface Spelling {
  readonly file: string;
  readonly spelling: string;
}

/** The forms in which printable.c prints a path, with and without SMTPUTF8. */
function spellings(file: string): Spelling[] {
  const utf8 = file.replace(/[\x00-\x1f\x7f]/g, '?');
  const ascii = Buffer.from(file)
    .toString('latin1')
    .replace(/[^ -~]/g, '?');
  return [...new Set([file, utf8, ascii])].map((spelling) => ({ file, spelling }));
}

type Place = Pick<Message, 'file' | 'line' | 'text'>;

/** What dict_regexp.c and similar files, postconf_master.c, and mail_params.c print before a file name. */
const before = '(?:(?:regexp|pcre|cidr) (?:map|file) |file )?';
/** `, line 4: ` (postmap), `: line 4: ` (postconf, master), or only the name. */
const after = '(?:(?:,|:) lines? (\\d+)(?:-\\d+)?)?: ';

function knownPlace(rest: string, known: readonly Spelling[]): Place | undefined {
  for (const { file, spelling } of known) {
    if (!rest.includes(spelling)) continue;
    // An index is named by its file, or by its type and its source (dict_db.c, dict_lmdb.c).
    const name = `(?:[a-z]+:)?${literal(spelling)}(?:\\.(?:db|cdb|lmdb|pag|dir))?`;
    const [, line, text] = new RegExp(`^${before}${name}${after}(.*)$`, 's').exec(rest) ?? [];
    if (text !== undefined) return { file, ...(line && { line: Number(line) }), text };
  }
  return undefined;
}

function anyPlace(rest: string): Place {
  const [, file, line, text] = new RegExp(`^${before}(/.*?)${after}(.*)$`, 's').exec(rest) ?? [];
  if (file === undefined || text === undefined) return { text: rest };
  return { file, ...(line && { line: Number(line) }), text };
}

/** The regular expression that matches exactly this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
