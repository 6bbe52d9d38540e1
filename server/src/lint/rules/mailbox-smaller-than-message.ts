// A mailbox size limit below the message size limit: the delivery agent does not start (local.c, virtual.c).

import type { Fix } from '../../edits/edit.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { isDelivering, type MailboxProgram } from '../../mail/mailbox-agents.ts';
import { parseInteger } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const mailboxSmallerThanMessage: Rule = {
  code: 'mailbox-smaller-than-message',
  title: 'Mailbox size limit is smaller than the message size limit',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const agent of agents) {
      if (!isInUse(instance, agent)) continue;
      for (const service of servicesOf(instance, agent)) {
        const finding = compare(instance, agent, service);
        if (finding === undefined) continue;
        yield finding;
      }
    }
  },
};

interface Agent {
  readonly program: MailboxProgram;
  readonly limit: string;
}

const agents: readonly Agent[] = [
  { program: 'local', limit: 'mailbox_size_limit' },
  { program: 'virtual', limit: 'virtual_mailbox_limit' },
];

/** The defaults fit, so one of the two limits must be set; and an agent that does not deliver cannot fail. */
function isInUse(instance: Instance, { limit, program }: Agent): boolean {
  const isSet = (name: string): boolean =>
    instance.entriesByName.has(name) ||
    instance.services.some((s) => instance.overridesOf(s, name).length > 0);
  return (isSet(limit) || isSet('message_size_limit')) && isDelivering(instance, program);
}

function servicesOf(instance: Instance, { program }: Agent): readonly (PlacedService | undefined)[] {
  const services = instance.services.filter((service) => service.program === program);
  return services.length === 0 ? [undefined] : services;
}

function compare(
  instance: Instance,
  { program, limit }: Agent,
  service: PlacedService | undefined,
): Finding | undefined {
  const mailbox = number(instance, limit, service);
  const message = number(instance, 'message_size_limit', service);
  if (mailbox === undefined || message === undefined || mailbox <= 0) return undefined;
  const isUnlimited = message <= 0;
  if (!isUnlimited && mailbox >= message) return undefined;
  const [at, other] = [place(instance, limit, service), place(instance, 'message_size_limit', service)];
  if (at === undefined && other === undefined) return undefined;
  const problem = isUnlimited
    ? `${limit} is limited but message_size_limit is unlimited`
    : `${limit} is smaller than message_size_limit`;
  const fix = raise(instance, limit, service, isUnlimited ? 0 : message);
  return {
    at: (at ?? other) as Location,
    message:
      `${limit} (${mailbox}) is smaller than message_size_limit (${isUnlimited ? 'no limit' : message}). ` +
      `${program} exits with ${logText(`configuration error: ${problem}`)}, and the mail stays in the queue. ` +
      (isUnlimited ? 'Write 0 for no limit.' : `Write at least ${message}, or 0 for no limit.`),
    ...(at === undefined || other === undefined
      ? {}
      : { related: [{ at: other, message: 'The message size limit' }] }),
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

function number(instance: Instance, name: string, service: PlacedService | undefined): number | undefined {
  const expansion = instance.expanded(name, service);
  return expansion === undefined || expansion.undefinedNames.length > 0
    ? undefined
    : parseInteger(expansion.text);
}

function place(instance: Instance, name: string, service: PlacedService | undefined): Location | undefined {
  const value = instance.value(name, service);
  return value && sourceLocation(instance, value.source);
}

/** Sets the mailbox limit to the message limit: in its own line, or in a new line after the message limit. */
function raise(
  instance: Instance,
  limit: string,
  service: PlacedService | undefined,
  to: number,
): Fix | undefined {
  const source = instance.value(limit, service)?.source;
  const uri = instance.files.main?.uri;
  if (uri === undefined) return undefined;
  const title = `Set ${limit} = ${to}`;
  if (source?.kind === 'entry') {
    const { start, item } = source.entry;
    const at = { uri, start: start + item.value.start, end: start + item.value.end };
    return { title, edits: [{ at, text: `${at.start === at.end ? ' ' : ''}${to}` }], preferred: true };
  }
  const message = instance.value('message_size_limit', service)?.source;
  if (source?.kind !== 'default' || message?.kind !== 'entry') return undefined;
  const end = message.entry.start + message.entry.item.line.text.length;
  return { title, edits: [{ at: { uri, start: end, end }, text: `\n${limit} = ${to}` }], preferred: true };
}
