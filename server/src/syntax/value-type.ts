// The types of values. The catalog assigns one to every parameter; nothing here depends on a parameter's name.

/** A word of an enumeration. If it exists in fewer releases than its parameter, it also has the releases. */
export type EnumWord =
  | string
  | {
      readonly word: string;
      readonly since?: string;
      readonly last?: string;
      readonly backports?: readonly string[];
    };

/** The type of a value or of one list element. `server/catalog/value-types.schema.json` describes each. */
export interface ElementType {
  readonly type: string;
  /** For `enum`: the words that Postfix accepts. */
  readonly words?: readonly EnumWord[];
  /** Words that are synonyms for another word. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** For `enum`: other text is also accepted. */
  readonly free?: boolean;
  /** For `enum`: a word with a colon names a table. */
  readonly tables?: boolean;
  readonly anyCase?: boolean;
  /** For `time`: the unit of a number without one. */
  readonly unit?: 's' | 'm' | 'h' | 'd' | 'w';
  /** The kind of path, user, or service. */
  readonly what?: string;
  /** For `table`: what the table is used for. */
  readonly role?: string;
  /** For `transport`: false if only the name of a transport is allowed. */
  readonly nexthop?: boolean;
  /** For `restriction`: the list, `relay` for smtpd_relay_restrictions. */
  readonly list?: string;
  /**
   * For `domain-pattern`: `.domain` matches subdomains, and so does `domain` if parent_domain_matches_subdomains allows
   * it.
   */
  readonly parents?: boolean;
  /** False if Postfix rejects an empty value. */
  readonly empty?: boolean;
  /** The release since which a list is accepted instead of a single value. */
  readonly listSince?: string;
}

export interface ListType {
  readonly type: 'list';
  readonly of: ElementType;
  /** The characters that separate elements, if not the comma and white space. */
  readonly separators?: string;
  /** Text in `{ }` is one element. */
  readonly braces?: boolean;
  readonly empty?: boolean;
}

export type ValueType = ElementTypeButList | ListType;
type ElementTypeButList = ElementType & { readonly of?: undefined };

export function isList(type: ValueType): type is ListType {
  return type.of !== undefined;
}
