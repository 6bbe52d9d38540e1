// What cleanup(8) makes of a mail before it is in the queue: canonical addresses, masquerading, virtual aliases, automatic
// BCC recipients, and content checks (cleanup_envelope.c, cleanup_addr.c, cleanup_out_recipient.c, cleanup_extracted.c).

import type { Location } from '../../instance/instance.ts';
import { softReply } from '../replies.ts';
import { quoteLocal, unquoteLocal } from './addresses.ts';
import { type Checked, checkContent } from './content-checks.ts';
import { inList } from './domains.ts';
import type { Journey } from './journey.ts';
import { findAddress, type Maps, mapsOf } from './lookup.ts';
import { mapAddress } from './mapping.ts';
import { type MilterAnswer, otherMilterAnswer } from './milter-answers.ts';
import type { Condition, Reply } from './model.ts';
import { Program, programOf } from './program.ts';
import { rewriteExternal, trivialRewrite } from './rewriting.ts';
import type { Placed, Queued, Submission, SubmittedRecipient } from './stages.ts';

/** Records the steps of cleanup(8), and returns what it puts into the queue. */
export function cleanUp(journey: Journey, submission: Submission): Queued {
  const program = programOf(journey, 'cleanup', submission.cleanup);
  return new Cleanup(program, submission).run();
}

/** CLEANUP_STAT_*: why the mail does not get into the queue. */
type Trouble = 'defer' | 'write' | 'content' | 'hops';

type AddressKind = 'sender' | 'recipient';

class Cleanup {
  private readonly troubles = new Set<Trouble>();
  /** The text of the first trouble, with an enhanced status code. */
  private reason: string | undefined;
  private readonly recipients: SubmittedRecipient[] = [];
  private readonly seen = new Set<string>();
  private readonly mapsAddresses: boolean;
  private readonly addsBcc: boolean;
  /** CLEANUP_FLAG_BOUNCE: cleanup(8) itself returns the mail, because the program that submits it does not. */
  private readonly isBounced: boolean;

  constructor(
    private readonly program: Program,
    private readonly submission: Submission,
  ) {
    const { without, program: client } = submission;
    this.isBounced = client !== 'smtpd' && client !== 'qmqpd';
    this.mapsAddresses = !without.has('address-mappings');
    this.addsBcc = this.mapsAddresses && !without.has('automatic-bcc');
  }

  run(): Queued {
    const { submission, isBounced } = this;
    const sender = this.sender(submission.sender);
    this.addAll(submission.recipients);
    // With a trouble in the envelope, cleanup(8) does not look at the content.
    const early = this.trouble();
    if (early !== undefined) return this.failed(early);
    const { headers, body } = submission;
    const content = checkContent(this.program, body === undefined ? headers : [...headers, '', ...body], {
      checks: !submission.without.has('header-body-checks'),
      stopsAtReject: !isBounced,
      received: submission.received ?? `Received: by ${this.program.text('myhostname')} (Postfix)`,
    });
    this.note(content);
    if (content.discard && !this.isIncomplete) return { kind: 'discarded' };
    if (this.goesOn) {
      this.addAll(submission.bcc.map(({ value }) => ({ address: value, original: value })));
      this.finalBcc(content);
    }
    const trouble = this.trouble();
    if (trouble !== undefined) return this.failed(trouble);
    const milter =
      isBounced && !submission.without.has('milters') ? otherMilterAnswer(this.program) : accepted;
    if (milter.kind === 'discard') return { kind: 'discarded' };
    if (milter.kind === 'reply') {
      const { code, enhanced = '', text } = milter.reply;
      const reason = `${enhanced} ${text}`;
      return code < 500 || this.neverBounces
        ? { kind: 'deferred', reason }
        : { kind: 'bounced', reason, recipients: this.recipients };
    }
    const held = { value: '', at: this.program.at('non_smtpd_milters') };
    const redirect = content.redirect ?? submission.redirect;
    // The queue manager ignores a filter if there is an address of REDIRECT.
    const filter = redirect === undefined ? (content.filter ?? submission.filter) : undefined;
    const hold = content.hold ?? submission.hold ?? (milter.kind === 'quarantine' ? held : undefined);
    return {
      kind: 'queued',
      sender,
      // The queue manager sees the mail, and its other address, only after the hold ends.
      recipients: hold === undefined ? this.redirected(redirect) : this.recipients,
      headers: content.headers,
      ...(filter && { filter }),
      ...(hold && { hold }),
      without: submission.without,
    };
  }

  private addAll(recipients: readonly SubmittedRecipient[]): void {
    for (const recipient of recipients) {
      if (this.isIncomplete) return;
      this.recipient(recipient);
    }
  }

  /** CLEANUP_STAT_MASK_INCOMPLETE: cleanup(8) reads no further. */
  private get isIncomplete(): boolean {
    return this.troubles.has('defer') || this.troubles.has('write');
  }

  /** CLEANUP_OUT_OK: a mail that will be returned is read to its end. */
  private get goesOn(): boolean {
    return this.isBounced ? !this.isIncomplete : this.trouble() === undefined;
  }

  private note({ reject, failed, loops }: Checked): void {
    if (failed) this.troubles.add('write');
    if (loops) this.troubles.add('hops');
    if (reject === undefined) return;
    this.reason = reject.value;
    this.troubles.add(reject.value.startsWith('4') ? 'defer' : 'content');
  }

  /** The trouble that decides, as smtpd(8) and cleanup_strerror.c rank them. */
  private trouble(): Trouble | undefined {
    return (['defer', 'hops', 'content', 'write'] as const).find((each) => this.troubles.has(each));
  }

  private failed(trouble: Trouble): Queued {
    const { code, text } = details[trouble];
    const usesReason = trouble === 'defer' || trouble === 'content';
    const reason = (usesReason ? this.reason : undefined) ?? text;
    if (!this.isBounced) {
      const reply = replyOf(code, this.reason === reason ? reason : withError(text));
      const { journey } = this.program;
      const smtpd = new Program(journey, this.submission.program, this.submission.service);
      return { kind: 'refused', reply: smtpd.is('soft_bounce') ? softReply(reply) : reply };
    }
    return this.isIncomplete || this.neverBounces
      ? { kind: 'deferred', reason }
      : { kind: 'bounced', reason: this.reason ?? reason, recipients: this.recipients };
  }

  /** With soft_bounce, cleanup(8) cannot return a message. The program that submits the message keeps it. */
  private get neverBounces(): boolean {
    return this.program.is('soft_bounce');
  }

  /** qmgr_message_resolve(): REDIRECT replaces all recipients. */
  private redirected(redirect: Placed<string> | undefined): readonly SubmittedRecipient[] {
    const [first] = this.recipients;
    if (redirect === undefined || first === undefined) return this.recipients;
    const address = this.complete(redirect.value);
    this.program.journey.step({
      program: 'qmgr',
      what: 'The address in REDIRECT replaces the recipients.',
      after: address,
      at: redirect.at,
    });
    return [{ address, original: first.original }];
  }

  // --- The envelope

  /** cleanup_addr_sender() */
  private sender(address: string): string {
    const completed = this.completed('sender', address);
    const daemon = this.complete('MAILER-DAEMON');
    const isDaemon = daemon.includes('@') && this.program.fold(completed) === this.program.fold(daemon);
    const sender = this.mapped('sender', isDaemon ? '' : completed);
    if (sender !== '') this.bcc('sender_bcc_maps', sender);
    return sender;
  }

  /** cleanup_addr_recipient() */
  private recipient({ address, original, knownBy, named }: SubmittedRecipient): void {
    if (knownBy !== undefined) {
      this.recipients.push({ address, original, knownBy });
      return;
    }
    const given = address === '' ? this.program.text('empty_address_recipient') : address;
    const recipient = this.mapped('recipient', this.completed('recipient', given));
    this.add(recipient, original, {
      envelope: named ?? address,
      dsn: `rfc822;${named ?? recipient}`,
      notify: '0',
    });
    this.bcc('recipient_bcc_maps', recipient);
  }

  /** The address with the domain that it lacks. */
  private completed(kind: AddressKind, address: string): string {
    const completed = this.complete(address);
    if (completed !== address) {
      const at = this.program.at('myorigin', 'append_dot_mydomain', 'append_at_myorigin', 'mydomain');
      const about = kind === 'recipient' ? { recipient: address } : {};
      this.program.journey.step({
        program: 'trivial-rewrite',
        what: `Completes the ${kind} address.`,
        before: address,
        after: completed,
        ...about,
        at,
      });
    }
    return completed;
  }

  private complete(address: string): string {
    const { journey } = this.program;
    const external = rewriteExternal(trivialRewrite(journey, this.program), quoteLocal(address), 'local');
    return unquoteLocal(external);
  }

  /** Canonical tables and masquerading. */
  private mapped(kind: AddressKind, address: string): string {
    if (!this.mapsAddresses) return address;
    let result = address;
    const envelope = `envelope_${kind}`;
    for (const name of [`${kind}_canonical`, 'canonical']) {
      const maps = this.hasClass(`${name}_classes`, envelope)
        ? mapsOf(this.program, `${name}_maps`)
        : undefined;
      if (maps !== undefined) result = this.canonical(kind, result, maps);
    }
    return this.hasClass('masquerade_classes', envelope) ? this.masqueraded(kind, result) : result;
  }

  private hasClass(parameter: string, name: string): boolean {
    return this.program.words(parameter).some((word) => word.toLowerCase() === name);
  }

  private propagates(kind: 'canonical' | 'virtual'): boolean {
    return this.hasClass('propagate_unmatched_extensions', kind);
  }

  /** cleanup_map11_internal() */
  private canonical(kind: AddressKind, address: string, maps: Maps): string {
    let result = address;
    for (let count = 0; count < maxCanonical; count++) {
      const found = mapAddress(this.program, maps, result, this.propagates('canonical'));
      if (found.kind === 'none') return result;
      if (found.kind === 'error') {
        this.lookupFailed(maps.parameter, result, found.at, found.condition);
        return result;
      }
      const [next] = found.addresses ?? [];
      const { at, condition, key } = found;
      // Postfix looks the result up again. That it stays the same is of no interest.
      if (next !== result || count === 0)
        this.program.step({
          what: `${maps.parameter} has an entry for ${key}.`,
          before: result,
          ...(next !== undefined && { after: next }),
          ...(kind === 'recipient' && { recipient: result }),
          at,
          ...(condition && { condition }),
        });
      if (next === undefined) return result;
      const isSame = this.program.fold(next) === this.program.fold(result);
      result = next;
      if (isSame) return result;
    }
    this.program.step({
      what: `${maps.parameter} maps one address to another too many times.`,
      before: result,
      at: [],
    });
    return result;
  }

  /** cleanup_masquerade_internal() */
  private masqueraded(kind: AddressKind, address: string): string {
    const { program } = this;
    const external = quoteLocal(address);
    const at = external.lastIndexOf('@');
    const domains = program.words('masquerade_domains');
    if (at < 0 || domains.length === 0) return address;
    const exception = inList(program, 'masquerade_exceptions', external.slice(0, at));
    if (exception.kind === 'error')
      this.lookupFailed('masquerade_exceptions', address, exception.at, exception.condition);
    if (exception.kind === 'match') return address;
    const domain = this.program.fold(external.slice(at + 1));
    for (const word of domains) {
      const name = this.program.fold(word.replace(/^!+/, ''));
      if (name === '') continue;
      if (name === domain) break;
      if (!domain.endsWith(`.${name}`)) continue;
      if ((word.length - name.length) % 2 === 1) break;
      const after = unquoteLocal(external.slice(0, at + 1) + name);
      program.step({
        what: 'masquerade_domains shortens the domain.',
        before: address,
        after,
        ...(kind === 'recipient' && { recipient: address }),
        at: program.at('masquerade_domains'),
      });
      return after;
    }
    return address;
  }

  // --- Recipients

  /** cleanup_out_recipient(): virtual aliases, without repeated recipients. */
  private add(
    address: string,
    original: string,
    { envelope, dsn, notify }: { readonly envelope: string; readonly dsn: string; readonly notify: string },
  ): void {
    const maps = this.mapsAddresses ? mapsOf(this.program, 'virtual_alias_maps') : undefined;
    const distinguishes = this.program.is('enable_original_recipient');
    for (const target of maps === undefined ? [{ address }] : this.expanded(address, maps)) {
      const key = distinguishes ? [dsn, notify, envelope, target.address].join('\n') : target.address;
      const folded = this.program.fold(key);
      if (this.seen.has(folded)) {
        this.program.step({
          what: 'The mail already has this recipient.',
          before: target.address,
          recipient: target.address,
          at: this.program.at('enable_original_recipient'),
        });
        continue;
      }
      const limit = this.program.number('duplicate_filter_limit');
      if (limit <= 0 || this.seen.size < limit) this.seen.add(folded);
      this.recipients.push({ ...target, original });
    }
  }

  /** cleanup_map1n_internal() */
  private expanded(address: string, maps: Maps): readonly Omit<SubmittedRecipient, 'original'>[] {
    const { program } = this;
    const [size, depth, length] = aliasLimits.map((name) => program.number(name) || Number.MAX_SAFE_INTEGER);
    const unexpanded = [{ address }];
    const result: { address: string; knownBy?: string }[] = [{ address }];
    const intoThemselves = new Set<string>();
    for (let i = 0; i < result.length; i++) {
      if (result.length > (size ?? 0))
        return this.tooLarge('virtual_alias_expansion_limit', address, unexpanded);
      const chain = new Set<string>();
      // The first address that occurs again.
      let again: string | undefined;
      for (let count = 0; ; count++) {
        const current = result[i]?.address ?? '';
        if (intoThemselves.has(this.program.fold(current))) break;
        if (count >= (depth ?? 0))
          return this.tooLarge(
            'virtual_alias_recursion_limit',
            address,
            unexpanded,
            again === undefined ? undefined : loopIn([...chain], again),
          );
        const found = mapAddress(program, maps, current, this.propagates('virtual'));
        if (found.kind === 'none') break;
        if (found.kind === 'error') {
          this.lookupFailed(maps.parameter, current, found.at, found.condition);
          this.reason = expansionError;
          return unexpanded;
        }
        const { addresses, key, at, condition, table } = found;
        // One round is enough to show a loop.
        if (chain.has(current)) again ??= current;
        else
          program.step({
            what: `${maps.parameter} has an entry for ${key}.`,
            before: current,
            ...(addresses && { after: addresses.join(', ') }),
            recipient: current,
            at,
            ...(condition && { condition }),
          });
        chain.add(current);
        if (addresses === undefined) {
          result[i] = { address: current, knownBy: table };
          break;
        }
        if (addresses.some((each) => utf8Length(each) > (length ?? 0)))
          return this.tooLarge('virtual_alias_address_length_limit', address, unexpanded);
        const [first = current, ...others] = addresses;
        result[i] = { address: first };
        result.push(...others.map((other) => ({ address: other })));
        // An address may expand into itself once.
        if (addresses.some((each) => this.program.fold(each) === this.program.fold(current)))
          intoThemselves.add(this.program.fold(current));
      }
    }
    return result;
  }

  private tooLarge<T>(limit: string, address: string, unexpanded: T, loop?: readonly string[]): T {
    this.troubles.add('defer');
    this.reason = expansionError;
    this.program.step({
      what:
        loop === undefined
          ? `The expansion of the alias exceeds ${limit}.`
          : `The aliases form a loop, so their expansion exceeds ${limit}.`,
      before: loop?.join(' → ') ?? address,
      recipient: address,
      at: this.program.at(limit),
    });
    return unexpanded;
  }

  // --- BCC

  /** A BCC recipient for an address of the envelope. */
  private bcc(parameter: string, address: string): void {
    const maps = this.addsBcc ? mapsOf(this.program, parameter) : undefined;
    if (maps === undefined || address === '') return;
    const found = findAddress(this.program, maps, address);
    if (found.kind === 'none') return;
    if (found.kind === 'error') {
      this.lookupFailed(parameter, address, found.at, found.condition);
      return;
    }
    // Postfix does not remove quotes from the result.
    const { at, condition, key, table, text: recipient } = found;
    this.program.step({
      what: `${parameter} has an entry for ${key}.`,
      before: address,
      ...(recipient !== undefined && { after: recipient }),
      at,
      ...(condition && { condition }),
    });
    if (recipient === undefined) this.recipients.push({ address: '', original: '', knownBy: table });
    else this.addBcc(recipient);
  }

  /** cleanup_addr_bcc() */
  private addBcc(address: string): void {
    const recipient = this.mapped('recipient', this.completed('recipient', address));
    this.add(recipient, recipient, { envelope: recipient, dsn: '', notify: 'never' });
  }

  /** cleanup_extracted_finish() */
  private finalBcc({ bcc }: Checked): void {
    const always = this.program.text('always_bcc');
    if (this.addsBcc && always !== '') {
      this.program.step({
        what: 'always_bcc adds a recipient.',
        after: always,
        at: this.program.at('always_bcc'),
      });
      this.addBcc(always);
    }
    if (this.goesOn) for (const { value } of bcc) this.addBcc(value);
  }

  private lookupFailed(
    parameter: string,
    address: string,
    at: readonly Location[],
    condition: Condition | undefined,
  ): void {
    this.troubles.add('write');
    this.program.step({
      what: `The lookup in ${parameter} fails, so the mail cannot be accepted now.`,
      before: address,
      at,
      ...(condition && { condition }),
    });
  }
}

const accepted: MilterAnswer = { kind: 'accept' };
/** MAX_RECURSION (cleanup_map11.c) */
const maxCanonical = 10;
const expansionError = '4.6.0 Alias expansion error';
const aliasLimits = [
  'virtual_alias_expansion_limit',
  'virtual_alias_recursion_limit',
  'virtual_alias_address_length_limit',
];

/** cleanup_strerror.c */
const details: Readonly<Record<Trouble, { readonly code: number; readonly text: string }>> = {
  defer: { code: 451, text: '4.7.1 service unavailable' },
  hops: { code: 554, text: '5.4.0 too many hops' },
  content: { code: 550, text: '5.7.1 message content rejected' },
  write: { code: 451, text: '4.3.0 queue file write error' },
};

function withError(text: string): string {
  return text.replace(/^(\S+) /, '$1 Error: ');
}

function replyOf(code: number, text: string): Reply {
  const [, enhanced, rest] = /^([245]\.\d+\.\d+) (.*)$/s.exec(text) ?? [];
  return enhanced === undefined || rest === undefined ? { code, text } : { code, enhanced, text: rest };
}

function utf8Length(text: string): number {
  let length = 0;
  for (const c of text) {
    const point = c.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

/** The addresses from the first occurrence of the repeated one to its second. */
function loopIn(chain: readonly string[], again: string): readonly string[] {
  const start = chain.indexOf(again);
  return [...chain.slice(start, start + maxLoop), again];
}

/** The maximum number of addresses in the text. */
const maxLoop = 20;
