// The message to evaluate: its sender and destination. Properties that are not given may have any value.

export interface Mail {
  /** Whether the client is in mynetworks. If not given, the address decides. */
  readonly trusted?: boolean;
  /** The client's IP address. */
  readonly address?: string;
  /** The client's name in DNS. Like Postfix, uses `unknown` if there is none. */
  readonly name?: string;
  /** The client's login name. `true`: any name; undefined: not authenticated. */
  readonly login?: string | true;
  readonly helo?: string;
  /** The envelope sender; the empty string for the null sender. */
  readonly sender?: string;
  /** The sender is an address of the user who has logged in, according to smtpd_sender_login_maps. */
  readonly ownsSender?: true;
  readonly recipient?: string;
  /** `local`: in a domain that is delivered on this host. `foreign`: neither in such a domain nor in relay_domains. */
  readonly destination: 'foreign' | 'local';
  /** Whether the session is encrypted. */
  readonly encrypted?: boolean;
}

/** A client outside mynetworks that connects over IPv4, is not authenticated, and shows no trusted certificate. */
export const stranger: Mail = { trusted: false, destination: 'foreign' };
export const insider: Mail = { trusted: true, destination: 'foreign' };
export const user: Mail = { trusted: false, login: true, ownsSender: true, destination: 'foreign' };

/** The same clients, sending to one of this host's own domains. */
export const strangerToUs: Mail = { ...stranger, destination: 'local' };
export const insiderToUs: Mail = { ...insider, destination: 'local' };
export const userToUs: Mail = { ...user, destination: 'local' };
