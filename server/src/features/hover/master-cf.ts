// master.cf: what each field means with this value, programs with their options and attributes.

import type { Docs } from '../../catalog/docs.ts';
import { program } from '../../catalog/services.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { chrootDefault } from '../../instance/jail.ts';
import type { MasterField } from '../../syntax/master-cf.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { networkOf, networkText } from './networks.ts';
import { portInWords, timeInWords } from './scalars.ts';

const page = { page: 'master(5)' };

export function describeField(
  { docs, instance }: DocumentedSnapshot,
  field: MasterField,
  text: string,
  service: PlacedService,
): Description | undefined {
  if (field === 'command') return describeProgram(docs, service.program);
  return {
    paragraphs: [
      `**${field.replace('_', ' ')}**: ${quote(text)} — field of master.cf`,
      ...meaning(instance, field, text, service),
      ...wordText(docs, 'field', field),
    ],
    manual: page,
  };
}

/** What this very value means; nothing for a value that Postfix refuses. */
function meaning(instance: Instance, field: MasterField, text: string, service: PlacedService): string[] {
  switch (field) {
    case 'service':
      return service.type === 'inet' ? endpointText(instance, text) : socketText(text, service);
    case 'private':
      return yesOrNo(text, 'y', ['Only Postfix itself may use it.', 'Not Postfix alone may use it.']);
    case 'unprivileged':
      return yesOrNo(text, 'y', ['It runs as the user of `mail_owner`.', 'It keeps the rights of root.']);
    case 'chroot':
      return yesOrNo(text, chrootDefault(instance), [
        'It is locked into the queue directory.',
        'It sees the whole file system.',
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
  const owner = network && networkText(network)?.[1];
  const where =
    host === undefined || host === ''
      ? `on the addresses of \`inet_interfaces\` (${quote(instance.expanded('inet_interfaces')?.text ?? '')})`
      : `on ${quote(host)}`;
  return [
    `Listens on TCP ${portInWords(instance, port)}, ${where}.`,
    ...(owner === undefined ? [] : [`The address: ${owner}`]),
  ];
}

function socketText(text: string, { item }: PlacedService): string[] {
  const isPrivate = item.fields[2]?.text !== 'n';
  return [`Its socket is \`${isPrivate ? 'private' : 'public'}/${text}\` below the queue directory.`];
}

function wakeupText(text: string): string[] {
  const [, digits = '', mark] = /^(\d+)(\?)?$/.exec(text) ?? [];
  if (text === '-' || Number(digits || 'x') === 0) return ['It is never woken up.'];
  if (digits === '') return [];
  const condition = mark === undefined ? '' : ', once it has been used';
  return [`It is woken up every ${timeInWords(Number(digits)).replace(/^1 /, '')}${condition}.`];
}

function limitText(instance: Instance, text: string): string[] {
  if (text === '0') return ['As many processes as are needed.'];
  const limit = text === '-' ? instance.expanded('default_process_limit')?.text : text;
  return limit !== undefined && /^\d+$/.test(limit) ? [`At most ${limit} at a time.`] : [];
}

function describeProgram(docs: Docs, name: string): Description | undefined {
  const facts = program(name);
  if (facts === undefined) return undefined;
  return {
    paragraphs: [
      `**${name}(8)** — Postfix service program`,
      ...wordText(docs, 'program', name),
      ...(facts.since === '2.0' ? [] : [`Since Postfix ${facts.since}`]),
    ],
    manual: { page: `${name}(8)` },
  };
}

/** `-v`, `-D`, and the letters that are master(8)'s own (single_server.c and its kin). */
const options: Readonly<Record<string, string | undefined>> = {
  D: 'Runs `debugger_command` on the process.',
  v: 'Logs more. Each further `-v` logs still more.',
};
/** What master(8) itself hands to every program that it starts. */
const ownLetters = 'SVcdilmnrstuz';

export function describeOption(letter: string): Description | undefined {
  const text = Object.hasOwn(options, letter) ? options[letter] : undefined;
  if (text !== undefined) return { paragraphs: [title(`-${letter}`, 'option'), text], manual: page };
  if (!ownLetters.includes(letter)) return undefined;
  const own = 'master(8) sets this option by itself, from the fields of the line. It does not belong here.';
  return { paragraphs: [title(`-${letter}`, 'option'), own], manual: page };
}

export function describeOverrideOption(): Description {
  const text =
    'Sets a parameter for this service alone: `-o name=value`, and from 3.0 on `-o { name = value }`.';
  return { paragraphs: [title('-o', 'option'), text], manual: page };
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
    manual: { page: `${name}(8)`, entry: `${attribute}=` },
  };
}

/** What spawn(8), smtp(8) and lmtp(8) take: less than pipe(8) does. */
function otherAttribute(name: string, attribute: string): string[] {
  const letters = Object.keys(program(name)?.attributes?.flags?.letters ?? {}).map(
    (letter) => `\`${letter}\``,
  );
  switch (attribute) {
    case 'flags':
      return [`Letters that say how the message is changed on its way: ${letters.join(', ')}.`];
    case 'user':
      return ['The user with whose rights the command runs, and the group behind a colon. Required.'];
    case 'argv':
      return ['The command with its arguments: all that follows. It is started directly, not by a shell.'];
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
    return { paragraphs: [title(letter, kind), `${name}(8) does not know this letter.`] };
  return {
    paragraphs: [title(letter, kind), ...wordText(docs, 'pipe', `flags=${letter}`)],
    manual: { page: `${name}(8)`, entry: letter },
  };
}

/** `${recipient}` in the command of pipe(8). */
export function describeMacro(
  { docs }: DocumentedSnapshot,
  { program: name }: PlacedService,
  macro: string,
): Description {
  const text = wordText(docs, 'pipe', `\${${macro}}`);
  const unknown = `${name}(8) does not know this name: it logs a warning, and the mail stays in the queue.`;
  return {
    paragraphs: [title(`\${${macro}}`, `macro of \`${name}(8)\``), ...(text.length > 0 ? text : [unknown])],
    manual: { page: `${name}(8)`, entry: `\${${macro}}` },
  };
}

export function describeCommandWord(text: string, first: boolean): Description | undefined {
  return first
    ? { paragraphs: [title(text, 'the command that is run'), 'It is started directly, not by a shell.'] }
    : undefined;
}
