// What the service asks of the program that it runs in: an editor's connection, a command line, a test. All members
// except two are optional; a feature that needs an absent one shows less. All URIs are strings, as in the Language
// Server Protocol.

export interface Host {
  /**
   * The text of a file that no editor has open; for a byte that is not UTF-8, U+FFFD or what syntax/bytes.ts has for
   * it. Undefined when there is no such file, when it cannot be read, and for a directory. The service keeps the answer
   * until it is told that the file may have changed.
   */
  readFile(uri: string): Promise<string | undefined>;

  /**
   * Whether the bytes of a file are UTF-8. Undefined where the host cannot look. Asked for a file whose text has
   * U+FFFD, before an edit of it is offered: unless its bytes are UTF-8, the text does not have all of them.
   */
  isUtf8?(uri: string): Promise<boolean | undefined>;

  /** Size and age of a file. `missing`: the host looked, and there is none. Undefined where it cannot look. */
  stat?(uri: string): Promise<FileStamp | 'missing' | undefined>;

  /**
   * The labels of the PEM objects in a file, in their order (`CERTIFICATE`, `PRIVATE KEY`), and nothing of what is
   * inside them. Undefined for a file that cannot be read, and where the host may not look into keys.
   */
  pemLabels?(uri: string): Promise<readonly string[] | undefined>;

  /** The entries of a directory, in any order. Undefined for one that does not exist or cannot be read. */
  listDirectory?(uri: string): Promise<readonly DirectoryEntry[] | undefined>;

  /** Facts of the machine that Postfix's defaults depend on. */
  readonly machine?: MachineFacts;

  /**
   * What the manual of the Postfix on this machine says of an entry, such as `postconf(5) smtpd_banner` or
   * `access(5) REJECT`, as Markdown. Undefined when there is no manual, or no such entry in it.
   */
  manual?(entry: string): Promise<string | undefined>;

  /**
   * The content of `docs.json`, the data file with the catalog's texts that the build makes. Called once, when a
   * feature first shows a text. When it rejects, the service logs the error and shows facts and values without texts.
   */
  readDocs?(): Promise<string>;

  /**
   * Called between the steps of longer work. When it is time for other work, such as reading messages of the client, it
   * returns a promise that settles after that work; otherwise undefined. Absent in a host that does one thing at a time.
   */
  pause?(): Promise<void> | undefined;

  /** Something failed, and the service continues without it. The message is for people who look for the cause. */
  log(message: string): void;
}

/** What a file system says of a file. */
export interface FileStamp {
  /** In bytes. */
  readonly size: number;
  /** When the content last changed: milliseconds since 1970, UTC. */
  readonly modified: number;
}

export interface DirectoryEntry {
  /** Without the directory, not encoded: `main.cf`. */
  readonly name: string;
  /** True for a symbolic link to a directory too. */
  readonly isDirectory: boolean;
}

export interface MachineFacts {
  /** The machine's name, for the default of myhostname. */
  readonly hostname?: string;
  /** Its addresses, for the default of mynetworks. */
  readonly addresses?: readonly MachineAddress[];
  /** Defaults of the Postfix on it that depend on how it was built, and `mail_version`: values by parameter. */
  readonly defaults?: ReadonlyMap<string, string>;
}

export interface MachineAddress {
  /** IPv4 or IPv6: `192.0.2.1`, `2001:db8::1`. */
  readonly address: string;
  /** The length of its network's prefix, in bits. */
  readonly prefix: number;
}

/** Says whether the answer is still wanted. The protocol's tokens are of this form. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}
