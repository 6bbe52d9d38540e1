// Reads what Postfix's programs print: one message a line, `postmap: warning: FILE, line N: TEXT` and its kin.

export type Severity = 'panic' | 'fatal' | 'error' | 'warning' | 'info';

export interface Message {
  /** Who says it, without its directory: `postmap`, `postfix-script`. Empty for a line of no known form. */
  readonly program: string;
  readonly severity: Severity;
  /** Without the program, the severity, the file and the line. */
  readonly text: string;
  /** An absolute path, or one of the paths that the reader was told to expect. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** True for a message after which the program has given up, or a file was not read as it should. */
export function isError({ severity }: Message): boolean {
  return severity === 'panic' || severity === 'fatal' || severity === 'error';
}

/** The message with all that the program said in it, as people quote it. */
export function sentence({ program, severity, file, line, text }: Message): string {
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}, line ${line}: `;
  return `${program}: ${severity === 'info' ? '' : `${severity}: `}${place}${text}`;
}

/**
 * The messages in a program's output, in its order.
 *
 * A line that is printed again is left out: a program that finds main.cf changed within the last second
 * reads it again and again (dict.c, dict_load_file_xt), and one that makes an LMDB table starts anew when
 * the table outgrows its map (postmap.c). Only `duplicate entry` may rightly come twice.
 *
 * @param files absolute paths that may be named; needed where a path is not printed as it is (control
 *   characters and, without SMTPUTF8, bytes above 127 come out as `?`: msg_output.c)
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

/** How a path comes out of printable.c, with and without SMTPUTF8. */
function spellings(file: string): Spelling[] {
  const utf8 = file.replace(/[\x00-\x1f\x7f]/g, '?');
  const ascii = Buffer.from(file)
    .toString('latin1')
    .replace(/[^ -~]/g, '?');
  return [...new Set([file, utf8, ascii])].map((spelling) => ({ file, spelling }));
}

type Place = Pick<Message, 'file' | 'line' | 'text'>;

/** What dict_regexp.c and the like, postconf_master.c and mail_params.c put before a file's name. */
const before = '(?:(?:regexp|pcre|cidr) (?:map|file) |file )?';
/** `, line 4: ` (postmap), `: line 4: ` (postconf, master), or the name alone. */
const after = '(?:(?:,|:) lines? (\\d+)(?:-\\d+)?)?: ';

function knownPlace(rest: string, known: readonly Spelling[]): Place | undefined {
  for (const { file, spelling } of known) {
    if (!rest.includes(spelling)) continue;
    // A made table goes by the names of its files, or by its type (dict_db.c, dict_lmdb.c).
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

/** The regular expression for just this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
