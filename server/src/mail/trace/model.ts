// One mail, and what Postfix does with it: the question, and the answer as steps.

import type { Location, PlacedService } from '../../instance/instance.ts';

export interface TraceRequest {
  /** The client that connects; undefined for a local program, which uses sendmail(1). */
  readonly client?: {
    readonly address: string;
    /** Its name in DNS; undefined if it has none, as far as Postfix can tell. */
    readonly name?: string;
  };
  /** The name that the client has logged in with. */
  readonly login?: string;
  /** Whether the session is encrypted. */
  readonly tls?: boolean;
  /** What the client presents if smtpd asks for a certificate. */
  readonly certificate?: ClientCertificate;
  /** The name or port of the service; by default, `smtp`, or the only service that there is. */
  readonly service?: string;
  readonly helo?: string;
  /** The envelope sender; the empty string for the null sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Complete header lines: `Subject: …`. */
  readonly headers?: readonly string[];
  /** Lines of the body. */
  readonly body?: readonly string[];
  /** In bytes. */
  readonly size?: number;
}

export interface ClientCertificate {
  /** In the form of smtpd_tls_fingerprint_digest: `AB:12:…`. */
  readonly fingerprint: string;
  /** The fingerprint of its public key. */
  readonly publicKey?: string;
  /** Its common name. */
  readonly name?: string;
}

/** An SMTP reply as smtpd sends it. */
export interface Reply {
  readonly code: number;
  /** `5.7.1`; undefined if the reply has none. */
  readonly enhanced?: string;
  readonly text: string;
}

/** Who decides what the configuration does not. `host`: this computer, such as its users and files. */
export type Decider = 'dns' | 'server' | 'table' | 'milter' | 'host' | 'filter';

/** Something that the configuration does not decide, and the answer that this way assumes. */
export interface Condition {
  readonly decider: Decider;
  /** What is asked: `whether zen.spamhaus.org lists 192.0.2.1`. */
  readonly question: string;
  /** The assumption: `It is listed.` */
  readonly answer: string;
  /** The lookup, if the table could be asked. */
  readonly lookup?: TableLookup;
  /**
   * Set if neither answer is the usual one, because the table contains this host's own domains or recipients. `outcome`:
   * only if the answers lead to different outcomes, and not only to different places.
   */
  readonly open?: 'end' | 'outcome';
}

export interface TableLookup {
  /** As written: `mysql:/etc/postfix/mailboxes.cf`. */
  readonly table: string;
  readonly key: string;
}

export interface Step {
  /** The Postfix program that acts: `smtpd`, `cleanup`, `trivial-rewrite`, `qmgr`, `local`, … */
  readonly program: string;
  /** What happens, as one short sentence. */
  readonly what: string;
  /** The address, line, or destination that the step changes. */
  readonly before?: string;
  readonly after?: string;
  /** The recipient that the step is about; undefined for a step of the whole mail. */
  readonly recipient?: string;
  /** Present if the configuration alone does not decide about this step. */
  readonly condition?: Condition;
  /** The places that decide, the most important one first. */
  readonly at: readonly Location[];
}

export type Outcome = 'delivered' | 'refused' | 'bounced' | 'deferred' | 'discarded';

/** One recipient at the end of the mail's way. */
export interface TracedRecipient {
  /** The address that the delivery agent gets. */
  readonly address: string;
  /** The address in the envelope, as the client wrote it. */
  readonly original: string;
  /** The service in master.cf that delivers. Empty if the mail ends before that. */
  readonly transport: string;
  readonly nexthop: string;
  readonly outcome: Outcome;
  /** The envelope sender that the next server or mailbox sees. */
  readonly sender: string;
  /** Where the mail is stored: a file, a Maildir (with its slash), or a command after `|`. */
  readonly mailbox?: string;
  /** The key of the credentials for the next hop; never the password. */
  readonly credentials?: string;
  /** The TLS security level for the next hop. */
  readonly tls?: string;
  /** Why it bounces, is deferred, or is discarded: Postfix's own text. */
  readonly reason?: string;
}

/** What happens to the mail if all conditions of this way hold. */
export interface Way {
  readonly conditions: readonly Condition[];
  /** The worst outcome of a recipient: refused, bounced, deferred, discarded, delivered. */
  readonly outcome: Outcome;
  /** The reply of smtpd; undefined for mail from a local program. */
  readonly reply?: Reply;
  /** The envelope sender after rewriting. */
  readonly sender: string;
  readonly recipients: readonly TracedRecipient[];
  readonly steps: readonly Step[];
}

export interface Trace {
  readonly request: TraceRequest;
  /** The service that takes the mail; undefined for a local program or without master.cf. */
  readonly service?: PlacedService;
  /** Never empty. The first way is the usual one: no blocklist, table, or server singles out the mail. */
  readonly ways: readonly Way[];
  /** Whether these are all ways. There is a limit on their number. */
  readonly complete: boolean;
}

/** The outcome if it is the same in all ways. */
export function outcomeOf({ ways, complete }: Trace): Outcome | 'depends' {
  const outcomes = new Set(ways.map(({ outcome }) => outcome));
  const [outcome] = outcomes;
  return outcomes.size === 1 && complete && outcome !== undefined ? outcome : 'depends';
}
