// A name that Postfix does not know and that the configuration does not use as $name (postconf_unused.c).

import { readOnlyParameters } from '../catalog/catalog.ts';
import type { Location } from '../instance/instance.ts';
import { settings } from '../instance/settings.ts';
import { isReference } from './dollar-on-left.ts';
import { replace } from './edits.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { closest } from './suggest.ts';

export const unknownParameter: Rule = {
  code: 'unknown-parameter',
  title: 'Postfix has no such parameter',
  severity: 'warning',
  *check(context: RuleContext): Generator<Finding> {
    const { instance, names } = context;
    for (const { name, at, service } of settings(instance)) {
      // A parameter of another release has a rule of its own, and so has a name with a $.
      const isForeign =
        instance.catalog.parameter(name) !== undefined || readOnlyParameters.has(name) || isReference(name);
      if (isForeign || names.isKnownFor(name, service)) continue;
      yield finding(context, at, name, service === undefined ? 'main.cf' : 'master.cf');
    }
  },
};

function finding({ instance }: RuleContext, at: Location, name: string, file: string): Finding {
  const suggestion = closest(name, instance.catalog.names(), instance.derivedNames.keys());
  // Without master.cf nobody knows which services there are and which names they use.
  const complete = instance.files.master !== undefined;
  return {
    at,
    ...(complete ? {} : { severity: 'information' as const }),
    message:
      `Postfix ${instance.release.name} has no parameter ${name}, and nothing in ${complete ? 'the configuration' : 'main.cf'} uses $${name}. ` +
      `Its programs ignore the line; postconf warns: ${file}: unused parameter. ` +
      (suggestion === undefined ? 'Correct the name, or remove the line.' : `Did you mean ${suggestion}?`),
    ...(suggestion === undefined
      ? {}
      : {
          fixes: [
            {
              title: `Change to ${suggestion}`,
              edits: [replace(at.uri, at.start, { start: 0, end: name.length }, suggestion)],
              preferred: true,
            },
          ],
        }),
  };
}
