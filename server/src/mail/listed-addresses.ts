// Whether an address exists, as far as the tables of its domain's class say: check_rcpt_maps() (smtpd_check.c).

import { goesOn, mayRefuse, type Outcome, refuses, unusual } from './outcomes.ts';
import { type Query, setting } from './query.ts';
import { lookupFailure, reject, serverError } from './refusals.ts';
import { type About, rejectedText, splitStatus, statusFor } from './replies.ts';
import type { Found, Session } from './session.ts';

/** Tables that list the recipients of local domains. If a table is empty, every recipient is accepted. */
const recipientTables = [
  'local_recipient_maps',
  'virtual_alias_domains',
  'virtual_alias_maps',
  'virtual_mailbox_maps',
  'relay_recipient_maps',
];

export function unlistedRecipient(question: Query, about: About): readonly Outcome[] {
  const { session } = question;
  if (session !== undefined) return unlistedAddress(question, session, about);
  if (setting(question, 'receive_override_options').includes('no_unknown_recipient_checks')) return goesOn;
  if (question.mail.destination === 'local')
    return recipientTables.every((name) => setting(question, name) === '') ? goesOn : mayRefuse;
  const transport = setting(question, 'default_transport');
  return /^(?:error|retry):/.test(transport) ? [...refuses, ...unusual(goesOn)] : goesOn;
}

/** Checks an address only once: the check at the end of RCPT is not needed after a restriction made it. */
export function unlistedAddress(question: Query, session: Session, about: About): readonly Outcome[] {
  if (setting(question, 'receive_override_options').includes('no_unknown_recipient_checks')) return goesOn;
  if (about.name === '') return goesOn;
  const isSender = about.kind === 'Sender address';
  if (isSender ? wasChecked(session, 'sender') : wasChecked(session, 'recipient')) return goesOn;
  // With warn_if_reject, the address is checked again.
  if (!session.warned) {
    if (isSender) session.senderChecked = true;
    else session.recipientChecked = true;
  }
  return new Check(question, session, about).outcomes();
}

function wasChecked(session: Session, which: 'sender' | 'recipient'): boolean {
  const known = which === 'sender' ? session.senderChecked : session.recipientChecked;
  return (
    known ??
    session.ask(
      {
        decider: 'host',
        question: `whether smtpd checks the ${which} here, which depends on the previous session of its process`,
      },
      [
        { answer: 'It does.', value: false },
        { answer: 'It does not.', value: true },
      ],
    )
  );
}

class Check {
  private readonly isSender: boolean;

  constructor(
    private readonly question: Query,
    private readonly session: Session,
    private readonly about: About,
  ) {
    this.isSender = about.kind === 'Sender address';
  }

  outcomes(): readonly Outcome[] {
    const { question, session, about, isSender } = this;
    const { sender, recipient, lookups } = session;
    const resolved = lookups.resolve(about.name, isSender ? recipient : sender);
    if (resolved.kind === 'failure') return lookupFailure(question, about.name);
    const { address, transport, nexthop, domainClass } = resolved;
    const rewritten = [
      'recipient_canonical_maps',
      ...(isSender ? ['sender_canonical_maps'] : []),
      'canonical_maps',
      'virtual_alias_maps',
    ];
    for (const parameter of rewritten) {
      const found = this.find(parameter, address);
      if (found.kind === 'error') return this.failure(found);
      if (found.kind === 'found') return goesOn;
    }
    if (transport === 'error') {
      const code = domainClass === 'virtual-alias' ? 'unknown_virtual_alias_reject_code' : 550;
      return this.undeliverable(code, nexthop, isSender ? '5.1.0' : '5.1.1');
    }
    if (transport === 'retry') return this.undeliverable(450, nexthop, isSender ? '4.1.0' : '4.1.1');
    switch (domainClass) {
      case 'local':
        return this.isAlwaysKnown(address)
          ? goesOn
          : this.unknownIn('local_recipient_maps', address, 'local', 'local recipient');
      case 'virtual-mailbox':
        return this.unknownIn('virtual_mailbox_maps', address, 'virtual_mailbox', 'virtual mailbox');
      case 'relay':
        return this.unknownIn('relay_recipient_maps', address, 'relay', 'relay recipient');
      default:
        return goesOn;
    }
  }

  private find(parameter: string, address: string): Found {
    const { question, session } = this;
    return setting(question, parameter) === ''
      ? { kind: 'missing' }
      : session.lookups.find(parameter, address);
  }

  private failure({ retry }: Extract<Found, { kind: 'error' }>): readonly Outcome[] {
    return retry ? lookupFailure(this.question, this.about.name) : serverError(this.question);
  }

  /** What the error or retry transport has as its next hop. */
  private undeliverable(code: number | string, nexthop: string, otherwise: string): readonly Outcome[] {
    const { question, about } = this;
    const { status, text } = splitStatus(nexthop, otherwise);
    return reject(question, code, statusFor(about.kind, status), () => rejectedText(about, text));
  }

  private unknownIn(parameter: string, address: string, codeOf: string, table: string): readonly Outcome[] {
    const { question, about, isSender } = this;
    if (setting(question, parameter) === '') return goesOn;
    const found = this.find(parameter, address);
    if (found.kind === 'error') return this.failure(found);
    if (found.kind === 'found') return goesOn;
    const suffix = setting(question, 'show_user_unknown_table_name') === 'yes' ? ` in ${table} table` : '';
    const code = `unknown_${codeOf === 'local' || codeOf === 'relay' ? `${codeOf}_recipient` : codeOf}_reject_code`;
    return reject(question, code, isSender ? '5.1.0' : '5.1.1', () =>
      rejectedText(about, `User unknown${suffix}`),
    );
  }

  /** Addresses that Postfix itself uses. */
  private isAlwaysKnown(address: string): boolean {
    const user = address.slice(0, Math.max(0, address.indexOf('@'))).toLowerCase();
    return [
      setting(this.question, 'double_bounce_sender').toLowerCase(),
      'postmaster',
      'mailer-daemon',
    ].includes(user);
  }
}
