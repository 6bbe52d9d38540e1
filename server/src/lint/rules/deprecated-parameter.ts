// A parameter that, according to the target release, will be removed (postconf_unused.c, DEPRECATION_README).

import { inCurrentForm, isOverruled } from '../../edits/deprecated-parameters.ts';
import type { Instance } from '../../instance/instance.ts';
import { type Setting, unusualSettings } from '../../instance/settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const deprecatedParameter: Rule = {
  code: 'deprecated-parameter',
  title: 'Parameter will be removed from Postfix',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const setting of unusualSettings(instance)) yield* finding(instance, setting);
  },
};

/** Parameters that are deprecated because Postfix has ignored them for longer (tls_server.c). */
const ignored: ReadonlySet<string> = new Set(['smtpd_tls_eecdh_grade']);

function* finding(instance: Instance, setting: Setting): Generator<Finding> {
  const { name, at } = setting;
  const parameter = instance.catalog.parameter(name);
  if (parameter?.deprecated === undefined || !instance.catalog.isDeprecated(parameter)) return;
  const { since, replacement } = parameter.deprecated;
  const fix = inCurrentForm(instance, setting);
  const isIgnored = replacement !== undefined && isOverruled(instance, setting, replacement);
  const isWithoutEffect = ignored.has(name);
  const isIdle = isIgnored || isWithoutEffect || isDefault(instance, setting);
  const what = isIgnored
    ? `Postfix ignores it because ${replacement} is set, and`
    : isWithoutEffect
      ? 'Postfix ignores its value, and'
      : isIdle
        ? 'It has its default value here, and'
        : 'It still works, but';
  const advice =
    replacement === undefined
      ? 'Remove the line to use the default.'
      : isIdle
        ? 'Remove the setting.'
        : `Use ${replacement} instead.`;
  yield {
    at,
    tag: 'deprecated',
    message: `${name} has been deprecated since Postfix ${since}. ${what} postconf warns: ${logText(`support for parameter "${name}" will be removed`)}. ${advice}`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

/** Whether the value is the default, so the line makes no difference. */
function isDefault(instance: Instance, { name, entry }: Setting): boolean {
  const value = entry && instance.expanded(name)?.text;
  return value !== undefined && value === instance.expand(instance.defaultOf(name) ?? '').text;
}
