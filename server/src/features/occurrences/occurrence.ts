// The kinds of stretches that have a meaning of their own. Each kind is a question that a feature can ask:
// what does this say, where does it lead, how is it coloured.

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

/** A value in a file: the text that it is part of, and where that text begins in the document. */
export interface ValuePlace {
  /** What the value is given to: a parameter, an attribute, a client's setting; of a result the like parameter. */
  readonly parameter?: string;
  readonly type: ValueType;
  /** The logical line with comments blanked out; spans count from its start. */
  readonly text: string;
  readonly base: number;
  readonly span: Span;
  /** The service whose override or attribute it is. */
  readonly service?: PlacedService;
  /** The table in which it stands; there `$` is a plain character. */
  readonly table?: TableFile;
}

/** `at` is the document's; it may go over comments in between, which belong to nothing. */
export type Spot = { readonly at: Span } & (
  | SettingSpot
  | NodeSpot
  | ServiceSpot
  | TableLineSpot
  | ResultSpot
  | PatternSpot
);

/** Names that are set, and names that are referred to. */
export type SettingSpot =
  | {
      /** The name that is set, in main.cf or by `-o`. */
      readonly kind: 'parameter';
      readonly name: string;
      readonly service?: PlacedService;
      readonly entry?: Entry;
    }
  /** `$name`: the `$`, the brace and the name. */
  | { readonly kind: 'reference'; readonly reference: Reference; readonly value: ValuePlace }
  /** The name that is set in a database client's file. */
  | {
      readonly kind: 'client-setting';
      readonly name: string;
      readonly client: string | undefined;
      readonly entry: Entry;
    }
  /** `%s` and its kin in a query or result template of a database client. */
  | {
      readonly kind: 'substitution';
      /** With the percent sign. */
      readonly text: string;
      readonly value: ValuePlace;
    };

/** A part of a value that cannot be taken apart further. */
export type NodeSpot = { readonly kind: 'node'; readonly value: ValuePlace } & (
  | { readonly node: Word | AddressPattern | NextHop | Endpoint; readonly part: 'all' }
  /** One of the words that stand in the braces of a table or behind an endpoint in braces: `name=value`. */
  | { readonly node: Word; readonly part: 'member'; readonly holder: TableReference | Endpoint }
  /** The type in front of the colon, and what stands behind it. */
  | { readonly node: TableReference; readonly part: 'type' | 'name' }
  /** The restriction's own word; its argument is a node of its own. */
  | { readonly node: Restriction; readonly part: 'name' }
  /** The transport in front of the colon; the next hop is a node of its own. */
  | { readonly node: Transport; readonly part: 'name' }
);

/** What stands in master.cf besides overrides' names and values. */
export type ServiceSpot = { readonly service: PlacedService } & (
  | { readonly kind: 'field'; readonly field: MasterField; readonly text: string }
  /** `-o` of an override. */
  | { readonly kind: 'option'; readonly override: Override }
  /** Any other word behind the program; what is known of its parts follows it. */
  | { readonly kind: 'argument'; readonly argument: PlainArgument }
  /** One option: `-v`; of `-vv` each letter is one. */
  | { readonly kind: 'program-option'; readonly letter: string }
  /** The name in `user=vmail`; a value with a type follows as nodes. */
  | { readonly kind: 'attribute'; readonly name: string }
  /** One letter of `flags=`. */
  | { readonly kind: 'attribute-flag'; readonly letter: string }
  /** A word of `argv=`; the first one is the program that is run. */
  | { readonly kind: 'command-word'; readonly text: string; readonly first: boolean }
  /** `${recipient}` and its kin in `argv=` of pipe(8): up to the end of the name. */
  | { readonly kind: 'macro'; readonly reference: Reference }
);

/** The left-hand side of a line of a table, and the statements of those that have some. */
export type TableLineSpot = { readonly table: TableFile } & (
  | {
      readonly kind: 'key';
      /** What is looked up; of an alias, its name. */
      readonly key: Name;
    }
  /** The colon behind an alias's name. */
  | { readonly kind: 'colon' }
  /** An address with its prefix length and any `!` in front. */
  | { readonly kind: 'network'; readonly network: Network }
  | { readonly kind: 'statement'; readonly word: 'if' | 'endif' }
  /** A `!` in front of a network or a pattern. */
  | { readonly kind: 'negation'; readonly negated: boolean }
);

export type ActionPart = 'code' | 'status' | 'text' | 'header';

/** The right-hand side of a line of a table. */
export type ResultSpot = { readonly table: TableFile } & (
  | {
      readonly kind: 'result';
      /** All of it; what is known of its parts follows. */
      readonly result: Name;
    }
  /** The word with which an action begins. */
  | { readonly kind: 'action'; readonly action: Action; readonly word: string; readonly role: ActionRole }
  | {
      readonly kind: 'action-part';
      readonly part: ActionPart;
      readonly text: string;
      readonly action: Action;
      readonly role: ActionRole;
    }
  /** A mail address in a list of them. */
  | { readonly kind: 'address'; readonly address: MailAddress }
  /** A domain that takes the place of the one that was looked up: `@example.com`. */
  | { readonly kind: 'replacement-domain'; readonly domain: string }
  /** Where an alias leads: an address, a command, a file, a list. */
  | { readonly kind: 'destination'; readonly destination: AliasDestination }
  | { readonly kind: 'credential'; readonly part: 'user' | 'password' }
  /** The name of an attribute of a TLS policy: `match` in `match=hostname`. */
  | { readonly kind: 'policy-attribute'; readonly name: string }
);

/** Regular expressions and what their results refer to. */
export type PatternSpot = {
  readonly table: TableFile;
  readonly pattern: Pattern;
} & (
  | {
      /** The whole pattern, with `!`, delimiters and flags. */
      readonly kind: 'pattern';
      readonly dialect: PatternDialect;
      /** Of regexp: lines with two of them. */
      readonly second: boolean;
    }
  | { readonly kind: 'delimiter'; readonly text: string }
  /** The regular expression itself. */
  | { readonly kind: 'expression'; readonly dialect: PatternDialect }
  | { readonly kind: 'pattern-flag'; readonly flag: PatternFlag; readonly dialect: PatternDialect }
  /** `$1` in a result. */
  | { readonly kind: 'group-reference'; readonly reference: GroupReference }
);
