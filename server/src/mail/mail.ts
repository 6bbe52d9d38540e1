// The mail that is asked about: who sends it, and where to. What is not given may be anything.

export interface Mail {
  /** Whether the client is in mynetworks; when it is not given, the address tells. */
  readonly trusted?: boolean;
  /** The client's IP address. */
  readonly address?: string;
  /** Its name in the DNS; `unknown` when it has none, as Postfix has it. */
  readonly name?: string;
  /** The name that the client has logged in by; `true`: some name; undefined: it has not. */
  readonly login?: string | true;
  readonly helo?: string;
  /** The envelope sender; the empty string for the null sender. */
  readonly sender?: string;
  readonly recipient?: string;
  /** `local`: in one of the domains that are delivered here; `foreign`: in none, nor in relay_domains. */
  readonly destination: 'foreign' | 'local';
  /** Whether the session is encrypted. */
  readonly encrypted?: boolean;
}

/** A client outside mynetworks, by IPv4, which has not logged in and shows no trusted certificate. */
export const stranger: Mail = { trusted: false, destination: 'foreign' };
export const insider: Mail = { trusted: true, destination: 'foreign' };
export const user: Mail = { trusted: false, login: true, destination: 'foreign' };

/** The same senders, writing to one of our own domains. */
export const strangerToUs: Mail = { ...stranger, destination: 'local' };
export const insiderToUs: Mail = { ...insider, destination: 'local' };
export const userToUs: Mail = { ...user, destination: 'local' };
