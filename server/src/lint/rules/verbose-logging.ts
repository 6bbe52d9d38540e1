// Logging at a level that is meant for finding one problem: option -v, and the TLS log levels from 3 (tls_misc.c,
// smtpd_chat.c).

import type { PlacedService } from '../../instance/instance.ts';
import { allValues, valuesNamed } from '../../instance/read-values.ts';
import { placedServices, within } from '../../instance/service-fields.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const verboseLogging: Rule = {
  code: 'verbose-logging',
  title: 'Debug logging is on',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const levels = allValues(instance).filter(({ name }) => name.endsWith('_tls_loglevel'));
    for (const value of levels) {
      if (!/^\s*[3-9]\s*$/.test(value.text ?? '')) continue;
      yield {
        at: value.locate(),
        message:
          `${value.name} = ${value.text?.trim()} is for debugging TLS. ` +
          'Postfix logs the bytes of each TLS handshake, which fills the log and slows down busy servers. ' +
          'Set it to 1, which logs a summary of each connection.',
      };
    }
    for (const value of valuesNamed(instance, 'debug_peer_list')) {
      if ((value.text ?? '').trim() === '') continue;
      yield {
        at: value.locate(),
        message:
          'debug_peer_list is for debugging. ' +
          'For these hosts, Postfix logs each step of its work, including every SMTP command, so passwords can end up in the log. ' +
          'Remove the setting when you have found the problem.',
      };
    }
    for (const [uri, service] of placedServices(instance)) {
      const option = service.item.arguments.find(
        (argument) => argument.kind === 'argument' && /^-v+$/.test(argument.text),
      );
      if (option === undefined) continue;
      yield {
        at: within(uri, service.start, option),
        message:
          `Option ${'text' in option ? option.text : '-v'} is for debugging. ` +
          `${service.program} logs each step of its work${secrets(service)}. ` +
          'Remove the option when you have found the problem.',
      };
    }
  },
};

/** smtpd_chat.c and smtp_chat.c log each command and each reply. */
function secrets({ program }: PlacedService): string {
  return ['smtpd', 'smtp', 'lmtp'].includes(program)
    ? ', including every SMTP command, so passwords can end up in the log'
    : '';
}
