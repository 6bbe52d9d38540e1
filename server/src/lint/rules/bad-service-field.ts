// A field of a service with a value that master(8) and postconf(1) do not accept (master_ent.c, postconf_master.c).

import type { PlacedService } from '../../instance/instance.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import type { MasterField } from '../../syntax/master-cf.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const badServiceField: Rule = {
  code: 'bad-service-field',
  title: 'Service field has an invalid value',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (!service.name.startsWith('-')) yield* findings(uri, service);
    }
  },
};

/** The values that a field takes; `-` means its default. */
const forms: readonly (readonly [field: MasterField, form: RegExp, says: string])[] = [
  ['private', /^[yn-]$/, 'y, n, or -'],
  ['unprivileged', /^[yn-]$/, 'y, n, or -'],
  ['chroot', /^[yn-]$/, 'y, n, or -'],
  ['wakeup', /^(?:-|\d+)\??$/, 'a number of seconds (with an optional ? after it) or -'],
  ['process_limit', /^(?:-|\d+)$/, 'a number or -'],
];

function* findings(uri: string, service: PlacedService): Generator<Finding> {
  for (const [name, form, says] of forms) {
    const { text, at } = fieldOf(uri, service, name);
    if (form.test(text)) continue;
    const meant = name === 'wakeup' || name === 'process_limit' ? undefined : yesOrNo(text);
    yield {
      at,
      message:
        `The ${name} field must be ${says}, not "${text}". ` +
        `Postfix does not start, because postconf exits with: ${logText(`invalid ${name} field "${text}"`)}.` +
        (meant === undefined ? '' : ` Write ${meant}.`),
      ...(meant === undefined
        ? {}
        : { fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }] }),
    };
  }
}

function yesOrNo(text: string): string | undefined {
  if (/^(?:y|yes|true|on|1)$/i.test(text)) return 'y';
  return /^(?:n|no|false|off|0)$/i.test(text) ? 'n' : undefined;
}
