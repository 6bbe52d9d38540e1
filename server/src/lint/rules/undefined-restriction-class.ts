// A restriction class without a definition (smtpd_check.c, smtpd_check_init).

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { undefinedClasses } from '../../mail/relay-check.ts';
import { smtpdServices } from '../../mail/smtpd-services.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const undefinedRestrictionClass: Rule = {
  code: 'undefined-restriction-class',
  title: 'Restriction class has no definition',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const service of scopes(instance)) {
      const value = expandedValue(instance, 'smtpd_restriction_classes', service);
      const missing = new Set(undefinedClasses(instance, service));
      if (value === undefined || missing.size === 0) continue;
      for (const node of value.nodes) {
        const name = value.expansion.text.slice(node.start, node.end);
        const at = missing.has(name) ? value.locate(node) : undefined;
        if (at === undefined) continue;
        yield {
          at,
          message:
            `Restriction class ${name} has no definition${service === undefined ? '' : ` in service ${service.key}`}. ` +
            `smtpd exits with: ${logText(`restriction class \`${name}' needs a definition`)}. ` +
            `Add a line ${name} = …, or remove the name from smtpd_restriction_classes.`,
        };
      }
    }
  },
};

function scopes(instance: Instance): readonly (PlacedService | undefined)[] {
  const services = smtpdServices(instance);
  return services.length > 0 ? services : [undefined];
}
