// What the stages of a mail's way hand to each other.

import type { Location, PlacedService } from '../../instance/instance.ts';
import type { Reply } from './model.ts';

/** A mail on its way into cleanup(8). */
export interface Submission {
  /** smtpd, pickup, or the program that forwards or bounces it. */
  readonly program: string;
  /** The service that took it; undefined without master.cf. Its overrides apply to what the program does. */
  readonly service: PlacedService | undefined;
  /** The value of cleanup_service_name for that program. */
  readonly cleanup: string;
  readonly sender: string;
  readonly recipients: readonly SubmittedRecipient[];
  /** Which domain an incomplete address in the envelope or a header gets. `none`: addresses stay as they are. */
  readonly rewriting: 'local' | 'remote' | 'none';
  /** What receive_override_options and the kind of mail turn off. */
  readonly without: ReadonlySet<Skipped>;
  /** The headers of the mail, after the actions of access tables (PREPEND). */
  readonly headers: readonly string[];
  readonly body?: readonly string[];
  /** The Received: header that the program adds, which header_checks see, too. Without what is not known. */
  readonly received?: string;
  /** content_filter, FILTER: `transport:nexthop`. */
  readonly filter?: Placed<string>;
  /** REDIRECT. */
  readonly redirect?: Placed<string>;
  readonly hold?: Placed<string>;
  /** BCC actions of access tables. */
  readonly bcc: readonly Placed<string>[];
  /** smtpd_proxy_filter: the server that gets the mail instead of cleanup. */
  readonly proxy?: Placed<string>;
}

export interface SubmittedRecipient {
  /** The address that is looked up next. */
  readonly address: string;
  /** The address in the first envelope. */
  readonly original: string;
  /** The original recipient that the program names (REC_TYPE_ORCP); by default, the address. */
  readonly named?: string;
  /**
   * Set if only this table knows the address, because it cannot be read: `ldap:/etc/postfix/aliases.cf`. `address` is
   * then the address that the table changes.
   */
  readonly knownBy?: string;
}

export interface Placed<T> {
  readonly value: T;
  readonly at: readonly Location[];
}

export type Skipped =
  | 'unknown-recipient-checks'
  | 'address-mappings'
  | 'header-body-checks'
  | 'milters'
  | 'automatic-bcc';

/** The end of the first stage. */
export type Received =
  | {
      readonly kind: 'accepted';
      readonly reply?: Reply;
      readonly submission: Submission;
      readonly refused?: readonly RefusedRecipient[];
    }
  /** No service of master.cf listens there, or it does not start. The mail stays with the client. */
  | { readonly kind: 'unanswered'; readonly reason: string }
  /** All recipients are refused, or the whole mail. */
  | { readonly kind: 'refused'; readonly reply: Reply; readonly refused?: readonly RefusedRecipient[] }
  | {
      readonly kind: 'discarded';
      readonly reply?: Reply;
      readonly refused?: readonly RefusedRecipient[];
    };

/** A recipient that smtpd refuses, while it accepts others. */
export interface RefusedRecipient {
  readonly recipient: string;
  readonly reply: Reply;
}

/** A mail in the queue: what cleanup(8) has made of a submission. */
export type Queued =
  | {
      readonly kind: 'queued';
      readonly sender: string;
      readonly recipients: readonly SubmittedRecipient[];
      readonly headers: readonly string[];
      readonly filter?: Placed<string>;
      readonly hold?: Placed<string>;
      /** Whether smtputf8 or another flag matters is not followed. */
      readonly without: ReadonlySet<Skipped>;
    }
  | { readonly kind: 'refused'; readonly reply: Reply }
  | {
      readonly kind: 'bounced';
      readonly reason: string;
      readonly recipients: readonly SubmittedRecipient[];
    }
  /** The program that submits it, such as pickup(8), keeps the mail and tries again later. */
  | { readonly kind: 'deferred'; readonly reason: string }
  | { readonly kind: 'discarded' };

/** The answer of trivial-rewrite(8) for one recipient (resolve.c). */
export interface Resolved {
  readonly transport: string;
  readonly nexthop: string;
  /** The recipient in internal form. */
  readonly address: string;
  /** The class of the recipient's domain. */
  readonly domainClass: 'local' | 'virtual-alias' | 'virtual-mailbox' | 'relay' | 'default';
  /** Set if the address cannot be delivered: the error transport's text, or why the lookup fails. */
  readonly problem?: { readonly kind: 'bounce' | 'defer'; readonly text: string };
  /** RESOLVE_FLAG_ROUTED: the local part has a routing operator: `user%example.com@example.net`. */
  readonly routed?: boolean;
  /** RESOLVE_FLAG_ERROR: the domain is not valid. smtpd answers 501. */
  readonly invalid?: boolean;
  /** RESOLVE_FLAG_FAIL: a table fails. smtpd answers 451 4.3.0. */
  readonly failed?: boolean;
  /** Set if only this table knows the transport or the next hop, because it cannot be read. */
  readonly knownBy?: string;
  readonly at: readonly Location[];
}
