// An argument of a pipe command that contains text and the recipient: for several recipients, the command gets the
// argument several times (pipe.c, expand_argv).

import { setParameter } from '../../edits/parameters.ts';
import { placedServices, plainArguments, within } from '../../instance/service-fields.ts';
import { parseInteger } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const argumentNeedsRecipientLimit: Rule = {
  code: 'argument-needs-recipient-limit',
  title: 'Command gets one assignment for each recipient',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'pipe') continue;
      const word = plainArguments(service).find(({ text }) =>
        /^(?!argv=)\w+=.*\$[({]?(?:recipient|mailbox|user|original_recipient)\b/.test(text),
      );
      const parameter = `${service.name}_destination_recipient_limit`;
      if (word === undefined || parseInteger(instance.expanded(parameter)?.text ?? '') === 1) continue;
      const edit = setParameter(instance, parameter, '1');
      yield {
        at: within(uri, service.start, word),
        message:
          `For several recipients, pipe passes "${word.text}" once for each of them. ` +
          'Most commands use only the last assignment, so the other recipients get no mail. ' +
          `Set ${parameter} = 1 in main.cf.`,
        ...(edit && { fixes: [{ title: `Set ${parameter} = 1`, edits: [edit], preferred: true }] }),
      };
    }
  },
};
