// A lookup table type that the target release does not have (dict_open.c).

import { atLeast, isNewer } from '../../catalog/release.ts';
import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const tableTypeUnavailable: Rule = {
  code: 'table-type-unavailable',
  title: 'Lookup table type is not available',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { node, at: whole } of tableReferences(instance)) {
      const type = node.type.text;
      const wrong = whyUnavailable(instance, type);
      if (wrong === undefined) continue;
      const similar =
        tableType(type) === undefined ? closest(type, tableTypeNames(instance.release)) : undefined;
      const at = { ...whole, end: Math.min(whole.end, whole.start + type.length) };
      yield {
        at,
        message:
          `${wrong} Every lookup fails, and Postfix logs: ${logText(`unsupported dictionary type: ${type}`)}. ` +
          (similar === undefined ? 'Use a type that "postconf -m" lists.' : `Did you mean ${similar}?`),
        ...(similar && {
          fixes: [{ title: `Change to ${similar}`, edits: [{ at, text: similar }], preferred: true }],
        }),
      };
    }
  },
};

/** A type from a separate package is not reported: the files do not show whether the package is installed. */
function whyUnavailable({ release }: Instance, type: string): string | undefined {
  const facts = tableType(type);
  if (facts === undefined) return `Postfix has no table type "${type}".`;
  if (!atLeast(release, facts.since))
    return `Postfix ${release.name} has no table type "${type}", which was added in Postfix ${facts.since}.`;
  const { removed } = facts;
  const gone = removed !== undefined && (release.name === removed || isNewer(release, removed));
  return gone
    ? `Postfix ${release.name} has no table type "${type}", which was removed in Postfix ${removed}.`
    : undefined;
}
