// One SMTP session of which everything is known: the counterpart of SMTPD_STATE. With it, a restriction has one
// outcome with the exact reply; where DNS, a server, or an unreadable table decides, the journey assumes an answer.

import type { Location, PlacedService } from '../instance/instance.ts';
import type { TableReference } from '../syntax/value.ts';
import type { LookupKey } from './lookup-keys.ts';
import type { Journey, Option } from './trace/journey.ts';
import type { ClientCertificate, Condition, Decider, Reply } from './trace/model.ts';
import type { Resolution } from './trace/resolve.ts';
import type { Placed } from './trace/stages.ts';

export interface SessionClient {
  readonly address: string;
  /** `unknown` if there is none. */
  readonly name: string;
  /** Its name in DNS, also if that does not lead back to the address. */
  readonly reverseName: string;
}

/** The commands in which smtpd evaluates restrictions. */
export type Command = 'CONNECT' | 'HELO' | 'MAIL' | 'RCPT' | 'DATA' | 'END-OF-MESSAGE';

/** The table lookups that restrictions need besides those in access tables. */
export interface Lookups {
  /** trivial-rewrite(8), after the address was completed. The result is in lower case (smtpd_resolve.c). */
  resolve(address: string, sender: string | undefined): Resolution;
  /** mail_addr_find() over the tables of a parameter. */
  find(parameter: string, address: string): Found;
  /** maps_find() over the tables of a parameter. */
  findKey(parameter: string, key: string): Found;
  /** The answer of an access table; undefined if it has none for any of the keys. */
  access(table: TableReference, keys: readonly LookupKey[]): AccessFound | undefined;
}

export interface AccessFound {
  readonly text: string;
  readonly entry?: Location;
}

export type Found =
  | {
      readonly kind: 'found';
      /** Undefined if only the table knows. */
      readonly text: string | undefined;
    }
  | { readonly kind: 'missing' }
  /** A temporary error, or one of the configuration. */
  | { readonly kind: 'error'; readonly retry: boolean };

/** A decision that waits for the end of the list: defer_if_permit and defer_if_reject. */
export class Deferral {
  active = false;
  /** The first reason, which stays when a later stage starts again without it. */
  reply: Reply | undefined;
  /** What has set it. */
  by: { readonly word: string; readonly places: readonly Location[] } | undefined;

  set(reply: Reply, word: string, places: readonly Location[]): void {
    if (this.active) return;
    this.active = true;
    this.reply = reply;
    this.by = { word, places };
  }
}

/** What access tables ask the next programs to do. */
export interface DelegatedActions {
  filter?: Placed<string>;
  redirect?: Placed<string>;
  hold?: Placed<string>;
  readonly bcc: Placed<string>[];
  /** Header lines. */
  readonly prepend: Placed<string>[];
}

export interface SessionOptions {
  readonly service: PlacedService | undefined;
  readonly client: SessionClient;
  readonly login: string | undefined;
  readonly encrypted: boolean;
  /** Also undefined if smtpd does not ask for one. */
  readonly certificate: ClientCertificate | undefined;
  readonly lookups: Lookups;
}

export class Session {
  command: Command = 'CONNECT';
  helo: string | undefined;
  /** Undefined before MAIL. */
  sender: string | undefined;
  /** Undefined before RCPT, and from DATA on if there are several. */
  recipient: string | undefined;
  /** The number of accepted recipients. */
  accepted = 0;
  discards = false;
  /** warn_if_reject is in force. */
  warned = false;
  /**
   * Whether the address was looked up in the tables of its domain. Undefined until smtpd gives it a value: in the first
   * lists of a session, it has what an earlier session left in memory.
   */
  senderChecked: boolean | undefined;
  recipientChecked: boolean | undefined;
  readonly deferIfPermit = new Deferral();
  readonly deferIfReject = new Deferral();
  readonly actions: DelegatedActions = { bcc: [], prepend: [] };
  /** The words and table entries that lead to the current decision, the innermost first. */
  places: readonly Location[] = [];
  /** The restriction that smtpd evaluates, or the parameter that it applies; undefined outside of both. */
  word: string | undefined;

  constructor(
    readonly journey: Journey,
    readonly options: SessionOptions,
  ) {}

  get client(): SessionClient {
    return this.options.client;
  }

  /** `client.example.com[192.0.2.1]` */
  get clientName(): string {
    return `${this.client.name}[${this.client.address}]`;
  }

  get lookups(): Lookups {
    return this.options.lookups;
  }

  /** Whether the client has a certificate from a certificate authority that smtpd knows. */
  hasTrustedCertificate(setting: (name: string) => string): boolean {
    if (this.options.certificate === undefined) return false;
    // Without these settings, smtpd does not use the authorities of the system either.
    if (['smtpd_tls_CAfile', 'smtpd_tls_CApath'].every((name) => setting(name) === '')) return false;
    return this.ask({ decider: 'host', question: 'whether smtpd trusts the certificate of the client' }, [
      { answer: 'It does.', value: true },
      { answer: 'It does not.', value: false },
    ]);
  }

  /** Assumes an answer, and notes the question as a step. */
  ask<T>(
    question: { readonly decider: Decider; readonly question: string },
    options: readonly [Option<T>, ...Option<T>[]],
  ): T {
    const { value, condition } = this.journey.choose(question, options);
    const what =
      this.word === undefined
        ? `${capitalized(condition.question)}: ${condition.answer}`
        : `${this.word} ${asks[question.decider]}`;
    this.note(what, condition);
    return value;
  }

  /** Notes what the restriction does: `puts the mail on hold`. */
  does(action: string): void {
    this.note(this.word === undefined ? capitalized(action) : `${this.word} ${action}`);
  }

  note(what: string, condition?: Condition): void {
    const recipient = this.command === 'RCPT' ? this.recipient : undefined;
    this.journey.step({
      program: 'smtpd',
      what,
      ...(recipient !== undefined && { recipient }),
      ...(condition && { condition }),
      at: this.places,
    });
  }
}

/** What a restriction queries, as the predicate of a sentence. */
const asks: Readonly<Record<Decider, string>> = {
  dns: 'queries DNS',
  server: 'asks another server',
  table: 'looks in a table that the trace cannot read',
  milter: 'asks a Milter',
  host: 'depends on this host',
  filter: 'asks the content filter',
};

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
