// local(8): aliases, mailboxes, and commands of the host's own users. Follows the files of src/local function by
// function, because the order of its lookups decides where the mail goes.

import { expand } from '../../instance/expand.ts';
import type { Location } from '../../instance/instance.ts';
import { type AliasDestination, parseDestinations } from '../../syntax/tables/aliases.ts';
import { domainOf, splitExtension } from './addresses.ts';
import { bounced, type Delivery, deferred, doesNotStart, ended, note, type Remark } from './delivery.ts';
import { find } from './maps.ts';
import type { TracedRecipient } from './model.ts';
import { resolve } from './resolve.ts';
import { rewrite } from './rewriting.ts';
import { isUser } from './users.ts';

export function localAgent(delivery: Delivery): readonly TracedRecipient[] {
  const { program } = delivery;
  for (const name of ['allow_mail_to_commands', 'allow_mail_to_files']) {
    const unknown = program.words(name).find((word) => !/^(?:alias|forward|include)$/i.test(word));
    if (unknown !== undefined)
      return doesNotStart(
        delivery,
        `unknown ${name} value "${unknown}" in "${program.text(name)}"`,
        program.at(name),
      );
  }
  return new LocalDelivery(delivery).run();
}

/** What changes from one alias to the next (struct DELIVER_ATTR). */
interface State {
  readonly level: number;
  readonly address: string;
  readonly sender: string;
  /** Who is told about problems. With an owner, users in an alias get the mail through cleanup. */
  readonly owner?: string | undefined;
  /** The alias or user that contains the address: an alias that contains itself means the user. */
  readonly from?: string;
  readonly expansion?: 'alias' | 'include';
  /** The address in the Delivered-To: header. */
  readonly delivered?: string;
  /** The extension that is added to addresses in an alias. */
  readonly unmatched?: string | undefined;
}

/** The same with the parts of the address. */
interface Addressee extends State {
  readonly local: string;
  readonly user: string;
  readonly domain: string | undefined;
  readonly extension: string | undefined;
}

type Results = readonly TracedRecipient[];

/** local/alias.c */
const maxLevel = 100;

class LocalDelivery {
  private readonly seen = new Set<string>();
  /** The users about whom a step says whether they exist. */
  private readonly users = new Set<string>();
  /** Addresses for cleanup: by the Delivered-To: address and the sender. */
  private readonly forwards = new Map<string, { delivered: string; sender: string; addresses: string[] }>();

  constructor(private readonly delivery: Delivery) {}

  run(): readonly TracedRecipient[] {
    const { letter, recipient } = this.delivery;
    const results = this.recipient({ level: 0, address: recipient.address, sender: letter.sender });
    return [...results, ...this.finish(results)];
  }

  /** deliver_recipient() */
  private recipient(before: State): Results {
    const state = { ...before, level: before.level + 1 };
    if (this.wasHere(`recipient ${state.level} ${state.address}`)) return [];
    if (this.delivery.letter.deliveredTo.has(state.address.toLowerCase()))
      return this.bounce(state, `5.4.6 mail forwarding loop for ${state.address}`);
    const folded = this.delivery.program.fold(state.address);
    const domain = domainOf(folded);
    const whole = domain === undefined ? folded : folded.slice(0, -domain.length - 1);
    const split = splitExtension(whole, this.delivery.program.extensions);
    const user = split?.bare ?? whole;
    const extension = split?.extension.slice(1);
    const isIllegal = extension?.includes('/') === true;
    const addressee: Addressee = {
      ...state,
      delivered: state.delivered ?? state.address,
      local: isIllegal ? user : whole,
      user,
      domain,
      extension: isIllegal ? undefined : extension,
    };
    if (user === '') return this.bounce(state, `5.1.3 null username in "${state.address}"`);
    return this.select(addressee);
  }

  /** deliver_switch() */
  private select(before: Addressee): Results {
    const state = { ...before, level: before.level + 1 };
    const { program } = this.delivery;
    if (state.address.startsWith('\\')) {
      const address = state.address.slice(1);
      const bare = { ...state, address, local: state.local.slice(1), user: state.user.slice(1) };
      return this.mailboxOrUnknown(bare);
    }
    const whole = this.alias({ ...state, unmatched: undefined }, state.local);
    if (whole !== undefined) return whole;
    if (state.extension !== undefined) {
      const unmatched = this.propagates('alias') ? state.extension : undefined;
      const bare = this.alias({ ...state, unmatched }, state.user);
      if (bare !== undefined) return bare;
    }
    const next = { ...state, unmatched: state.extension };
    const isOther = state.owner !== undefined && state.owner.toLowerCase() !== state.user.toLowerCase();
    if (isOther || state.expansion === 'include') return this.indirect(next);
    if (program.is('require_home_directory') && !this.hasHome(next))
      return this.defer(
        next,
        `4.3.0 cannot access home directory ~${state.user}: No such file or directory`,
        program.at('require_home_directory'),
      );
    if (program.text('forward_path') !== '') this.noForwardFile(next);
    return this.mailboxOrUnknown(next);
  }

  /** A user that does not exist needs none. */
  private hasHome(state: Addressee): boolean {
    if (!this.isUser(state)) return true;
    const { program } = this.delivery;
    const { value, condition } = program.journey.choose(
      { decider: 'host', question: `whether the home directory of ${state.user} exists` },
      [
        { answer: 'It does.', value: true },
        { answer: 'It does not.', value: false },
      ],
    );
    this.note(state, {
      what: `Looks for the home directory of ${state.user} (require_home_directory).`,
      condition,
      at: program.at('require_home_directory'),
    });
    return value;
  }

  /** deliver_dotforward(). The content of a .forward file is not part of the configuration. */
  private noForwardFile(state: Addressee): void {
    const { program } = this.delivery;
    const { journey } = program;
    const { user } = state;
    // If another transport delivers, it makes no other difference whether the user exists.
    const isPassed = program.text('mailbox_transport_maps') + program.text('mailbox_transport') !== '';
    if (!isPassed && !this.isUser(state)) return;
    this.note(state, {
      what: `Looks for a .forward file of ${user} (forward_path).`,
      condition: journey.assume({
        decider: 'host',
        question: isPassed
          ? `whether this host has a user ${user} with a .forward file`
          : `whether the user ${user} has a .forward file`,
        answer: 'There is none.',
      }),
      at: program.at('forward_path'),
    });
  }

  private isUser(state: Addressee): boolean {
    const { user } = state;
    const { value, condition } = isUser(this.delivery.program.journey, user);
    if (!this.users.has(user))
      this.note(state, { what: `The user ${user} ${value ? 'exists' : 'does not exist'}.`, condition });
    this.users.add(user);
    return value;
  }

  private mailboxOrUnknown(state: Addressee): Results {
    return this.mailbox(state) ?? this.unknown(state);
  }

  /** deliver_alias(). Undefined if the name is not an alias. */
  private alias(before: Addressee, name: string): Results | undefined {
    const state = { ...before, level: before.level + 1 };
    const { program } = this.delivery;
    if (state.from?.toLowerCase() === name.toLowerCase()) return undefined;
    if (state.level > maxLevel)
      return this.bounce(state, `5.4.6 alias database loop for ${name}`, program.at('alias_maps'));
    const found = find(this.delivery, 'alias_maps', name);
    if (found.kind === 'none') return undefined;
    if (found.kind === 'error') return this.defer(state, '4.3.0 alias database unavailable', found.at);
    this.note(state, {
      what: `${name} is an alias (alias_maps).`,
      before: name,
      ...(found.text !== undefined && { after: found.text }),
      condition: found.condition,
      at: found.at,
    });
    return found.text === undefined
      ? this.untold(state, found.at)
      : this.expand(state, name, found.text, found.at);
  }

  /** Only the table knows where the mail goes. */
  private untold(state: Addressee, at: readonly Location[]): Results {
    this.note(state, {
      what: 'The entry in the table determines where the mail goes, so the trace ends here.',
      at,
    });
    return [ended(this.at(state), 'delivered', { transport: '', nexthop: '' })];
  }

  private expand(state: Addressee, name: string, value: string, at: readonly Location[]): Results {
    const { program } = this.delivery;
    const owner = this.ownerOf(state, name);
    if (owner === 'error') return this.defer(state, '4.3.0 alias database unavailable', at);
    const destinations = parseDestinations(value);
    if (destinations.length === 0) return this.defer(state, '4.3.0 alias database unavailable', at);
    const inner: Addressee = {
      ...state,
      from: name,
      expansion: 'alias',
      ...(owner !== undefined && { owner, sender: owner }),
      ...(owner === undefined && program.is('reset_owner_alias') && { owner: undefined }),
      ...(!program.is('frozen_delivered_to') && { delivered: state.address }),
    };
    return destinations.flatMap((destination) => this.token(inner, destination, at));
  }

  /** The owner- alias of a list: the sender that its members see. */
  private ownerOf(state: Addressee, name: string): string | undefined | 'error' {
    const { program } = this.delivery;
    const { journey } = program;
    if (!program.is('owner_request_special')) return undefined;
    const found = find(this.delivery, 'alias_maps', `owner-${name}`);
    if (found.kind === 'error') return 'error';
    if (found.kind === 'none') return undefined;
    const text = program.is('expand_owner_alias') ? (found.text ?? `owner-${name}`) : `owner-${name}`;
    const owner = rewrite(journey, text, 'local');
    this.note(state, {
      what: `owner-${name} becomes the sender.`,
      before: state.sender === '' ? '<>' : state.sender,
      after: owner,
      condition: found.condition,
      at: found.at,
    });
    return owner;
  }

  /** deliver_token() */
  private token(state: Addressee, destination: AliasDestination, at: readonly Location[]): Results {
    switch (destination.kind) {
      case 'file':
        return this.file(state, destination.path, at);
      case 'home-file':
        return this.bounce(state, '5.3.5 mail system configuration error', at);
      case 'command':
        return this.command(state, destination.command, at);
      case 'include':
        return this.include(state, destination.path, at);
      case 'address':
        return this.resolved(state, destination.text, at);
    }
  }

  private file(state: Addressee, path: string, at: readonly Location[]): Results {
    const { program } = this.delivery;
    if (this.wasHere(`file ${path}`)) return [];
    if (!this.allows('allow_mail_to_files', state))
      return this.bounce(state, '5.7.1 mail to file is restricted', program.at('allow_mail_to_files'));
    this.note(state, {
      what: `${path.endsWith('/') ? 'Writes the mail to a maildir' : 'Appends the mail to a file'}, as the owner of the alias table, or with default_privs if that is root.`,
      after: path,
      at,
    });
    return this.deliver(state, path);
  }

  private command(state: Addressee, command: string, at: readonly Location[]): Results {
    const { program } = this.delivery;
    if (!this.allows('allow_mail_to_commands', state))
      return this.bounce(state, '5.7.1 mail to command is restricted', program.at('allow_mail_to_commands'));
    return this.runs(
      state,
      command,
      'as the owner of the alias table, or with default_privs if that is root',
      at,
    );
  }

  /** deliver_command() */
  private runs(state: Addressee, command: string, rights: string, at: readonly Location[]): Results {
    if (this.wasHere(`command ${state.user} ${command}`)) return [];
    this.note(state, {
      what: `Runs a command, ${rights}.`,
      after: command,
      condition: this.delivery.program.journey.assume({
        decider: 'host',
        question: `whether the command for ${state.address} succeeds`,
        answer: 'It succeeds.',
      }),
      at,
    });
    return this.deliver(state, `|${command}`);
  }

  /** deliver_include(). The file is not part of the configuration. */
  private include(state: Addressee, path: string, at: readonly Location[]): Results {
    if (this.wasHere(`include ${path}`)) return [];
    if (!path.startsWith('/')) return this.bounce(state, '5.3.5 mail system configuration error', at);
    const text = this.includedText(path);
    if (text === undefined) {
      this.note(state, {
        what: `Sends the mail to the addresses in ${path}.`,
        condition: this.delivery.program.journey.assume({
          decider: 'table',
          question: `which addresses ${path} contains`,
          answer: 'The trace does not follow them.',
        }),
        at,
      });
      return this.deliver(state, `:include:${path}`);
    }
    const inner: Addressee = {
      ...state,
      from: state.local,
      expansion: 'include',
      owner: state.owner ?? state.address,
      ...(!this.propagates('include') && { unmatched: undefined }),
    };
    const lines = text.split('\n').filter((line) => !line.startsWith('#'));
    return lines
      .flatMap((line) => parseDestinations(line))
      .flatMap((destination) => this.token(inner, destination, at));
  }

  private includedText(path: string): string | undefined {
    const text = this.delivery.program.journey.system.tables.listText(path);
    return text?.slice(0, text.length);
  }

  /** deliver_resolve_tree() */
  private resolved(before: Addressee, text: string, at: readonly Location[]): Results {
    const state = { ...before, level: before.level + 1 };
    const { program, transport } = this.delivery;
    const { journey } = program;
    const rewritten = rewrite(journey, text, 'local');
    const { value: reply, steps } = journey.aside(() =>
      resolve(journey, { sender: '', address: rewritten, by: program }),
    );
    const goesThroughQueue = !reply.failed && !reply.invalid && reply.transport !== transport;
    // The queue manager resolves the address again, after cleanup(8) has expanded its aliases.
    if (!goesThroughQueue) journey.step(...steps);
    if (reply.failed) return this.defer(state, '4.3.0 address resolver failure', reply.at);
    if (reply.invalid)
      return this.bounce(state, `5.1.3 bad recipient address syntax: ${reply.address}`, reply.at);
    const next = { ...state, address: this.withExtension(state, reply.address) };
    return goesThroughQueue ? this.indirect(next, at) : this.recipient(next);
  }

  private withExtension({ unmatched, local, user }: Addressee, address: string): string {
    if (unmatched === undefined) return address;
    const domain = domainOf(address);
    const end = domain === undefined ? address.length : address.length - domain.length - 1;
    return `${address.slice(0, end)}${local.charAt(user.length)}${unmatched}${address.slice(end)}`;
  }

  /** deliver_indirect() */
  private indirect(state: State, at: readonly Location[] = []): Results {
    if (this.wasHere(`indirect ${state.address}`)) return [];
    this.note(state, { what: 'Forwards the mail.', after: state.address, at });
    const delivered = state.delivered ?? state.address;
    const key = `${delivered}\n${state.sender}`;
    const known = this.forwards.get(key) ?? { delivered, sender: state.sender, addresses: [] };
    known.addresses.push(state.address);
    this.forwards.set(key, known);
    return [];
  }

  /** deliver_mailbox(). Undefined if the user does not exist. */
  private mailbox(before: Addressee): Results | undefined {
    const state = { ...before, level: before.level + 1 };
    if (this.wasHere(`mailbox ${state.local}`)) return [];
    const { program } = this.delivery;
    const passed = this.passes(state, 'mailbox_transport_maps', 'mailbox_transport');
    if (passed !== undefined) return passed;
    if (!this.isUser(state)) return undefined;
    const found = find(this.delivery, 'mailbox_command_maps', state.user);
    const rights = `as the user ${state.user}`;
    if (found.kind === 'error') return this.defer(state, '4.3.0 table lookup failure', found.at);
    if (found.kind === 'found')
      return found.text === undefined
        ? this.untold(state, found.at)
        : this.runs(state, found.text, rights, found.at);
    const command = program.text('mailbox_command');
    return command === ''
      ? this.mailboxFile(state)
      : this.runs(state, command, rights, program.at('mailbox_command'));
  }

  private mailboxFile(state: Addressee): Results {
    const { program } = this.delivery;
    const home = program.text('home_mailbox');
    const spool = program.text('mail_spool_directory');
    const isInHome = home !== '' && (home.endsWith('/') || !spool.endsWith('/'));
    const path = isInHome
      ? `~${state.user}/${home}`
      : spool.endsWith('/')
        ? `${spool}${state.user}/`
        : `${spool}/${state.user}`;
    this.note(state, {
      what: `Writes the mail to ${path.endsWith('/') ? 'the maildir' : 'the mailbox'} of ${state.user}.`,
      after: path,
      at: program.at(isInHome ? 'home_mailbox' : 'mail_spool_directory'),
    });
    return this.deliver(state, path);
  }

  /** Another transport delivers: the one in a table, or that of a parameter. Undefined if neither names one. */
  private passes(state: Addressee, maps: string, parameter: string): Results | undefined {
    const { program, office } = this.delivery;
    const found = find(this.delivery, maps, state.user);
    if (found.kind === 'error') return this.defer(state, '4.3.0 table lookup failure', found.at);
    const isFound = found.kind === 'found';
    const to = isFound ? found.text : program.text(parameter);
    if (to === '') return undefined;
    const at = isFound ? found.at : program.at(parameter);
    if (to === undefined) return this.untold(state, at);
    this.note(state, {
      what: `Passes the mail to another transport (${isFound ? maps : parameter}).`,
      after: to,
      condition: found.condition,
      at,
    });
    // The sender is that of the message, also after an owner- alias.
    const recipient = { ...this.delivery.recipient, address: state.address };
    return office.pass({ ...this.delivery, recipient }, { value: to, at });
  }

  /** deliver_unknown() */
  private unknown(before: Addressee): Results {
    const state = { ...before, level: before.level + 1 };
    const { program } = this.delivery;
    if (this.wasHere(`deliver_unknown ${state.local}`)) return [];
    const passed = this.passes(state, 'fallback_transport_maps', 'fallback_transport');
    if (passed !== undefined) return passed;
    const relay = program.text('luser_relay');
    if (relay !== '') return this.userRelay(state, relay);
    if (/^(?:mailer-daemon|postmaster)$/i.test(state.user)) {
      this.note(state, { what: `Discards the mail, because ${state.user} has no alias.` });
      return [ended(this.at(state), 'discarded', { reason: '2.0.0 discarded' })];
    }
    return this.bounce(state, `5.1.1 unknown user: "${state.user}"`);
  }

  private userRelay(state: Addressee, relay: string): Results {
    const { program } = this.delivery;
    const { journey } = program;
    const at = program.at('luser_relay');
    const expanded = this.expandMacros(state, relay);
    this.note(state, {
      what: 'Redirects the mail of an unknown user (luser_relay).',
      before: state.address,
      after: expanded,
      at,
    });
    if (rewrite(journey, expanded, 'local').toLowerCase() === state.address.toLowerCase())
      return this.bounce(state, `5.1.1 unknown user: "${state.user}"`, at);
    return this.resolved({ ...state, unmatched: undefined }, expanded, at);
  }

  /** local_expand() */
  private expandMacros(state: Addressee, text: string): string {
    const { program } = this.delivery;
    const delimiter = state.local.charAt(state.user.length) || program.text('recipient_delimiter').charAt(0);
    const macros: Readonly<Record<string, string | undefined>> = {
      user: state.user,
      domain: state.domain,
      local: state.local,
      mailbox: state.local,
      recipient: state.address,
      extension: state.extension,
      recipient_delimiter: delimiter === '' ? undefined : delimiter,
      home: `~${state.user}`,
    };
    const lookup = (name: string): string | undefined =>
      Object.hasOwn(macros, name) ? macros[name]?.replaceAll('$', '$$$$') : undefined;
    return expand(text, lookup).text;
  }

  /** forward_finish(): nothing is forwarded while a part of the delivery is deferred. */
  private finish(results: Results): Results {
    const { delivery } = this;
    const { office, letter, program, recipient } = delivery;
    if (results.some(({ outcome }) => outcome === 'deferred'))
      return [...this.forwards.values()].flatMap(({ addresses, sender }) =>
        addresses.map((address) =>
          ended(
            { ...delivery, letter: { ...letter, sender }, recipient: { ...recipient, address } },
            'deferred',
            {
              reason: 'waits until the other parts of the delivery succeed',
            },
          ),
        ),
      );
    const adds = program.words('prepend_delivered_header').some((word) => word.toLowerCase() === 'forward');
    return [...this.forwards.values()].flatMap(({ delivered, sender, addresses }) =>
      office.forward(
        {
          ...letter,
          sender,
          hops: letter.hops + 1,
          deliveredTo: adds ? new Set([...letter.deliveredTo, delivered.toLowerCase()]) : letter.deliveredTo,
        },
        {
          program: 'local',
          service: program.service,
          cleanup: program.text('cleanup_service_name'),
          sender,
          // The members of a list with an owner are recipients of their own.
          recipients: addresses.map((address) => ({
            address,
            original: recipient.original,
            ...(sender === letter.sender && { named: recipient.original }),
          })),
          rewriting: letter.rewriting,
          without: new Set(['header-body-checks', 'automatic-bcc', 'milters']),
          headers: letter.headers,
          bcc: [],
        },
      ),
    );
  }

  private allows(parameter: string, { expansion }: Addressee): boolean {
    return this.delivery.program.words(parameter).some((word) => word.toLowerCase() === expansion);
  }

  private propagates(what: string): boolean {
    return this.delivery.program
      .words('propagate_unmatched_extensions')
      .some((word) => word.toLowerCase() === what);
  }

  /** been_here() */
  private wasHere(key: string): boolean {
    const folded = key.toLowerCase();
    if (this.seen.has(folded)) return true;
    this.seen.add(folded);
    return false;
  }

  /** The delivery with the address and the sender of a state. */
  private at({ address, sender }: State): Delivery {
    const { letter, recipient } = this.delivery;
    return { ...this.delivery, letter: { ...letter, sender }, recipient: { ...recipient, address } };
  }

  private note(state: State, remark: Remark): void {
    note(this.at(state), remark);
  }

  private deliver(state: State, mailbox: string): Results {
    return [ended(this.at(state), 'delivered', { mailbox })];
  }

  private bounce(state: State, reason: string, at: readonly Location[] = []): Results {
    return bounced(this.at(state), reason, at);
  }

  private defer(state: State, reason: string, at: readonly Location[] = []): Results {
    return deferred(this.at(state), reason, at);
  }
}
