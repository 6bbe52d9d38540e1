// The kinds of occurrences: what a part of a document can be.

import type { PlacedService } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { Name, Reference } from '../../syntax/expression.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import type { MasterField, Override, PlainArgument } from '../../syntax/master-cf.ts';
import type { Action, ActionRole } from '../../syntax/tables/actions.ts';
import type { AliasDestination, MailAddress } from '../../syntax/tables/aliases.ts';
import type { Network } from '../../syntax/tables/cidr.ts';
import type { Pattern, PatternDialect, PatternFlag } from '../../syntax/tables/patterns.ts';
import type { GroupReference } from '../../syntax/tables/replacement.ts';
import type { Span } from '../../syntax/text.ts';
import type {
  AddressPattern,
  Endpoint,
  NextHop,
  Restriction,
  TableReference,
  Transport,
  Word,
} from '../../syntax/value.ts';
import type { ValueType } from '../../syntax/value-type.ts';

/** A value, its logical line, and where that line begins in the document. */
export interface PlacedValue {
  /**
   * Name of the parameter, attribute, or setting that has this value. For a table result, a parameter of the same type.
   */
  readonly parameter?: string;
  readonly type: ValueType;
  /** The logical line, with spaces instead of its comments. Spans count from its start. */
  readonly text: string;
  readonly base: number;
  readonly span: Span;
  /** The service, for the value of an override or an attribute. */
  readonly service?: PlacedService;
  /** The table, for a value in a table. `$` is then a plain character. */
  readonly table?: TableFile;
}

/** `at` has offsets of the document. The span may contain comments, which are not part of the occurrence. */
export type Occurrence = { readonly at: Span } & (
  | SettingOccurrence
  | NodeOccurrence
  | ServiceOccurrence
  | TableLineOccurrence
  | ResultOccurrence
  | PatternOccurrence
);

/** Names that are set, and references to names. */
export type SettingOccurrence =
  | {
      /** A name that an entry of main.cf or `-o` sets. */
      readonly kind: 'parameter';
      readonly name: string;
      readonly service?: PlacedService;
      readonly entry?: Entry;
    }
  /** `$name`: the `$`, the opening brace, and the name. */
  | { readonly kind: 'reference'; readonly reference: Reference; readonly value: PlacedValue }
  /** The name of a setting in the file of a database table. */
  | {
      readonly kind: 'database-setting';
      readonly name: string;
      /** The type of the table, such as `mysql`. */
      readonly tableType: string | undefined;
      readonly entry: Entry;
    }
  /** `%s`, `%u`, and so on in a query or in a result template of a database table. */
  | {
      readonly kind: 'placeholder';
      /** Includes the percent sign. */
      readonly text: string;
      readonly value: PlacedValue;
    };

/** A node of a value, or the part of a node outside its inner nodes. */
export type NodeOccurrence = { readonly kind: 'node'; readonly value: PlacedValue } & (
  | { readonly node: Word | AddressPattern | NextHop | Endpoint; readonly part: 'all' }
  /** `name=value` in the braces of a table, or after an endpoint in braces. */
  | { readonly node: Word; readonly part: 'member'; readonly holder: TableReference | Endpoint }
  /** The type before the colon, and the name after it. */
  | { readonly node: TableReference; readonly part: 'type' | 'name' }
  /** The name of the restriction. Its argument is a separate node. */
  | { readonly node: Restriction; readonly part: 'name' }
  /** The transport before the colon. The next hop is a separate node. */
  | { readonly node: Transport; readonly part: 'name' }
);

/** Parts of master.cf, except for the names and values of overrides. */
export type ServiceOccurrence = { readonly service: PlacedService } & (
  | { readonly kind: 'field'; readonly field: MasterField; readonly text: string }
  /** `-o` of an override. */
  | { readonly kind: 'option'; readonly override: Override }
  /** Any other word after the program. Its parts follow as separate occurrences. */
  | { readonly kind: 'argument'; readonly argument: PlainArgument }
  /** One option. In `-vv`, each letter is an option. */
  | { readonly kind: 'program-option'; readonly letter: string }
  /** The name in `user=vmail`. A value that has a type follows as nodes. */
  | { readonly kind: 'attribute'; readonly name: string }
  /** One letter of `flags=`. */
  | { readonly kind: 'attribute-flag'; readonly letter: string }
  /** A word of `argv=`. The first word is the command to run. */
  | { readonly kind: 'command-word'; readonly text: string; readonly first: boolean }
  /** A macro such as `${recipient}` in `argv=` of pipe(8), up to the end of its name. */
  | { readonly kind: 'macro'; readonly reference: Reference }
);

/** The left-hand side of a table line, and statements such as `if`. */
export type TableLineOccurrence = { readonly table: TableFile } & (
  | {
      readonly kind: 'key';
      /** The lookup key. For an alias, its name without quotes. */
      readonly key: Name;
    }
  /** The colon after the name of an alias. */
  | { readonly kind: 'colon' }
  /** An address with its prefix length, and the `!` before it, if any. */
  | { readonly kind: 'network'; readonly network: Network }
  | { readonly kind: 'statement'; readonly word: 'if' | 'endif' }
  /** A `!` before a network or a pattern. */
  | { readonly kind: 'negation'; readonly negated: boolean }
);

export type ActionPart = 'code' | 'status' | 'text' | 'header';

/** The right-hand side of a table line. */
export type ResultOccurrence = { readonly table: TableFile } & (
  | {
      readonly kind: 'result';
      /** The whole result. Its parts follow as separate occurrences. */
      readonly result: Name;
    }
  /** The first word of an action. */
  | { readonly kind: 'action'; readonly action: Action; readonly word: string; readonly role: ActionRole }
  | {
      readonly kind: 'action-part';
      readonly part: ActionPart;
      readonly text: string;
      readonly action: Action;
      readonly role: ActionRole;
    }
  /** One of the email addresses in a result. */
  | { readonly kind: 'address'; readonly address: MailAddress }
  /** A domain that replaces the domain of the address that was looked up: `@example.com`. */
  | { readonly kind: 'replacement-domain'; readonly domain: string }
  /** A destination of an alias: an address, a command, a file, or a list. */
  | { readonly kind: 'destination'; readonly destination: AliasDestination }
  | { readonly kind: 'credential'; readonly part: 'user' | 'password' }
  /** The name of an attribute in a TLS policy: `match` in `match=hostname`. */
  | { readonly kind: 'policy-attribute'; readonly name: string }
);

/** Regular expressions, and references to their groups. */
export type PatternOccurrence = {
  readonly table: TableFile;
  readonly pattern: Pattern;
} & (
  | {
      /** The whole pattern, with `!`, delimiters, and flags. */
      readonly kind: 'pattern';
      readonly dialect: PatternDialect;
      /** The second pattern of a regexp: line that has two. */
      readonly second: boolean;
    }
  | { readonly kind: 'delimiter'; readonly text: string }
  /** The regular expression between the delimiters. */
  | { readonly kind: 'expression'; readonly dialect: PatternDialect }
  | { readonly kind: 'pattern-flag'; readonly flag: PatternFlag; readonly dialect: PatternDialect }
  /** `$1` in a result. */
  | { readonly kind: 'group-reference'; readonly reference: GroupReference }
);
