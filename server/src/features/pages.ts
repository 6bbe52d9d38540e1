// The documentation pages that diagnostics and hovers link to.

/** The address of a page below docs/. */
function documentationPage(path: string): string {
  return `https://github.com/postfix-language/postfix-language/blob/main/docs/${path}`;
}

/** @param code the code of a rule */
export function rulePage(code: string): string {
  return documentationPage(`rules/${code}.md`);
}

/**
 * The entry of a parameter.
 * @param family the name of its family in families.json
 */
export function parameterPage(family: string, name: string): string {
  return documentationPage(`parameters/${family}.md#${name.toLowerCase()}`);
}
