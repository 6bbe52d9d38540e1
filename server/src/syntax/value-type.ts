// The types of values. The catalog gives every parameter one of them; nothing here knows a parameter's name.

/** A word of an enumeration, with the releases that have it when these are not all that have its parameter. */
export type EnumWord =
  | string
  | {
      readonly word: string;
      readonly since?: string;
      readonly last?: string;
      readonly backports?: readonly string[];
    };

/** What a value, or one element of a list, is. `server/catalog/value-types.schema.json` describes each. */
export interface ElementType {
  readonly type: string;
  /** For `enum`: the words that Postfix takes. */
  readonly words?: readonly EnumWord[];
  /** Words that mean another word. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** For `enum`: other text is taken too. */
  readonly free?: boolean;
  readonly anyCase?: boolean;
  /** For `time`: the unit of a bare number. */
  readonly unit?: 's' | 'm' | 'h' | 'd' | 'w';
  /** What kind of path, user or service it is. */
  readonly what?: string;
  /** For `table`: what the table is used for. */
  readonly role?: string;
  /** For `transport`: false where only the transport's name may stand. */
  readonly nexthop?: boolean;
  /** For `restriction`: the list, `relay` for smtpd_relay_restrictions. */
  readonly list?: string;
  /** For `domain-pattern`: `.domain` matches subdomains, and `domain` where parent_domain_matches_subdomains says so. */
  readonly parents?: boolean;
  /** False where Postfix refuses an empty value. */
  readonly empty?: boolean;
  /** Since which release a list is taken where one value was before. */
  readonly listSince?: string;
}

export interface ListType {
  readonly type: 'list';
  readonly of: ElementType;
  /** The characters that separate elements, when they are not the comma and white space. */
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
