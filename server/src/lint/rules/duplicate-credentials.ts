// Credentials of a sender, which are looked up only when the login depends on the sender (smtp_sasl_glue.c).

import { setParameter } from '../../edits/parameters.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const duplicateCredentials: Rule = {
  code: 'duplicate-credentials',
  title: 'Credentials of a sender are never looked up',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const scopes = [undefined, ...instance.services.filter(({ program }) => program === 'smtp')];
    const depends = scopes.some((service) =>
      parseBoolean(instance.expanded('smtp_sender_dependent_authentication', service)?.text ?? ''),
    );
    if (depends) return;
    for (const table of tables.all()) {
      if (!table.uses.some(({ parameter }) => parameter === 'smtp_sasl_password_maps')) continue;
      for (const { fact, base } of firstSender(table)) {
        if (fact === undefined) continue;
        const entry = instance.entriesOf('smtp_sasl_password_maps').at(-1);
        const edit = setParameter(instance, 'smtp_sender_dependent_authentication', 'yes', entry);
        yield {
          at: { uri: table.uri, start: base + fact.start, end: base + fact.end },
          message:
            `${fact.key} is a sender, and the login does not depend on the sender. ` +
            'Postfix looks for the name of the server and for the next hop, and never for this key. ' +
            'Set smtp_sender_dependent_authentication = yes, or remove the line.',
          ...(edit && {
            fixes: [
              { title: 'Set smtp_sender_dependent_authentication = yes', edits: [edit], preferred: true },
            ],
          }),
        };
        // One finding for all lines like it.
        break;
      }
    }
  },
};

/** The first key with an @; offsets count from the chunk's start. */
const firstSender = chunkFacts((items) => {
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem !== undefined || !item.key.text.includes('@')) continue;
    const { key } = item;
    return { key: key.text, start: start + key.start, end: start + key.end };
  }
  return undefined;
});
