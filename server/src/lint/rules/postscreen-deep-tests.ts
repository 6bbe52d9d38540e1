// The tests of postscreen after the greeting: a client that passes them has to connect again (postscreen_smtpd.c).

import { nameLocation } from '../../instance/expanded-values.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const postscreenDeepTests: Rule = {
  code: 'postscreen-deep-tests',
  title: 'postscreen delays the first mail of every server',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const settings = new ServiceSettings(instance, undefined);
    const name = tests.find((each) => instance.entriesByName.has(each) && settings.is(each));
    const source = name === undefined ? undefined : instance.value(name)?.source;
    const at = source && nameLocation(instance, source);
    if (name === undefined || at === undefined) return;
    if (
      instance.files.master !== undefined &&
      !instance.services.some(({ program }) => program === 'postscreen')
    )
      return;
    yield {
      at,
      message:
        `With ${name}, postscreen cannot pass a new client on to smtpd. ` +
        'It answers the first mail of each client with a temporary error, and the client must connect again from the same address. ' +
        'Set it to no, unless you accept such delays.',
    };
  },
};

const tests = [
  'postscreen_pipelining_enable',
  'postscreen_non_smtp_command_enable',
  'postscreen_bare_newline_enable',
];
