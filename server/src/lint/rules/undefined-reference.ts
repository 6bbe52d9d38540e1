// A $name that is not defined: it expands to nothing (postconf_user.c).

import { oldForm } from '../../catalog/old-forms.ts';
import { atLeast, firstFor } from '../../catalog/release.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import type { UndefinedUse } from '../../instance/names.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { isFilledIn } from '../shared/filled-in-names.ts';
import { closest } from '../suggest.ts';

export const undefinedReference: Rule = {
  code: 'undefined-reference',
  title: 'Reference to an undefined name',
  severity: 'warning',
  dependsOnServices: true,
  *configuration(context: Configuration): Generator<Finding> {
    const { instance, names } = context;
    // If a value uses a name many times, one search finds all uses.
    const uses = new Map(
      names.undefinedUses.map((use) => [`${use.name}\n${use.parameter}\n${use.scope?.key}`, use]),
    );
    // A definition in main.cf is for all services that use the name.
    const ofServices = new Map<string, Finding>();
    for (const use of uses.values()) {
      for (const at of places(context, use)) {
        const finding = findingAt(instance, use, at, isFilledIn(use.name, names));
        const isForServices = use.scope !== undefined && finding.fixes === undefined;
        if (!isForServices) yield finding;
        else {
          const first = ofServices.get(use.name);
          ofServices.set(use.name, first === undefined ? finding : withUse(first, use.name, at));
        }
      }
    }
    yield* ofServices.values();
  },
};

function findingAt(instance: Instance, use: UndefinedUse, at: Location, filledIn: boolean): Finding {
  const isObsolete = oldForm('parameter', use.name, instance.release)?.commentOut === true;
  const nearest = isObsolete
    ? undefined
    : closest(use.name, instance.catalog.names(), instance.entriesByName.keys());
  // A value cannot refer to itself.
  const suggestion = nearest === use.parameter || isOfOtherRelease(instance, use.name) ? undefined : nearest;
  return {
    at,
    ...(filledIn ? { severity: 'information' as const } : {}),
    message:
      `${why(instance, use.name, filledIn)} it expands to nothing, ` +
      `and postconf warns: ${logText(`undefined parameter: ${use.name}`)}. ` +
      (suggestion !== undefined
        ? `Did you mean ${suggestion}?`
        : isOfOtherRelease(instance, use.name)
          ? 'Write the value itself.'
          : isObsolete
            ? `Remove $${use.name}: Postfix itself has never had this parameter.`
            : `Define ${use.name}, or correct the name.`),
    ...(suggestion === undefined
      ? {}
      : {
          fixes: [{ title: `Change to ${suggestion}`, edits: [{ at, text: suggestion }], preferred: true }],
        }),
  };
}

/** The beginning of a sentence. */
function why({ catalog, release }: Instance, name: string, filledIn: boolean): string {
  const parameter = catalog.parameter(name);
  if (parameter !== undefined && !parameter.derived) {
    const isRemoved = atLeast(release, parameter.since);
    return `${name} was ${isRemoved ? `removed after Postfix ${parameter.last}` : `added in Postfix ${firstFor(release, parameter)}`}. In ${release.name},`;
  }
  return filledIn ? `${name} is not defined. Unless a script replaces it,` : `${name} is not defined, so`;
}

/** The parameter exists, but not in the target release. */
function isOfOtherRelease({ catalog }: Instance, name: string): boolean {
  const parameter = catalog.parameter(name);
  return parameter !== undefined && !parameter.derived;
}

function withUse(finding: Finding, name: string, at: Location): Finding {
  return { ...finding, related: [...(finding.related ?? []), { at, message: `Another use of ${name}` }] };
}

/** The places of the name in the value that uses it. */
function* places({ instance }: Configuration, { name, parameter, scope }: UndefinedUse): Generator<Location> {
  const { main, master } = instance.files;
  if (scope === undefined) {
    const entry = instance.entriesOf(parameter).at(-1);
    if (main === undefined || entry === undefined) return;
    const { line, value } = entry.item;
    yield* namesIn(main.uri, line.masked, entry.start, value.start, value.end, name);
    return;
  }
  // Without main.cf it is unknown what it sets.
  if (main === undefined || master === undefined) return;
  for (const service of instance.services) {
    if (service.key !== scope.key) continue;
    for (const { value } of instance.overridesOf(service, parameter)) {
      if (value !== undefined)
        yield* namesIn(master.uri, service.item.line.masked, service.start, value.start, value.end, name);
    }
  }
}

function* namesIn(
  uri: string,
  text: string,
  base: number,
  start: number,
  end: number,
  name: string,
): Generator<Location> {
  for (const reference of references(parseExpression(text, start, end))) {
    if (reference.name.text === name)
      yield { uri, start: base + reference.name.start, end: base + reference.name.end };
  }
}
