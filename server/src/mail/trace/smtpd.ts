// smtpd(8): what it answers to a client, command by command, and the mail that it hands on (smtpd.c).

import type { Location, PlacedService } from '../../instance/instance.ts';
import { aboutClient, aboutHelo, aboutRecipient, aboutSender } from '../about.ts';
import { authProblem, discardedKeywords } from '../ehlo.ts';
import { type DecidedOutcome, Evaluator } from '../evaluator.ts';
import { unlistedAddress } from '../listed-addresses.ts';
import type { Mail } from '../mail.ts';
import type { Query, Stage } from '../query.ts';
import { starts } from '../relay-check.ts';
import { type About, rejection, softReply } from '../replies.ts';
import { listValue } from '../restriction-lists.ts';
import { type Command, Session } from '../session.ts';
import { SmtpdSettings } from '../smtpd-settings.ts';
import { domainOf } from './addresses.ts';
import type { Journey } from './journey.ts';
import { rewritingOf } from './local-rewriting.ts';
import { milterAnswer } from './milter-answers.ts';
import type { Reply, TraceRequest } from './model.ts';
import { screen } from './postscreen.ts';
import { Program } from './program.ts';
import { receivedOverSmtp } from './received-header.ts';
import { rewrite } from './rewriting.ts';
import { listenerOf, usualService } from './services.ts';
import { lookupsOf } from './session-lookups.ts';
import { envelopeAddress } from './smtp-addresses.ts';
import type { Placed, Received, RefusedRecipient, Skipped, SubmittedRecipient } from './stages.ts';

/** What smtpd does with the mail of a client. */
export function receive(journey: Journey, request: TraceRequest): Received {
  const { instance } = journey.system;
  const { client = localClient, service: wanted = usualService(instance) } = request;
  const found = listenerOf(instance, wanted);
  if (found === undefined)
    return { kind: 'unanswered', reason: `No service in master.cf listens on ${wanted}` };
  const { listener, smtpd } = found;
  if (listener?.program === 'postscreen') {
    const refused = screen(new Program(journey, 'postscreen', listener), client.address);
    if (refused !== undefined) return refused;
    if (smtpd === undefined)
      return {
        kind: 'unanswered',
        reason: 'master.cf has no smtpd service that takes connections from postscreen.',
      };
  }
  return converse(journey, smtpd, request);
}

/** What one smtpd service does with the mail of a client. */
export function converse(
  journey: Journey,
  service: PlacedService | undefined,
  request: TraceRequest,
): Received {
  if (!starts(journey.system.instance, service))
    return { kind: 'unanswered', reason: 'smtpd does not start with this configuration.' };
  return new Conversation(journey, service, request, request.client ?? localClient).run();
}

/** A client on this computer. */
const localClient = { address: '127.0.0.1', name: 'localhost' } as const;

/** Ends the conversation: smtpd has refused the mail. */
class Refusal {
  constructor(readonly reply: Reply | undefined) {}
}

class Conversation {
  private readonly program: Program;
  private readonly session: Session;
  private readonly encrypted: boolean;
  private readonly settings = new Map<string, string>();
  private readonly delays: boolean;
  private readonly tls: SmtpdSettings;
  /** What each stage has left in the deferral for the later ones. */
  private readonly deferred = { client: false, helo: false, sender: false };

  constructor(
    private readonly journey: Journey,
    private readonly service: PlacedService | undefined,
    private readonly request: TraceRequest,
    client: { readonly address: string; readonly name?: string },
  ) {
    this.program = new Program(journey, 'smtpd', service);
    this.tls = new SmtpdSettings(journey.system.instance, service);
    this.encrypted = request.tls === true || this.program.is('smtpd_tls_wrappermode');
    this.delays = this.program.is('smtpd_delay_reject');
    const name = client.name ?? 'unknown';
    this.session = new Session(journey, {
      service,
      client: { address: client.address, name, reverseName: name },
      login: request.login,
      encrypted: this.encrypted,
      certificate: this.asksForCertificate ? request.certificate : undefined,
      lookups: lookupsOf(this.program),
    });
  }

  run(): Received {
    try {
      if (this.program.is('smtpd_tls_wrappermode')) this.handshake();
      this.connect();
      if (!this.program.is('smtpd_tls_wrappermode')) this.handshake();
      this.hello();
      this.authenticate();
      const sender = this.mailFrom();
      const recipients = this.recipients();
      return this.message(sender, recipients);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.reply === undefined)
        return { kind: 'unanswered', reason: 'smtpd ends the session without a reply (HANGUP).' };
      this.mentionFooter();
      return { kind: 'refused', reply: refusal.reply, refused: this.refused };
    }
  }

  /** The footer comes after the text of the reply, on lines of its own. */
  private mentionFooter(): void {
    const { program } = this;
    for (const parameter of ['smtpd_reject_footer_maps', 'smtpd_reject_footer'])
      if (program.text(parameter).trim() !== '')
        program.step({ what: `Adds ${parameter} to the reply`, at: program.at(parameter) });
  }

  // --- The commands

  private connect(): void {
    this.session.command = 'CONNECT';
    if (!this.delays) this.clientList();
  }

  private get requiresCertificate(): boolean {
    return this.tls.level === 'encrypt' && this.program.is('smtpd_tls_req_ccert');
  }

  private get asksForCertificate(): boolean {
    return this.encrypted && (this.program.is('smtpd_tls_ask_ccert') || this.requiresCertificate);
  }

  /** What smtpd checks when TLS begins. */
  private handshake(): void {
    const { session, program } = this;
    if (!this.encrypted || !this.requiresCertificate) return;
    if (session.hasTrustedCertificate((name) => program.text(name))) return;
    const why =
      session.options.certificate === undefined
        ? 'No client certificate presented'
        : 'Client certificate not trusted';
    this.refuse(rejection(421, '4.7.1', `${program.text('myhostname')} Error: ${why}`), {
      by: 'smtpd_tls_req_ccert',
    });
  }

  private hello(): void {
    const { request, session } = this;
    session.command = 'HELO';
    if (request.helo === undefined) return;
    const name = neutered(request.helo);
    if (!this.delays) {
      session.helo = request.helo;
      this.heloList();
    }
    session.helo = name;
  }

  private authenticate(): void {
    const { request, program } = this;
    if (request.login === undefined) return;
    this.requireTls();
    this.requireHello();
    const problem = authProblem(program, this.encrypted);
    const discarded = discardedKeywords(program, this.session.client.address);
    if (problem !== undefined || discarded.words.has('auth')) {
      const at = problem?.at ?? discarded.at;
      this.refuse(rejection(503, '5.5.1', 'Error: authentication not enabled'), { at });
    }
  }

  private mailFrom(): string {
    const { request, session, program } = this;
    session.command = 'MAIL';
    this.requireTls();
    this.requireHello();
    const sender = envelopeAddress(request.sender, program.is('strict_rfc821_envelopes'));
    if (sender === undefined || !this.isValidSender(sender))
      this.refuse(rejection(501, '5.1.7', 'Bad sender address syntax'), {
        at: program.at('strict_rfc821_envelopes'),
      });
    this.limitSize(discardedKeywords(program, session.client.address).words.has('size'));
    session.sender = sender;
    if (!this.delays) this.senderList();
    return sender;
  }

  private recipients(): readonly SubmittedRecipient[] {
    const { request, session, program } = this;
    session.command = 'RCPT';
    const accepted: SubmittedRecipient[] = [];
    const offer = (original: string): void => {
      try {
        const address = this.recipient(original);
        accepted.push({ address, original });
        session.accepted++;
      } catch (refusal) {
        if (!(refusal instanceof Refusal) || refusal.reply === undefined) throw refusal;
        // 421 and 521 end the session.
        if (refusal.reply.code % 100 === 21) throw refusal;
        this.refused.push({ recipient: original, reply: refusal.reply });
      }
      session.recipient = undefined;
    };
    this.journey.together(request.recipients.map((original) => () => offer(original)));
    if (accepted.length === 0)
      throw new Refusal(
        this.refused[0]?.reply ?? softened(program, rejection(554, '5.5.1', 'Error: no valid recipients')),
      );
    return accepted;
  }

  private readonly refused: RefusedRecipient[] = [];

  private recipient(original: string): string {
    const { session, program } = this;
    session.recipient = undefined;
    const address = envelopeAddress(original, program.is('strict_rfc821_envelopes'));
    const asked = this.journey.conditions.length;
    if (address === undefined || address === '' || !this.isValid(address, session.sender))
      this.refuse(rejection(501, '5.1.3', 'Bad recipient address syntax'), {
        at: program.at('strict_rfc821_envelopes'),
        recipient: original,
      });
    this.noteUnknownDomain(asked, original);
    const limit = program.number('smtpd_recipient_limit');
    if (limit > 0 && session.accepted >= limit)
      this.refuse(rejection(452, '4.5.3', 'Error: too many recipients'), {
        by: 'smtpd_recipient_limit',
        recipient: original,
      });
    if (address.toLowerCase() === 'postmaster') return address;
    if (this.isProbeSender(address)) return address;
    session.recipient = address;
    session.recipientChecked = false;
    if (this.delays) {
      this.clientList();
      this.heloList();
      this.senderList();
    }
    this.recipientLists();
    return address;
  }

  private message(sender: string, recipients: readonly SubmittedRecipient[]): Received {
    const { session, program, request } = this;
    const [only] = recipients;
    session.recipient = recipients.length > 1 ? undefined : only?.address;
    this.lateList('DATA', 'smtpd_data_restrictions', { name: 'DATA', kind: 'Data command' });
    this.limitContent();
    this.lateList('END-OF-MESSAGE', 'smtpd_end_of_data_restrictions', {
      name: 'END-OF-MESSAGE',
      kind: 'End-of-data',
    });
    const milter = this.milters();
    const reply: Reply = { code: 250, enhanced: '2.0.0', text: 'Ok' };
    const refused = this.refused.length > 0 && { refused: this.refused };
    if (session.discards || milter === 'discard') return { kind: 'discarded', reply, ...refused };
    const { actions } = session;
    const proxy = this.placed('smtpd_proxy_filter');
    const filter = actions.filter ?? this.placed('content_filter');
    const hold =
      actions.hold ?? (milter === 'quarantine' ? { value: '', at: program.at('smtpd_milters') } : undefined);
    return {
      kind: 'accepted',
      reply,
      ...refused,
      submission: {
        program: 'smtpd',
        service: this.service,
        cleanup: program.text('cleanup_service_name'),
        sender,
        recipients,
        rewriting: rewritingOf(
          program,
          { ...this.query(undefined, aboutSender(session)), list: () => [] },
          session,
        ),
        without: skipped(program),
        headers: [...actions.prepend.map(({ value }) => value), ...(request.headers ?? [])],
        ...(request.body && { body: request.body }),
        received: receivedOverSmtp(program, request, recipients.length > 1 ? undefined : only?.address),
        ...(filter && proxy === undefined && { filter }),
        ...(actions.redirect && { redirect: actions.redirect }),
        ...(hold && { hold }),
        bcc: actions.bcc,
        ...(proxy && { proxy }),
      },
    };
  }

  // --- What smtpd checks without restrictions

  private requireTls(): void {
    const { program, encrypted, tls } = this;
    if (encrypted || tls.level !== 'encrypt') return;
    this.refuse(rejection(530, '5.7.0', 'Must issue a STARTTLS command first'), {
      by: program.text('smtpd_tls_security_level') === '' ? 'smtpd_enforce_tls' : 'smtpd_tls_security_level',
    });
  }

  private requireHello(): void {
    const { program, request } = this;
    if (request.helo === undefined && program.is('smtpd_helo_required'))
      this.refuse(rejection(503, '5.5.1', 'Error: send HELO/EHLO first'), { by: 'smtpd_helo_required' });
  }

  private limitSize(isHidden: boolean): void {
    const { request, program } = this;
    const limit = program.number('message_size_limit');
    // A client does not say the size if the server does not announce SIZE.
    if (isHidden || request.size === undefined || limit <= 0 || request.size <= limit) return;
    this.refuse(rejection(552, '5.3.4', 'Message size exceeds fixed limit'), { by: 'message_size_limit' });
  }

  private limitContent(): void {
    const { request, program } = this;
    const limit = program.number('message_size_limit');
    if (request.size === undefined || limit <= 0 || request.size <= limit) return;
    this.refuse(rejection(552, '5.3.4', 'Error: message file too big'), { by: 'message_size_limit' });
  }

  private isValidSender(sender: string): boolean {
    const { journey, request } = this;
    const domain = domainOf(sender)?.toLowerCase();
    const isOurs = request.recipients.some((each) => domainOf(each)?.toLowerCase() === domain);
    const judge = (): boolean => this.isValid(sender, undefined);
    return isOurs ? judge() : journey.aboutOthers(judge);
  }

  /** smtpd_check_addr(), and the rest of extract_addr() */
  private isValid(address: string, sender: string | undefined): boolean {
    if (address === '') return true;
    const resolved = this.session.lookups.resolve(address, sender);
    return resolved.kind !== 'bad-address';
  }

  /** Only tables that cannot be read know whether the domain is one of this host's. */
  private noteUnknownDomain(asked: number, recipient: string): void {
    const { journey, program } = this;
    for (const condition of journey.conditions.slice(asked)) {
      const { open, lookup } = condition;
      if (open === undefined) continue;
      const lists = domainLists.filter((name) => program.text(name).includes(lookup?.table ?? ''));
      program.step({
        what: `Looks for the domain in ${lists.join(' and ')}`,
        recipient,
        condition,
        at: program.at(...lists),
      });
    }
  }

  /** The sender of address probes is always accepted (verify_sender_addr.c). */
  private isProbeSender(address: string): boolean {
    const { program, journey } = this;
    const sender = program.text('address_verify_sender');
    if (sender === '' || sender === '<>') return false;
    return rewrite(journey, sender, 'local').toLowerCase() === address.toLowerCase();
  }

  // --- The lists

  private clientList(): void {
    const { session } = this;
    session.deferIfPermit.active = false;
    this.check('client', aboutClient(session));
    this.deferred.client = session.deferIfPermit.active;
  }

  private heloList(): void {
    const { session, deferred } = this;
    if (session.helo === undefined) return;
    session.deferIfPermit.active = deferred.client;
    this.check('helo', aboutHelo(session));
    deferred.helo = session.deferIfPermit.active;
  }

  private senderList(): void {
    const { session, deferred, program } = this;
    session.deferIfPermit.active = deferred.client || deferred.helo;
    session.senderChecked = false;
    const about = aboutSender(session);
    this.check('sender', about);
    deferred.sender = session.deferIfPermit.active;
    if (program.is('smtpd_reject_unlisted_sender') && !session.senderChecked && !session.discards)
      this.listed('smtpd_reject_unlisted_sender', about);
  }

  private recipientLists(): void {
    const { session, program } = this;
    const about = aboutRecipient(session);
    session.deferIfPermit.active = this.deferred.sender;
    session.deferIfReject.active = false;
    const relayFirst = !program.since('3.6') || program.is('smtpd_relay_before_recipient_restrictions');
    for (const stage of relayFirst ? (['relay', 'recipient'] as const) : (['recipient', 'relay'] as const))
      this.check(stage, about, false);
    this.deferIfPermitted();
    if (program.is('smtpd_reject_unlisted_recipient') && !session.recipientChecked && !session.discards)
      this.listed('smtpd_reject_unlisted_recipient', about);
  }

  private lateList(command: Command, parameter: string, about: About): void {
    const { session } = this;
    session.command = command;
    session.deferIfPermit.active = false;
    session.deferIfReject.active = false;
    this.list(parameter, about, undefined);
    this.deferIfPermitted();
  }

  private check(
    stage: 'client' | 'helo' | 'sender' | 'relay' | 'recipient',
    about: About,
    resets = true,
  ): void {
    if (resets) this.session.deferIfReject.active = false;
    const bare = stage === 'relay' ? 'recipient' : stage;
    this.list(`smtpd_${stage}_restrictions`, about, `check_${bare}_access`);
  }

  private list(parameter: string, about: About, bareTable: string | undefined): void {
    const { journey, service, program } = this;
    const value = listValue(journey.system.instance, service, parameter);
    if (value === undefined || value.nodes.length === 0) return;
    const query = this.query(bareTable, about);
    const [outcome] = new Evaluator(query).value(parameter, value);
    if (outcome !== undefined) this.conclude(parameter, outcome, program.at(parameter));
  }

  private listed(parameter: string, about: About): void {
    const query = this.query(undefined, about);
    this.session.warned = false;
    this.session.places = this.program.at(parameter);
    this.session.word = parameter;
    const [outcome] = unlistedAddress({ ...query, list: () => [] }, this.session, about);
    if (outcome?.end === 'refuses') this.conclude(parameter, this.replaced(outcome), this.unlistedIn(about));
    this.session.places = [];
    this.session.word = undefined;
  }

  /** The setting that has no entry for an address: the one for the class of its domain. */
  private unlistedIn({ name, kind }: About): readonly Location[] {
    const { session, program } = this;
    const { sender, recipient } = session;
    const resolved = session.lookups.resolve(name, kind === 'Sender address' ? recipient : sender);
    const parameter = resolved.kind === 'resolved' ? recipientMaps[resolved.domainClass] : undefined;
    return parameter === undefined ? [] : program.at(parameter);
  }

  /** A permanent refusal becomes temporary after defer_if_reject. */
  private replaced(outcome: DecidedOutcome): DecidedOutcome {
    const { deferIfReject } = this.session;
    if (!deferIfReject.active || (outcome.reply?.code ?? 0) < 500) return outcome;
    deferIfReject.active = false;
    return deferIfReject.reply === undefined ? outcome : { ...outcome, reply: deferIfReject.reply };
  }

  /** Notes how a list ends, and ends the conversation if it refuses the mail. */
  private conclude(
    parameter: string,
    { end, reply, hangsUp, decision }: DecidedOutcome,
    otherwise: readonly Location[],
  ): void {
    const { session, program } = this;
    const at = placesOf(decision, otherwise);
    const { word } = decision ?? {};
    const by = word === undefined ? parameter : `${parameter}: ${word}`;
    const recipient = session.command === 'RCPT' ? session.recipient : undefined;
    const step = (what: string): void =>
      program.step({ what, at, ...(recipient !== undefined && { recipient }) });
    if (end === 'refuses') {
      const sent = hangsUp === true || reply === undefined ? undefined : softened(program, reply);
      step(
        sent === undefined
          ? `${by} ends the session without a reply`
          : `${by} refuses the mail: ${textOf(sent)}`,
      );
      throw new Refusal(sent);
    }
    if (end === 'permits') step(`${by} permits the mail`);
    else if (end === 'goes-on') step(`${parameter}: no restriction decides`);
  }

  /** defer_if_permit: what would be accepted is deferred. */
  private deferIfPermitted(): void {
    const { session, program } = this;
    const { active, reply, by } = session.deferIfPermit;
    if (!active || reply === undefined) return;
    const sent = softened(program, reply);
    const recipient = session.recipient;
    program.step({
      what: `${by?.word ?? 'An earlier restriction'} defers the mail, because no later restriction refuses it: ${textOf(sent)}`,
      at: by?.places ?? [],
      ...(recipient !== undefined && { recipient }),
    });
    throw new Refusal(sent);
  }

  private query(bareTable: string | undefined, about: About): Omit<Query, 'list'> {
    const { session, journey, service, settings } = this;
    const { helo, sender, recipient, client } = session;
    const mail: Mail = {
      address: client.address,
      name: client.name,
      ...(session.options.login !== undefined && { login: session.options.login }),
      ...(helo !== undefined && { helo }),
      ...(sender !== undefined && { sender }),
      ...(recipient !== undefined && { recipient }),
      encrypted: this.encrypted,
      destination: 'foreign',
    };
    const stage: Stage = {
      helo: helo !== undefined,
      sender: sender !== undefined,
      recipient: recipient !== undefined,
      bareTable,
    };
    return { ...journey.system, service, mail, stage, settings, session, about };
  }

  private milters(): 'accept' | 'discard' | 'quarantine' {
    const { program, session } = this;
    if (skipped(program).has('milters')) return 'accept';
    const answer = milterAnswer(program, session.client.address);
    if (answer.kind === 'reply') throw new Refusal(softened(program, answer.reply));
    return answer.kind;
  }

  private placed(parameter: string): Placed<string> | undefined {
    const value = this.program.text(parameter).trim();
    return value === '' ? undefined : { value, at: this.program.at(parameter) };
  }

  /** @param cause `by`: the parameter whose setting refuses the mail */
  private refuse(
    reply: Reply,
    cause: { readonly by?: string; readonly at?: readonly Location[]; readonly recipient?: string },
  ): never {
    const { program } = this;
    const { by, at = by === undefined ? [] : program.at(by), recipient } = cause;
    const sent = softened(program, reply);
    program.step({
      what: `${by === undefined ? 'Refuses' : `${by} refuses`} the mail: ${textOf(sent)}`,
      at,
      ...(recipient !== undefined && { recipient }),
    });
    throw new Refusal(sent);
  }
}

/** The domains of this host, by class. */
const domainLists = ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains', 'relay_domains'];

/** The tables that list the recipients of each class of domain. */
const recipientMaps: Readonly<Record<string, string | undefined>> = {
  local: 'local_recipient_maps',
  'virtual-alias': 'virtual_alias_maps',
  'virtual-mailbox': 'virtual_mailbox_maps',
  relay: 'relay_recipient_maps',
};

/** `554 5.7.1 <user@example.net>: Relay access denied` */
export function textOf({ code, enhanced, text }: Reply): string {
  return [String(code), enhanced, text].filter((part) => part !== undefined && part !== '').join(' ');
}

function softened(program: Program, reply: Reply): Reply {
  return program.is('soft_bounce') ? softReply(reply) : reply;
}

function placesOf(decision: DecidedOutcome['decision'], otherwise: readonly Location[]): readonly Location[] {
  const found = [decision?.location, decision?.answer?.entry].filter((at) => at !== undefined);
  return found.length > 0 ? found : otherwise;
}

/** Characters that smtpd replaces in the name of HELO and EHLO. */
function neutered(helo: string): string {
  return helo.trim().replace(/[ <>()\\";@]/g, '?');
}

const overrides: Readonly<Record<string, readonly Skipped[]>> = {
  no_unknown_recipient_checks: ['unknown-recipient-checks'],
  no_address_mappings: ['address-mappings', 'automatic-bcc'],
  no_header_body_checks: ['header-body-checks'],
  no_milters: ['milters'],
};

/** receive_override_options */
export function skipped(program: Program): ReadonlySet<Skipped> {
  return new Set(
    program
      .words('receive_override_options')
      .flatMap((word) => (Object.hasOwn(overrides, word) ? (overrides[word] ?? []) : [])),
  );
}
