// The documentation pages that diagnostics and hovers link to. The host knows where the pages are.

/** The address that opens a page, by its path below docs/; undefined if the pages are not there. */
export type PageAddress = (path: string) => string | undefined;

/** @param code the code of a rule */
export function rulePage(code: string): string {
  return `rules/${code}.md`;
}

/**
 * The entry of a parameter.
 * @param family the name of its family in families.json
 */
export function parameterPage(family: string, name: string): string {
  return `parameters/${family}.md#${name.toLowerCase()}`;
}
