// A parameter that the target release itself announces to remove (postconf_unused.c, DEPRECATION_README).

import { inTodaysForm, isOverruled } from '../../edits/deprecated-parameters.ts';
import type { Instance } from '../../instance/instance.ts';
import { type Setting, unusualSettings } from '../../instance/settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const deprecatedParameter: Rule = {
  code: 'deprecated-parameter',
  title: 'Support for this parameter will be removed',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const setting of unusualSettings(instance)) yield* finding(instance, setting);
  },
};

function* finding(instance: Instance, setting: Setting): Generator<Finding> {
  const { name, at } = setting;
  const parameter = instance.catalog.parameter(name);
  if (parameter?.deprecated === undefined || !instance.catalog.isDeprecated(parameter)) return;
  const { since, successor } = parameter.deprecated;
  const mended = inTodaysForm(instance, setting);
  const isIgnored = successor !== undefined && isOverruled(instance, setting, successor);
  const isIdle = isIgnored || isDefault(instance, setting);
  const what = isIgnored
    ? `${successor} is set, and Postfix ignores this one beside it;`
    : isIdle
      ? 'It has its default here;'
      : 'Postfix still takes it, and';
  const advice =
    successor === undefined
      ? 'Leave it at its default: remove the line.'
      : isIdle
        ? 'Remove it.'
        : `Specify ${successor} instead.`;
  yield {
    at,
    tag: 'deprecated',
    message: `${name} is deprecated since Postfix ${since}. ${what} postconf warns that support will be removed. ${advice}`,
    ...(mended === undefined ? {} : { fixes: [mended] }),
  };
}

/** What main.cf says of it would hold without the line. */
function isDefault(instance: Instance, { name, entry }: Setting): boolean {
  const value = entry && instance.expanded(name)?.text;
  return value !== undefined && value === instance.expand(instance.defaultOf(name) ?? '').text;
}
