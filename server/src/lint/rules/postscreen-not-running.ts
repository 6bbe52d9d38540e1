// Settings of postscreen(8), while master.cf starts smtpd directly.

import { nameLocation } from '../../instance/expanded-values.ts';
import { fieldOf, portOf } from '../../instance/service-fields.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const postscreenNotRunning: Rule = {
  code: 'postscreen-not-running',
  title: 'postscreen is configured but does not run',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { master } = instance.files;
    if (master === undefined || instance.services.some(({ program }) => program === 'postscreen')) return;
    const port25 = instance.services.find(
      (service) => service.program === 'smtpd' && service.type === 'inet' && portOf(service) === '25',
    );
    const entries = [...instance.entriesByName]
      .flatMap(([name, all]) => (name.startsWith('postscreen_') ? all.slice(-1) : []))
      .filter(({ item }) => instance.catalog.knows(item.name.text) && item.raw !== '')
      .sort((a, b) => a.start - b.start);
    const [first, ...others] = entries;
    const at = first && nameLocation(instance, { kind: 'entry', entry: first });
    if (port25 === undefined || first === undefined || at === undefined) return;
    const rest =
      others.length === 0
        ? ''
        : ` and ${others.length} other postscreen_ setting${others.length > 1 ? 's' : ''}`;
    yield {
      at,
      message:
        `${first.item.name.text}${rest} ${others.length === 0 ? 'has' : 'have'} no effect, because no service runs postscreen. ` +
        `${port25.key} in master.cf runs smtpd, so clients are not checked, and Postfix logs nothing. ` +
        'Change the smtp service to run postscreen, and add the services smtpd (type pass), dnsblog, and tlsproxy.',
      related: [{ at: fieldOf(master.uri, port25, 'command').at, message: 'smtpd receives the mail' }],
    };
  },
};
