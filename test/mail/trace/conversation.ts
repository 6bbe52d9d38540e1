// What smtpd answers to a mail in a small configuration, for tests.

import { everyWay, type Journey } from '../../../server/src/mail/trace/journey.ts';
import type { TraceRequest } from '../../../server/src/mail/trace/model.ts';
import { receive, textOf } from '../../../server/src/mail/trace/smtpd.ts';
import type { Received } from '../../../server/src/mail/trace/stages.ts';
import { mailSystem, type SystemOptions } from '../support.ts';

export interface Conversation extends SystemOptions {
  /** main.cf. Local users exist in any case, unless the text says otherwise. */
  readonly main?: string;
  readonly master?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const basic = `
myhostname = mail.example.com
myorigin = example.com
mydestination = example.com
mynetworks = 127.0.0.0/8 192.0.2.0/24
compatibility_level = 3.6
local_recipient_maps =
`;

const master = 'smtp inet n - n - - smtpd\n';

/** A stranger's mail to a local user. */
export const usual: TraceRequest = {
  client: { address: '203.0.113.9', name: 'client.example.org' },
  helo: 'client.example.org',
  sender: 'ann@example.org',
  recipients: ['user@example.com'],
};

/** All ways of a mail: each answer of smtpd once, the usual one first. */
export function answers(request: Partial<TraceRequest>, configuration: Conversation = {}): readonly string[] {
  return [...new Set(ways(request, configuration).map(answerOf))];
}

/** The answer of smtpd, if there is only one. */
export function answer(request: Partial<TraceRequest>, configuration: Conversation = {}): string {
  const found = answers(request, configuration);
  if (found.length !== 1) throw new Error(`not one answer: ${found.join(', ')}`);
  return found[0] ?? '';
}

export function ways(
  request: Partial<TraceRequest>,
  configuration: Conversation = {},
  travel: (journey: Journey, request: TraceRequest) => Received = receive,
): readonly Received[] {
  const system = systemFor(configuration);
  return everyWay(system, 500, (journey) => travel(journey, { ...usual, ...request })).ways;
}

export function systemFor({ main = '', master: services = master, files = {}, ...options }: Conversation) {
  return mailSystem({ ...files, 'main.cf': `${basic}${main}\n`, 'master.cf': services }, options);
}

export function answerOf(received: Received): string {
  switch (received.kind) {
    case 'refused':
      return textOf(received.reply);
    case 'unanswered':
      return received.reason;
    default:
      return received.kind;
  }
}
