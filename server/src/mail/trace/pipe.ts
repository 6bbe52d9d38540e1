// pipe(8): the command that gets the mail (pipe.c).

import { program as programFacts } from '../../catalog/services.ts';
import { expand } from '../../instance/expand.ts';
import { plainArguments } from '../../instance/service-fields.ts';
import { parseExpression, type Reference, references } from '../../syntax/expression.ts';
import { pipeProblem } from '../pipe-problem.ts';
import { quoteLocal, splitExtension } from './addresses.ts';
import { bounced, type Delivery, deferred, ended, failed, note, serviceLocation } from './delivery.ts';
import type { TracedRecipient } from './model.ts';

export function pipeAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { letter, recipient, nexthop, program } = delivery;
  const { instance, journey, service } = program;
  const uri = instance.files.master?.uri;
  const at = serviceLocation(program, service);
  if (nexthop === '') return failed(delivery, 'empty nexthop hostname', at);
  if (uri === undefined || service === undefined)
    return failed(delivery, 'missing user= command-line attribute');
  const problem = pipeProblem(instance, uri, service);
  if (problem !== undefined) return failed(delivery, problem.fatal, [problem.at]);
  const attributes = attributesOf(delivery);
  const limit = Number(attributes.get('size') ?? 0);
  if (limit > 0 && (letter.request.size ?? 0) > limit)
    return bounced(delivery, '5.2.3 message too large', at);
  const flags = attributes.get('flags') ?? '';
  if (flags.includes('D') && letter.deliveredTo.has(recipient.address.toLowerCase()))
    return bounced(delivery, `5.4.6 mail forwarding loop for ${recipient.address}`, at);
  const sender = letter.sender === '' ? (attributes.get('null_sender') ?? 'MAILER-DAEMON') : letter.sender;
  const command = commandOf(delivery, flags, sender);
  if (command === undefined) return deferred(delivery, '4.3.5 mail system configuration error', at);
  note(delivery, {
    what: `Runs a command as the user ${attributes.get('user') ?? ''}.`,
    after: command,
    condition: journey.assume({
      decider: 'host',
      question: `whether the command of the service ${service.name} succeeds`,
      answer: 'It succeeds.',
    }),
    at,
  });
  return [ended(delivery, 'delivered', { sender, mailbox: `|${command}` })];
}

/** The attributes before `argv=`. The last one of a name wins. */
function attributesOf({ program: { service } }: Delivery): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { text } of service === undefined ? [] : plainArguments(service)) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name.toLowerCase() === 'argv') break;
    attributes.set(name.toLowerCase(), value);
  }
  return attributes;
}

/** The command with its arguments, as a shell would show them; undefined for an unknown macro. */
function commandOf(delivery: Delivery, flags: string, sender: string): string | undefined {
  const { program } = delivery;
  const words = program.service === undefined ? [] : plainArguments(program.service).map(({ text }) => text);
  const first = words.findIndex((word) => /^argv=/i.test(word));
  const template = words.slice(first).map((word, i) => (i === 0 ? word.slice('argv='.length) : word));
  const macros = macrosOf(delivery, flags, sender);
  const result: string[] = [];
  for (const word of template) {
    const names = namesIn(word);
    if (names.some((name) => !isMacro(program, name))) return undefined;
    // Postfix leaves out an argument with an empty $user, such as that of "+folder@example.com".
    if (names.includes('user') && macros.get('user') === '') continue;
    result.push(quoted(expand(word, (name) => macros.get(name)?.replaceAll('$', '$$$$')).text));
  }
  return result.join(' ');
}

function namesIn(word: string): readonly string[] {
  return [...references(parseExpression(word))].map(({ name }: Reference) => name.text);
}

function isMacro(program: Delivery['program'], name: string): boolean {
  const { macros = {} } = programFacts('pipe') ?? {};
  const since = Object.hasOwn(macros, name) ? macros[name] : undefined;
  return since !== undefined && program.since(since);
}

function macrosOf(delivery: Delivery, flags: string, sender: string): ReadonlyMap<string, string> {
  const { letter, recipient, nexthop, program } = delivery;
  const { client, helo = '', login = '', tls = false, size } = letter.request;
  const quote = (address: string): string => (flags.includes('q') ? quoteLocal(address) : address);
  const folded = fold(recipient.address, flags);
  const at = folded.lastIndexOf('@');
  const mailbox = at < 0 ? folded : folded.slice(0, at);
  const split = splitExtension(mailbox, program.extensions);
  const protocol = client === undefined ? '' : `ESMTP${tls ? 'S' : ''}${login === '' ? '' : 'A'}`;
  return new Map([
    ['nexthop', flags.includes('h') ? nexthop.toLowerCase() : nexthop],
    ['recipient', fold(quote(recipient.address), flags)],
    ['original_recipient', fold(quote(recipient.original), flags)],
    ['sender', sender === '' ? '' : quote(sender)],
    ['user', split?.bare ?? mailbox],
    ['extension', split?.extension.slice(1) ?? ''],
    ['mailbox', mailbox],
    ['domain', at < 0 ? '' : folded.slice(at + 1)],
    ['size', size === undefined ? 'SIZE' : String(size)],
    ['client_address', client?.address ?? ''],
    ['client_hostname', client === undefined ? '' : (client.name ?? 'unknown')],
    ['client_port', client === undefined ? '' : 'PORT'],
    ['client_protocol', protocol],
    ['client_helo', helo],
    ['sasl_method', login === '' ? '' : 'METHOD'],
    ['sasl_username', login],
    ['sasl_sender', ''],
    ['queue_id', 'QUEUE_ID'],
    ['envid', ''],
  ]);
}

/** fold_addr.c: the flags `u` and `h`. */
function fold(address: string, flags: string): string {
  const at = address.lastIndexOf('@');
  const [user, host] = [flags.includes('u'), flags.includes('h')];
  if (at < 0) return user ? address.toLowerCase() : address;
  const [local, domain] = [address.slice(0, at + 1), address.slice(at + 1)];
  return (user ? local.toLowerCase() : local) + (host ? domain.toLowerCase() : domain);
}

/** Quotes an argument that would be several words, or none, in a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./<>-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
