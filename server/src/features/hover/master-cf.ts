// master.cf: fields of a service, and the options and attributes of programs.

import type { Docs } from '../../catalog/docs.ts';
import { program } from '../../catalog/services.ts';
import { chrootDefault } from '../../instance/chroot.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import type { MasterField } from '../../syntax/master-cf.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { addedIn } from './ages.ts';
import { type Description, wordText } from './description.ts';
import { count, quote, title } from './markdown.ts';
import { networkOf, networkText } from './networks.ts';
import { portInWords, timeInWords } from './scalars.ts';

const manual = { page: 'master(5)' };

const fieldNames: Readonly<Record<MasterField, string>> = {
  service: 'service name',
  type: 'service type',
  private: 'private',
  unprivileged: 'unprivileged',
  chroot: 'chroot',
  wakeup: 'wakeup time',
  process_limit: 'process limit',
  command: 'command',
};

export function describeField(
  { docs, instance }: DocumentedSnapshot,
  field: MasterField,
  text: string,
  service: PlacedService,
): Description | undefined {
  if (field === 'command') return describeProgram(docs, service.program);
  return {
    paragraphs: [
      title(text, `${fieldNames[field]} field of master.cf`),
      ...meaning(instance, field, text, service),
      ...wordText(docs, 'field', field),
    ],
    manual,
  };
}

/** The meaning of the value; nothing if Postfix does not accept it. */
function meaning(instance: Instance, field: MasterField, text: string, service: PlacedService): string[] {
  switch (field) {
    case 'service':
      return service.type === 'inet' ? endpointText(instance, text) : socketText(text, service);
    case 'private':
      return yesOrNo(text, 'y', [
        'Only Postfix programs can use the service.',
        'Programs other than Postfix can also use the service.',
      ]);
    case 'unprivileged':
      return yesOrNo(text, 'y', [
        'The process runs as the user in `mail_owner`.',
        'The process keeps root privileges.',
      ]);
    case 'chroot':
      return yesOrNo(text, chrootDefault(instance), [
        'The process is confined to the queue directory.',
        'The process can access the whole file system.',
      ]);
    case 'wakeup':
      return wakeupText(text);
    case 'process_limit':
      return limitText(instance, text);
    default:
      return [];
  }
}

function yesOrNo(text: string, fallback: 'y' | 'n', [yes, no]: readonly [string, string]): string[] {
  const value = text === '-' ? fallback : text;
  return value === 'y' ? [yes] : value === 'n' ? [no] : [];
}

function endpointText(instance: Instance, text: string): string[] {
  const [, host, port = ''] = /^(?:(.*):)?([^:]*)$/s.exec(text) ?? [];
  const network = host === undefined ? undefined : networkOf(host.replace(/^\[(.*)\]$/, '$1'));
  const [, ...addressFacts] = (network && networkText(network)) ?? [];
  const where =
    host === undefined || host === ''
      ? `the addresses in \`inet_interfaces\` (${quote(instance.expanded('inet_interfaces')?.text ?? '')})`
      : quote(host);
  return [`Listens on TCP ${portInWords(instance, port)} at ${where}.`, ...addressFacts];
}

function socketText(text: string, { item }: PlacedService): string[] {
  const isPrivate = item.fields[2]?.text !== 'n';
  return [
    `The socket of the service is \`${isPrivate ? 'private' : 'public'}/${text}\`, below the queue directory.`,
  ];
}

function wakeupText(text: string): string[] {
  const [, digits = '', mark] = /^(\d+)(\?)?$/.exec(text) ?? [];
  if (text === '-' || Number(digits || 'x') === 0) return ['master(8) never wakes up the service.'];
  if (digits === '') return [];
  const condition = mark === undefined ? '' : ' after its first use';
  return [
    `master(8) wakes up the service every ${timeInWords(Number(digits)).replace(/^1 /, '')}${condition}.`,
  ];
}

function limitText(instance: Instance, text: string): string[] {
  if (text === '0') return ['The number of processes is not limited.'];
  const limit = text === '-' ? instance.expanded('default_process_limit')?.text : text;
  return limit !== undefined && /^\d+$/.test(limit)
    ? [`The service has at most ${count(Number(limit), 'process', 'processes')} at the same time.`]
    : [];
}

export function describeProgram(docs: Docs, name: string): Description | undefined {
  const facts = program(name);
  if (facts === undefined) return undefined;
  return {
    paragraphs: [
      `**${name}(8)** — Postfix service program`,
      ...wordText(docs, 'program', name),
      ...addedIn(facts.since),
    ],
    manual: { page: `${facts.aliasOf ?? name}(8)` },
  };
}

/** The options that every program has (single_server.c, multi_server.c, and so on). */
const options: Readonly<Record<string, string | undefined>> = {
  D: 'Runs the command in `debugger_command` to debug the process.',
  v: 'Verbose logging. Each additional `-v` makes the log more detailed.',
};
/** The options with which master(8) itself starts programs. */
const masterOptions = 'SVcdilmnrstuz';

export function describeOption(letter: string): Description | undefined {
  const text = Object.hasOwn(options, letter) ? options[letter] : undefined;
  if (text !== undefined) return { paragraphs: [title(`-${letter}`, 'option'), text], manual };
  if (!masterOptions.includes(letter)) return undefined;
  const reserved =
    'master(8) adds this option itself, based on the fields of the service. Do not specify it here.';
  return { paragraphs: [title(`-${letter}`, 'option'), reserved], manual };
}

export function describeOverrideOption(): Description {
  const text =
    'Overrides a parameter for this service: `-o name=value`, or `-o { name = value }` in Postfix 3.0 and later.';
  return { paragraphs: [title('-o', 'option'), text], manual };
}

/** The name in `user=vmail`. */
export function describeAttribute(
  { docs }: DocumentedSnapshot,
  { program: name }: PlacedService,
  attribute: string,
): Description {
  const text = wordText(docs, 'pipe', `${attribute}=`);
  return {
    paragraphs: [
      title(`${attribute}=`, `attribute of \`${name}(8)\``),
      ...(name === 'pipe' ? text : otherAttribute(name, attribute)),
    ],
    manual: { page: `${name}(8)`, entry: `${attribute}=`, describesWord: true },
  };
}

/** The attributes of spawn(8), smtp(8), and lmtp(8), which have fewer than pipe(8). */
function otherAttribute(name: string, attribute: string): string[] {
  const letters = Object.keys(program(name)?.attributes?.flags?.letters ?? {}).map(
    (letter) => `\`${letter}\``,
  );
  switch (attribute) {
    case 'flags':
      return [`Flags that change the delivered message: ${letters.join(', ')}.`];
    case 'user':
      return [
        'User, and optionally group (`user:group`), that the command runs as. This attribute is required.',
      ];
    case 'argv':
      return [
        'Command to run, with its arguments. Everything after `argv=` is part of it. Postfix runs the command directly, without a shell.',
      ];
    default:
      return [];
  }
}

/** One letter of `flags=`. */
export function describeFlag(
  { docs }: DocumentedSnapshot,
  { program: name }: PlacedService,
  letter: string,
): Description | undefined {
  const letters = program(name)?.attributes?.flags?.letters ?? {};
  const kind = `flag of \`${name}(8)\``;
  if (!Object.hasOwn(letters, letter))
    return { paragraphs: [title(letter, kind), `${name}(8) has no such flag.`] };
  return {
    paragraphs: [title(letter, kind), ...wordText(docs, 'pipe', `flags=${letter}`)],
    manual: { page: `${name}(8)`, entry: letter, describesWord: true },
  };
}

/** `${recipient}` in the command of pipe(8). */
export function describeMacro(
  { docs }: DocumentedSnapshot,
  { program: name }: PlacedService,
  macro: string,
): Description {
  const text = wordText(docs, 'pipe', `\${${macro}}`);
  const unknown = `${name}(8) has no such macro. It logs a warning, and the mail stays in the queue.`;
  return {
    paragraphs: [title(`\${${macro}}`, `macro of \`${name}(8)\``), ...(text.length > 0 ? text : [unknown])],
    manual: { page: `${name}(8)`, entry: `\${${macro}}`, describesWord: true },
  };
}

export function describeCommandWord(text: string, first: boolean): Description | undefined {
  return first
    ? { paragraphs: [title(text, 'command'), 'Postfix runs the command directly, without a shell.'] }
    : undefined;
}
