// One configuration directory for the tests of mail: texts by file name, without a host.
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { Instance, type PlacedService } from '../../server/src/instance/instance.ts';
import { type FileState, Tables } from '../../server/src/instance/table-files.ts';
import { Evaluator } from '../../server/src/mail/evaluator.ts';
import type { Mail } from '../../server/src/mail/mail.ts';
import type { MailSystem } from '../../server/src/mail/mail-system.ts';
import type { Outcome } from '../../server/src/mail/outcomes.ts';
import type { Stage } from '../../server/src/mail/query.ts';
import { listValue } from '../../server/src/mail/restriction-lists.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

export const directory = 'file:///etc/postfix';

/** Texts by file name, such as `main.cf`, `master.cf`, `senders`. A single text is main.cf. */
export type Files = string | Readonly<Record<string, string>>;

const catalog = new Catalog();

export interface SystemOptions {
  /** The target release. The default is 3.7. */
  readonly version?: string;
  /** Files that the host looked for and did not find. */
  readonly missing?: readonly string[];
}

/** The configuration directory. A file that is not in `files` is unknown, also main.cf and master.cf. */
export function mailSystem(files: Files, { version = '3.7', missing = [] }: SystemOptions = {}): MailSystem {
  const { 'main.cf': main, 'master.cf': master, ...tables } = textsOf(files);
  const instance = new Instance(
    {
      directory,
      ...(main !== undefined && {
        main: {
          uri: `${directory}/main.cf`,
          tree: new Tree(SourceText.of(main), new ChunkParser(parseMainLine)),
        },
      }),
      ...(master !== undefined && {
        master: {
          uri: `${directory}/master.cf`,
          tree: new Tree(SourceText.of(master), new ChunkParser(parseMasterLine)),
        },
      }),
    },
    catalog,
    release(version),
  );
  const states: [string, FileState][] = [
    ...Object.entries(tables).map(([name, text]): [string, FileState] => [
      `${directory}/${name}`,
      { text: SourceText.of(text) },
    ]),
    ...missing.map((name): [string, FileState] => [`${directory}/${name}`, { stamp: 'missing' }]),
  ];
  return { instance, tables: new Tables(instance, new Map(states)) };
}

function textsOf(files: Files): Readonly<Record<string, string>> {
  return typeof files === 'string' ? { 'main.cf': files } : files;
}

/** The service of master.cf with this name. */
export function serviceNamed({ instance }: MailSystem, name: string): PlacedService {
  const service = instance.services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`master.cf has no service ${name}`);
  return service;
}

/** The session after RCPT TO. */
export const atRecipient: Stage = {
  helo: true,
  sender: true,
  recipient: true,
  bareTable: 'check_recipient_access',
};

export interface OutcomeOptions extends SystemOptions {
  /** Other settings of main.cf. */
  readonly settings?: string;
  readonly tables?: Readonly<Record<string, string>>;
  readonly stage?: Partial<Stage>;
}

/**
 * How a list of restrictions may end: `permits`, `refuses`, `discards`, or `goes-on`. `error` is a rejection that
 * warn_if_reject does not change, and `maybe` comes before each outcome other than the usual one.
 */
export function outcomes(words: string, mail: Mail, options: OutcomeOptions = {}): string {
  const { settings = '', tables: texts, stage, ...rest } = options;
  const parameter = 'smtpd_relay_restrictions';
  const main = `${settings}\n${parameter} = ${words}\n`;
  const { instance, tables } = mailSystem({ ...texts, 'main.cf': main }, rest);
  const value = listValue(instance, undefined, parameter);
  if (value === undefined) throw new Error('the list has no value');
  const question = { instance, tables, service: undefined, mail, settings: new Map() };
  const evaluator = new Evaluator({ ...question, stage: { ...atRecipient, ...stage } });
  return evaluator.value(parameter, value).map(outcomeText).join(', ');
}

function outcomeText({ end, usual, hard }: Outcome): string {
  const kind = hard !== true ? end : end === 'refuses' ? 'error' : `hard ${end}`;
  return `${usual ? '' : 'maybe '}${kind}`;
}
