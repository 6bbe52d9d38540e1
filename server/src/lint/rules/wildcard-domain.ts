// `*` in a list of domains, which Postfix compares as text (match_ops.c).

import { literalPlace } from '../../edits/lists.ts';
import type { Instance } from '../../instance/instance.ts';
import { listsOf, type ReadValue } from '../../instance/read-values.ts';
import { isList } from '../../syntax/value-type.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const wildcardDomain: Rule = {
  code: 'wildcard-domain',
  title: 'Wildcard in a list of domains never matches',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const value of listsOf(instance, 'domain-pattern')) {
      if (/[*$]/.test(value.raw)) yield* inList(instance, value);
    }
  },
};

function* inList(instance: Instance, value: ReadValue): Generator<Finding> {
  for (const node of value.expanded.nodes) {
    if (node.kind !== 'word') continue;
    const { text } = node;
    const domain = /^!*\*(?:\.([\w.-]+))?$/.exec(text);
    if (domain === null) continue;
    const instead = domain[1] === undefined ? undefined : subdomains(instance, value, domain[1]);
    const place = literalPlace(instance, value.expanded, node);
    yield {
      at: value.locate(node),
      message:
        `"${text}" in ${value.name} never matches, because Postfix does not treat the asterisk as a wildcard. ` +
        `${domain[1] === undefined ? 'The list matches only domains that it names' : `Postfix treats mail for subdomains of ${domain[1]} as if the entry did not exist`}. ` +
        `${instead === undefined ? 'List the domains, or use a pcre: table' : `Write ${instead}`}.`,
      ...(instead !== undefined && place !== undefined && !text.startsWith('!')
        ? {
            fixes: [
              { title: `Change to ${instead}`, edits: [{ at: place, text: instead }], preferred: true },
            ],
          }
        : {}),
    };
  }
}

/** The pattern for all subdomains of a domain; undefined if the list cannot have one (string_list.c). */
function subdomains(
  instance: Instance,
  { name, parameter, service }: ReadValue,
  domain: string,
): string | undefined {
  const { type } = parameter;
  if (!isList(type) || !('parents' in type.of) || type.of.parents !== true) return undefined;
  const styles = instance.expanded('parent_domain_matches_subdomains', service)?.text ?? '';
  return styles.split(/[\s,]+/).includes(name) ? domain : `.${domain}`;
}
