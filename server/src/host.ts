// What the service needs from the program that it runs in: an editor's connection, a command line, or a test. All
// members except two are optional; without one, a feature that needs it shows less. All URIs are strings, as in the
// Language Server Protocol.

export interface Host {
  /**
   * The text of a file that is not open in an editor. A byte that is not UTF-8 becomes U+FFFD or the character that
   * syntax/bytes.ts uses for it. Undefined if there is no such file, if it cannot be read, and for a directory. The
   * service keeps the answer until it is told that the file may have changed.
   */
  readFile(uri: string): Promise<string | undefined>;

  /**
   * Whether the bytes of a file are UTF-8. Undefined if the host cannot check. Called for a file whose text contains
   * U+FFFD, before an edit of the file is offered: if its bytes are not UTF-8, the text does not represent all of them.
   */
  isUtf8?(uri: string): Promise<boolean | undefined>;

  /** Size and age of a file. `missing`: the host checked, and the file does not exist. Undefined if it cannot check. */
  stat?(uri: string): Promise<FileStamp | 'missing' | undefined>;

  /**
   * The labels of the PEM objects in a file, in their order (`CERTIFICATE`, `PRIVATE KEY`), without their contents.
   * Undefined if the file cannot be read, or if the host is not allowed to read keys.
   */
  pemLabels?(uri: string): Promise<readonly string[] | undefined>;

  /** The entries of a directory, in any order. Undefined for one that does not exist or cannot be read. */
  listDirectory?(uri: string): Promise<readonly DirectoryEntry[] | undefined>;

  /** Facts about the host that Postfix's defaults depend on. */
  readonly machine?: MachineFacts;

  /**
   * An entry in the manual of the installed Postfix, such as `postconf(5) smtpd_banner` or `access(5) REJECT`, as
   * Markdown. Undefined if there is no manual, or no such entry in it.
   */
  manual?(entry: string): Promise<string | undefined>;

  /**
   * The content of `docs.json`, the data file with the catalog's texts that the build creates. Called once, when a
   * feature first shows a text. If it rejects, the service logs the error and shows facts and values without texts.
   */
  readDocs?(): Promise<string>;

  /**
   * The address that opens a page of the documentation, by its path: `rules/open-relay.md`,
   * `parameters/tls.md#smtp_tls_security_level`. Absent or undefined if there are no pages.
   */
  page?(path: string): string | undefined;

  /**
   * Called between the steps of longer work. If there is other work to do, such as reading messages from the client,
   * returns a promise that settles after that work; otherwise undefined. Absent in a host that does one thing at a
   * time.
   */
  pause?(): Promise<void> | undefined;

  /** Called when something failed and the service continues without it. The message is meant for troubleshooting. */
  log(message: string): void;
}

/** File system metadata of a file. */
export interface FileStamp {
  /** In bytes. */
  readonly size: number;
  /** When the content last changed: milliseconds since 1970, UTC. */
  readonly modified: number;
}

export interface DirectoryEntry {
  /** Without the directory, and not encoded: `main.cf`. */
  readonly name: string;
  /** Also true for a symbolic link to a directory. */
  readonly isDirectory: boolean;
  /** It is a symbolic link. */
  readonly isLink?: boolean;
}

export interface MachineFacts {
  /** The host's name, for the default of myhostname. */
  readonly hostname?: string;
  /** The host's addresses, for the default of mynetworks. */
  readonly addresses?: readonly MachineAddress[];
  /** Defaults of the installed Postfix that depend on how it was built, and `mail_version`: values by parameter. */
  readonly defaults?: ReadonlyMap<string, string>;
}

export interface MachineAddress {
  /** IPv4 or IPv6: `192.0.2.1`, `2001:db8::1`. */
  readonly address: string;
  /** The prefix length of its network, in bits. */
  readonly prefix: number;
}

/** Tells whether the answer is still wanted. The protocol's tokens have this form. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}
